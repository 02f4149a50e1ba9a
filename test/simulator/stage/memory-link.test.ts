import { describe, expect, it } from "vitest";
import { createMemoryLine, type MemoryLineOptions } from "../../../simulator/stage/memory-link.ts";
import { createVirtualClock } from "../../../simulator/stage/virtual-clock.ts";
import { collectBytes, openSession, patterned } from "../../support/pty.ts";

// What every link promises is in link.contract.test.ts; here is what only the virtual line has.

async function setUp(options: Omit<MemoryLineOptions, "clock"> = {}) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const line = createMemoryLine({ ...options, clock });
  const device = line.plug();
  const received = collectBytes();
  const pieces: number[] = [];
  device.onBytes((chunk) => {
    received.add(chunk);
    pieces.push(chunk.length);
  });
  const session = openSession(line.openLink());
  await clock.step();
  return { clock, line, device, received, pieces, session, link: session.link };
}

/** Chance that can be repeated. Source: Numerical Recipes, the "quick and dirty" generator. */
function seededJitter(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("time", () => {
  it("passes to both ends at the baud rate, drained included", async () => {
    const { clock, device, received, session, link } = await setUp({ baud: 115_200 });
    link.write(patterned(11_520));
    device.write(patterned(1152));
    let drainedAtMs = 0;
    void link.drained().then(() => {
      drainedAtMs = clock.monotonicMs();
    });
    await clock.runUntil(99);
    expect(session.received.bytes()).toHaveLength(0);
    await clock.runUntil(100);
    expect(session.received.bytes()).toHaveLength(1152);
    await clock.runUntil(999);
    expect(received.bytes()).toHaveLength(8192);
    await clock.runUntil(2000);
    expect(received.bytes().equals(patterned(11_520))).toBe(true);
    expect(drainedAtMs).toBe(1000);
  });

  it("does not pass without a baud rate, but each piece has a turn of its own", async () => {
    const { clock, pieces, link } = await setUp();
    link.write(patterned(9000));
    expect(pieces).toEqual([]);
    await clock.step();
    expect(pieces).toEqual([4096]);
    await clock.runUntilIdle({ maxTurns: 2 });
    expect(pieces).toEqual([4096, 4096, 808]);
    expect(clock.monotonicMs()).toBe(0);
  });
});

describe("chunk", () => {
  async function cut(seed: number) {
    const random = { jitter: seededJitter(seed) };
    const { clock, pieces, received, link } = await setUp({ chunk: { random, bytesMax: 7 } });
    link.write(patterned(500));
    await clock.runUntilIdle({ maxTurns: 500 });
    expect(received.bytes().equals(patterned(500))).toBe(true);
    return pieces;
  }

  it("cuts what is written into pieces of every length up to the longest", async () => {
    expect([...new Set(await cut(1))].toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("cuts alike by the same seed", async () => {
    expect(await cut(1)).toEqual(await cut(1));
    expect(await cut(1)).not.toEqual(await cut(2));
  });
});

describe("unplug", () => {
  it("loses what is under way in both directions", async () => {
    const { clock, line, device, received, session, link } = await setUp({ baud: 9600 });
    link.write(patterned(960));
    device.write(patterned(960));
    await clock.runUntil(500);
    device.unplug();
    device.write(patterned(10));
    await clock.runUntil(600);
    device.plugIn();
    const next = openSession(line.openLink());
    await clock.runUntil(3000);
    expect(session.told).toEqual(["opened", "lost"]);
    expect(next.told).toEqual(["opened"]);
    expect(received.bytes()).toHaveLength(0);
    expect(next.received.bytes()).toHaveLength(0);
  });

  it("fails an open that is under way", async () => {
    const { clock, line, device, link } = await setUp();
    link.close();
    await clock.runUntilIdle({ maxTurns: 10 });
    const next = openSession(line.openLink());
    device.unplug();
    await clock.runUntilIdle({ maxTurns: 10 });
    expect(next.told).toEqual(["open-failed"]);
  });
});

describe("close", () => {
  it("still sends what the system has taken, and no more", async () => {
    const { clock, received, link } = await setUp({ baud: 115_200 });
    link.write(patterned(3000));
    link.write(patterned(9000));
    link.close();
    await clock.runUntilIdle({ maxTurns: 100 });
    const written = Buffer.concat([patterned(3000), patterned(9000)]);
    expect(received.bytes().equals(written.subarray(0, 4096))).toBe(true);
  });
});

describe("discard", () => {
  it("forgets what has arrived, not what is still on the wire", async () => {
    const { clock, device, session, link } = await setUp({ baud: 9600 });
    device.write(Buffer.from("arrived"));
    // Set before the line's own timer of that instant: it discards bytes not yet delivered.
    clock.timer(8, () => device.write(Buffer.from("on the wire")));
    clock.timer(7.3, () => link.discard());
    await clock.runUntil(1000);
    expect(session.received.bytes().toString()).toBe("arrivedon the wire");

    device.write(Buffer.from("old"));
    clock.timer(4, () => link.discard());
    await clock.runUntil(2000);
    expect(session.received.bytes().toString()).toBe("arrivedon the wireold");
  });

  it("forgets what came within the instant on an unpaced line", async () => {
    const { clock, device, session, link } = await setUp();
    device.write(Buffer.from("old"));
    link.discard();
    device.write(Buffer.from("new"));
    await clock.runUntilIdle({ maxTurns: 10 });
    expect(session.received.bytes().toString()).toBe("new");
  });
});
