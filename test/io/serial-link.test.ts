import { spawn } from "node:child_process";
import { pbkdf2, pbkdf2Sync } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSerialLink } from "../../src/io/serial-link.ts";
import {
  collectBytes,
  createPtyPlace,
  openSession,
  type PtyPlace,
  patterned,
} from "../support/pty.ts";

// What every link promises is in link.contract.test.ts; here is what only a serial port has.

/** A user, and a group, without rights. */
const NOBODY = 65534;

/** Root may open everything: under root, this is run with the rights of nobody. */
async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run();
  const groups = process.getgroups?.() ?? [];
  process.setgroups?.([]);
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(groups);
  }
}

async function refusal(path: string): Promise<string> {
  const { closed } = openSession(createSerialLink({ path, baudRate: 9600 }));
  const { kind, message } = await closed;
  expect(kind).toBe("open-failed");
  expect(message).toContain(path);
  return message;
}

describe("an open that fails", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cetakd-serial-"));
    chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    { thing: "nothing", make: () => {} },
    { thing: "a dangling link", make: (path: string) => symlinkSync("/dev/pts/none", path) },
  ])("names cable and by-id name when there is $thing", async ({ make }) => {
    const path = join(folder, "printer1");
    make(path);
    expect(await refusal(path)).toMatch(/no such device.*cable.*\/dev\/serial\/by-id/);
  });

  it.each([
    {
      who: "nobody",
      mode: 0o000,
      remedy: /Give it to a group of the daemon's user by a udev rule/,
    },
    { who: "its group", mode: 0o060, remedy: /Add the daemon's user to group \S+/ },
  ])("names the owner of what only $who may use", async ({ mode, remedy }) => {
    const path = join(folder, "printer1");
    writeFileSync(path, "");
    chmodSync(path, mode);
    if (process.geteuid?.() === 0) chownSync(path, 0, 1);
    const message = await asNobody(() => refusal(path));
    expect(message).toMatch(/permission denied; it belongs to user \S+ and group \S+\./);
    expect(message).toMatch(remedy);
  });

  it("names the closed folder when the owner cannot be read", async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed, { mode: 0o000 });
    const message = await asNobody(() => refusal(join(closed, "printer1")));
    expect(message).toMatch(/permission denied; a folder above it/);
  });

  it("passes on what the system says of a file that is no serial port", async () => {
    const path = join(folder, "printer1");
    writeFileSync(path, "");
    expect(await refusal(path)).toMatch(/Inappropriate ioctl/);
  });
});

/** Another process with both ends of a line, so that this one has no part in it. */
async function startHolder(path: string) {
  const script = `
    import { openPty } from ${JSON.stringify(import.meta.resolve("../../simulator/io/pty.ts"))};
    import { createSerialLink } from ${JSON.stringify(import.meta.resolve("../../src/io/serial-link.ts"))};
    openPty().link(${JSON.stringify(path)});
    createSerialLink({ path: ${JSON.stringify(path)}, baudRate: 9600 }).open({
      opened: () => process.stdout.write("ready"),
      closed: ({ message }) => process.stdout.write(message),
    });`;
  const args = ["--input-type=module", "--eval", script];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await once(child.stdout, "data");
  expect(String(said)).toBe("ready");
  return {
    pid: child.pid,
    async stop() {
      child.kill();
      await once(child, "exit");
    },
  };
}

/** A question and its answer over another line: by then a write here is well under way. */
async function exchangeElsewhere(): Promise<void> {
  const elsewhere = createPtyPlace();
  const device = elsewhere.plug();
  device.onBytes((chunk) => device.write(chunk));
  const { link, opened, received } = openSession(elsewhere.openLink());
  await opened;
  link.write(Buffer.from("?"));
  await received.atLeast(1);
  await elsewhere.end();
}

/** Whatever the system's threads are asked for now, a read or a close, comes later. */
function keepThreadsBusy(): void {
  for (let thread = 0; thread < 8; thread++) pbkdf2("", "", 50_000, 64, "sha512", () => {});
}

/** How many open files of this process are this device. */
function openFiles(device: string): number {
  const targets = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "closed meanwhile";
    }
  });
  return targets.filter((target) => target === device).length;
}

describe("on a pseudo-terminal", () => {
  let place: PtyPlace;
  beforeEach(() => {
    place = createPtyPlace();
  });
  afterEach(() => place.end());

  async function connect(options?: { readonly baudRate: number }) {
    const session = openSession(place.openLink(options));
    await session.opened;
    return session;
  }

  it("names the program that holds the line", async () => {
    const holder = await startHolder(place.path);
    expect(await refusal(place.path)).toMatch(new RegExp(`in use by node \\(pid ${holder.pid}\\)`));
    await holder.stop();
  });

  it("says in use without a name when the holder may not be looked at", async ({ skip }) => {
    skip(process.geteuid?.() !== 0, "only root can play a user who may not look");
    chmodSync(dirname(place.path), 0o755);
    const holder = await startHolder(place.path);
    expect(await asNobody(() => refusal(place.path))).toMatch(/it is in use\. Stop/);
    await holder.stop();
  });

  it.each([9600, 12_345, 921_600])("hears nothing old at %d baud", async (baudRate) => {
    const device = place.plug();
    device.write(Buffer.from("old"));
    const { received } = await connect({ baudRate });
    device.write(Buffer.from("new"));
    expect((await received.atLeast(3)).toString()).toBe("new");
  });

  it("does not settle drained while the device takes nothing, and hears it meanwhile", async () => {
    const device = place.plug();
    const { link, received } = await connect();
    const long = patterned(100_000);
    link.write(long.subarray(0, 10));
    link.write(long.subarray(10));
    let isDrained = false;
    const drained = link.drained().then(() => {
      isDrained = true;
    });
    await exchangeElsewhere();
    device.write(Buffer.from("meanwhile"));
    await received.atLeast(9);
    expect(isDrained).toBe(false);

    const taken = collectBytes();
    device.onBytes((chunk) => taken.add(chunk));
    await drained;
    expect((await taken.atLeast(long.length)).equals(long)).toBe(true);
  });

  it("tells closed only when the system has closed the port", async () => {
    const device = place.plug();
    const link = place.openLink();
    const opened = new Promise<void>((resolve) => {
      link.open({
        opened: resolve,
        bytes() {},
        closed: () => void holdings.push(openFiles(device.path)),
      });
    });
    const holdings: number[] = [];
    await opened;
    // A write that is stuck makes the port's stream announce its end too early.
    link.write(patterned(100_000));
    await exchangeElsewhere();
    expect(openFiles(device.path)).toBe(2);
    keepThreadsBusy();
    link.close();
    await link.drained();
    await place.end();
    // The pseudo-terminal's own file is the one that is left.
    expect(holdings).toEqual([1]);
    place = createPtyPlace();
  });

  describe("discard", () => {
    async function answerOnce() {
      const device = place.plug();
      device.onBytes((chunk) => device.write(chunk));
      const session = await connect();
      session.link.write(Buffer.from("1"));
      await session.received.atLeast(1);
      return { device, ...session };
    }

    it("forgets what the system holds while its threads are too busy to read it", async () => {
      const { device, link, received } = await answerOnce();
      keepThreadsBusy();
      device.write(Buffer.from("old"));
      link.discard();
      link.write(Buffer.from("2"));
      expect((await received.atLeast(2)).toString()).toBe("12");
    });

    it("forgets what a read has taken and not yet delivered", async () => {
      const { device, link, received } = await answerOnce();
      // Not every round catches the read between its end and its delivery; most do.
      for (let round = 0; round < 20; round++) {
        device.write(Buffer.from("old"));
        // The poll phase between these two turns starts the read; a computation lets it end.
        await new Promise(setImmediate);
        await new Promise(setImmediate);
        pbkdf2Sync("", "", 2000, 64, "sha512");
        const before = received.bytes().length;
        link.discard();
        link.write(Buffer.from("2"));
        const all = await received.atLeast(before + 1);
        expect(all.subarray(before).toString()).toBe("2");
      }
    });
  });

  it("refuses to be opened twice", async () => {
    place.plug();
    const { link } = await connect();
    expect(() => openSession(link)).toThrow(/opened once/);
  });
});
