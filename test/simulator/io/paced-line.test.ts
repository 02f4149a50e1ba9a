import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPacedLine, type PausableLine } from "../../../simulator/io/paced-line.ts";
import { createVirtualClock } from "../../../simulator/stage/virtual-clock.ts";
import {
  collectBytes,
  createPtyPlace,
  openSession,
  type PtyPlace,
  patterned,
} from "../../support/pty.ts";

// Goal: no byte passes before a line of this baud rate could have carried it, nor much later.
// Method: virtual time. First over a pty that is a recorder, then over a real one.

/** A pty of which a test is the kernel: it hands over bytes only while it is read. */
function recordedPty() {
  let listener: (chunk: Uint8Array) => void = () => {};
  const pty = { isPaused: false, isClosed: false, written: collectBytes() };
  const line: PausableLine = {
    onBytes: (listen) => {
      listener = listen;
    },
    write: (bytes) => pty.written.add(bytes),
    pause: () => {
      pty.isPaused = true;
    },
    resume: () => {
      pty.isPaused = false;
    },
    close: () => {
      pty.isClosed = true;
    },
  };
  return { pty, line, hostSends: (chunk: Uint8Array) => listener(chunk) };
}

function setUp(baud: number) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const { pty, line, hostSends } = recordedPty();
  const paced = createPacedLine({ pty: line, baud, now: clock.monotonicMs, timer: clock.timer });
  const received = collectBytes();
  paced.onBytes((chunk) => received.add(chunk));
  return { clock, pty, paced, received, hostSends };
}

const ONE_SECOND = patterned(11_520);

describe.each([
  { way: "to the device", to: "device" },
  { way: "to the host", to: "host" },
] as const)("bytes $way", ({ to }) => {
  function setUpWay(baud: number) {
    const world = setUp(baud);
    const send = to === "device" ? world.hostSends : world.paced.write;
    return { ...world, send, arrived: to === "device" ? world.received : world.pty.written };
  }

  it("arrive at 10 bits a byte, one second's worth in one second", async () => {
    const { clock, send, arrived } = setUpWay(115_200);
    send(ONE_SECOND);
    await clock.runUntil(500);
    expect(arrived.bytes().length).toBeLessThanOrEqual(5760);
    expect(arrived.bytes().length).toBeGreaterThan(5760 - 250);
    await clock.runUntil(999);
    expect(arrived.bytes().length).toBeLessThan(11_520);
    await clock.runUntil(1001);
    expect(arrived.bytes().equals(ONE_SECOND)).toBe(true);
  });

  it.each([300, 9600, 57_600, 921_600])("never come too early at %d baud", async (baud) => {
    const { clock, send, arrived } = setUpWay(baud);
    send(patterned(1000));
    let early = 0;
    while (await clock.step()) {
      const carried = (clock.monotonicMs() * baud) / 10_000;
      if (arrived.bytes().length > carried) early += 1;
    }
    expect(early).toBe(0);
    expect(arrived.bytes().equals(patterned(1000))).toBe(true);
    expect(clock.monotonicMs()).toBeLessThan(10_000_000 / baud + 2);
  });

  it("wait for those before them, and start anew on an idle line", async () => {
    const { clock, send, arrived } = setUpWay(9600);
    send(patterned(96));
    await clock.runUntil(1000);
    expect(arrived.bytes()).toHaveLength(96);
    send(patterned(96));
    send(patterned(96));
    await clock.runUntil(1050);
    expect(arrived.bytes().length).toBeLessThan(96 + 49);
    await clock.runUntil(1101);
    expect(arrived.bytes()).toHaveLength(192);
    await clock.runUntil(1201);
    expect(arrived.bytes()).toHaveLength(288);
  });

  it("are lost under way when the line is closed", async () => {
    const { clock, paced, pty, send, arrived } = setUpWay(115_200);
    send(ONE_SECOND);
    await clock.runUntil(500);
    const before = arrived.bytes().length;
    paced.close();
    await clock.runUntil(2000);
    expect(arrived.bytes()).toHaveLength(before);
    expect(pty.isClosed).toBe(true);
  });

  it("pass at once on an unpaced line", () => {
    const { send, arrived } = setUpWay(0);
    send(ONE_SECOND);
    expect(arrived.bytes().equals(ONE_SECOND)).toBe(true);
  });
});

describe("reading", () => {
  it("rests while bytes are under way to the device, and only then", async () => {
    const { clock, pty, hostSends, received } = setUp(115_200);
    hostSends(ONE_SECOND);
    while (received.bytes().length < ONE_SECOND.length) {
      expect(pty.isPaused).toBe(true);
      await clock.step();
    }
    expect(pty.isPaused).toBe(false);
  });
});

describe("over a real pseudo-terminal", () => {
  let place: PtyPlace;
  beforeEach(() => {
    place = createPtyPlace();
  });
  afterEach(() => place.end());

  it("makes the host's writes wait as long as the line would", async () => {
    const clock = createVirtualClock({ startWallMs: 0 });
    const baud = 115_200;
    const pty = place.plug();
    const line = createPacedLine({ pty, baud, now: clock.monotonicMs, timer: clock.timer });
    const received = collectBytes();
    line.onBytes((chunk) => received.add(chunk));
    const { link, opened } = openSession(place.openLink());
    await opened;

    const long = patterned(100_000);
    link.write(long);
    let drainedAtMs = 0;
    const drained = link.drained().then(() => {
      drainedAtMs = clock.monotonicMs();
    });
    let early = 0;
    while (received.bytes().length < long.length) {
      await clock.step();
      if (received.bytes().length > (clock.monotonicMs() * baud) / 10_000) early += 1;
    }
    await drained;

    expect(early).toBe(0);
    expect(received.bytes().equals(long)).toBe(true);
    // 100,000 bytes take 8.7 s; the kernel's buffers and one read may hold 30,000 of them ahead.
    expect(drainedAtMs).toBeGreaterThan(6000);
  });
});
