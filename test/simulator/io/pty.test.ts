import {
  closeSync,
  constants,
  lstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openPty, type Pty } from "../../../simulator/io/pty.ts";
import {
  collectBytes,
  createPtyPlace,
  openSession,
  type PtyPlace,
  patterned,
} from "../../support/pty.ts";

/** Bytes that a terminal would act upon: interrupt, end of file, XON, XOFF, line ends. */
const CONTROL = Buffer.from([0x03, 0x04, 0x11, 0x13, 0x0a, 0x0d, 0x1a, 0x1c, 0x7f, 0xff]);

const HOST_OPENS = constants.O_RDWR | constants.O_NOCTTY;

describe("openPty", () => {
  let pty: Pty;
  beforeEach(() => {
    pty = openPty();
  });
  afterEach(() => pty.close());

  function collect() {
    const received = collectBytes();
    pty.onBytes((chunk) => received.add(chunk));
    return received;
  }

  it("passes control bytes untouched and unechoed to a host that sets nothing", async () => {
    const received = collect();
    const host = openSync(pty.path, HOST_OPENS);
    writeSync(host, CONTROL);
    await expect(received.atLeast(CONTROL.length)).resolves.toEqual(CONTROL);

    pty.write(CONTROL);
    const heard = Buffer.alloc(CONTROL.length);
    expect(readSync(host, heard)).toBe(CONTROL.length);
    expect(heard).toEqual(CONTROL);
    closeSync(host);
    expect(received.bytes()).toEqual(CONTROL);
  });

  it("outlives its hosts", async () => {
    const received = collect();
    for (const byte of [1, 2, 3]) {
      const host = openSync(pty.path, HOST_OPENS);
      writeSync(host, Buffer.from([byte]));
      closeSync(host);
      await received.atLeast(byte);
    }
    expect([...received.bytes()]).toEqual([1, 2, 3]);
  });

  it("may be opened by any user", () => {
    expect(statSync(pty.path).mode & 0o777).toBe(0o666);
  });

  it("takes nothing from the host while paused", async () => {
    const received = collect();
    const host = openSync(pty.path, HOST_OPENS | constants.O_NONBLOCK);
    pty.pause();
    let taken = 0;
    const fill = () => {
      // Ends with EAGAIN when the kernel's buffer is full, which it is only if nobody reads.
      for (;;) taken += writeSync(host, Buffer.alloc(1024, 7));
    };
    expect(fill).toThrow(/EAGAIN/);
    pty.resume();
    await received.atLeast(taken);
    expect(received.bytes()).toHaveLength(taken);
    closeSync(host);
  });

  it("does nothing any more once closed", () => {
    pty.close();
    pty.write(CONTROL);
    pty.resume();
    pty.close();
    expect(() => statSync(pty.path)).toThrow(/ENOENT/);
  });
});

describe("write", () => {
  let place: PtyPlace;
  beforeEach(() => {
    place = createPtyPlace();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await place.end();
  });

  it("loses nothing of much more than the kernel holds, in both directions at once", async () => {
    const device = place.plug();
    const taken = collectBytes();
    device.onBytes((chunk) => taken.add(chunk));
    const { link, opened, received } = openSession(place.openLink());
    await opened;
    const long = patterned(500_000);
    for (let at = 0; at < long.length; at += 50_000) {
      device.write(long.subarray(at, at + 50_000));
      link.write(long.subarray(at, at + 50_000));
    }
    expect((await received.atLeast(long.length)).equals(long)).toBe(true);
    expect((await taken.atLeast(long.length)).equals(long)).toBe(true);
  });

  it("gives up what no host takes for two seconds, so that a later one does not get it", async () => {
    const device = place.plug();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    device.write(Buffer.alloc(200_000, 1));
    vi.advanceTimersByTime(3000);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();

    const { opened, received } = openSession(place.openLink());
    await opened;
    device.write(Buffer.from([2]));
    while (received.bytes().at(-1) !== 2) await received.atLeast(received.bytes().length + 1);
    // What was in the kernel may still come; the 200,000 bytes do not.
    expect(received.bytes().length).toBeLessThan(20_000);
  });
});

describe("link", () => {
  let folder: string;
  let path: string;
  let pty: Pty;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cetakd-link-"));
    path = join(folder, "printer1");
    pty = openPty();
  });
  afterEach(() => {
    pty.close();
    rmSync(folder, { recursive: true });
  });

  it("leads to the pty until it is closed", () => {
    pty.link(path);
    expect(readlinkSync(path)).toBe(pty.path);
    pty.close();
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it.each([
    { stale: "a dangling link", target: () => "/dev/pts/none" },
    { stale: "a link to a number that is this one's again", target: () => pty.path },
  ])("replaces $stale", ({ target }) => {
    symlinkSync(target(), path);
    pty.link(path);
    expect(readlinkSync(path)).toBe(pty.path);
  });

  it("refuses a regular file and leaves it", () => {
    writeFileSync(path, "precious");
    expect(() => pty.link(path)).toThrow(/not a link/);
    pty.close();
    expect(readFileSync(path, "utf8")).toBe("precious");
  });

  it("refuses a link to something that exists and leaves it", () => {
    const target = join(folder, "device");
    writeFileSync(target, "");
    symlinkSync(target, path);
    expect(() => pty.link(path)).toThrow(/already leads to/);
    pty.close();
    expect(readlinkSync(path)).toBe(target);
  });

  it("leaves a link that another device has taken over", () => {
    pty.link(path);
    rmSync(path);
    symlinkSync("/dev/null", path);
    pty.close();
    expect(readlinkSync(path)).toBe("/dev/null");
  });
});
