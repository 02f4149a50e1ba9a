import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVirtualClock } from "../../../simulator/stage/virtual-clock.ts";

// What every clock promises is in clock.contract.test.ts; here is how virtual time is driven.

const START_WALL_MS = Date.UTC(2021, 0, 4, 1);

function setUp() {
  const clock = createVirtualClock({ startWallMs: START_WALL_MS });
  const fired: string[] = [];
  const set = (name: string, delayMs: number) =>
    clock.timer(delayMs, () => fired.push(`${name} ${clock.monotonicMs()}`));
  return { clock, fired, set };
}

describe("step", () => {
  it("fires one timer, moves the time to it, and is false when none is left", async () => {
    const { clock, fired, set } = setUp();
    set("b", 20);
    set("a", 10);
    set("c", 20);
    await expect(clock.step()).resolves.toBe(true);
    expect(fired).toEqual(["a 10"]);
    await clock.step();
    await clock.step();
    expect(fired).toEqual(["a 10", "b 20", "c 20"]);
    await expect(clock.step()).resolves.toBe(false);
    expect(clock.monotonicMs()).toBe(20);
  });

  it("fires whatever was set in the order of time, and ties in the order of setting", async () => {
    const delays = fc.array(fc.record({ delayMs: fc.nat(20), cancel: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(delays, async (timers) => {
        const { clock, fired, set } = setUp();
        const expected = timers.map(({ delayMs, cancel }, at) => ({ at, delayMs, cancel }));
        for (const { at, delayMs, cancel } of expected) {
          const stop = set(`${at}`, delayMs);
          if (cancel) stop();
        }
        await clock.runUntilIdle({ maxTurns: timers.length });
        const sorted = expected
          .filter(({ cancel }) => !cancel)
          .toSorted((a, b) => a.delayMs - b.delayMs || a.at - b.at);
        expect(fired).toEqual(sorted.map(({ at, delayMs }) => `${at} ${delayMs}`));
      }),
    );
  });

  it("keeps the order among timers that set and cancel others", async () => {
    const { clock, fired, set } = setUp();
    const cancel = set("never", 30);
    clock.timer(10, () => {
      set("inner", 10);
      set("now", 0);
      cancel();
    });
    set("outer", 20);
    await clock.runUntilIdle({ maxTurns: 10 });
    expect(fired).toEqual(["now 10", "outer 20", "inner 20"]);
  });

  it("lets promises and immediates run out before the next timer", async () => {
    const { clock, fired, set } = setUp();
    const note = async () => {
      for (let hop = 0; hop < 20; hop++) await Promise.resolve();
      fired.push("promises");
    };
    clock.timer(5, () => {
      void note();
      setImmediate(() => fired.push("immediate"));
    });
    set("next", 5);
    await clock.step();
    expect(fired).toEqual(["promises", "immediate"]);
    await clock.step();
    expect(fired).toEqual(["promises", "immediate", "next 5"]);
  });

  it("sees a timer that a promise under way has still to set", async () => {
    const { clock, fired, set } = setUp();
    void Promise.resolve().then(() => set("a", 1));
    await expect(clock.step()).resolves.toBe(true);
    expect(fired).toEqual(["a 1"]);
  });

  it("rejects with what the timer throws, and goes on", async () => {
    const { clock, fired, set } = setUp();
    clock.timer(1, () => {
      throw new Error("broken");
    });
    set("a", 2);
    await expect(clock.step()).rejects.toThrow("broken");
    await clock.step();
    expect(fired).toEqual(["a 2"]);
  });

  it.each([
    { delayMs: 0.4, firedAtMs: 0 },
    { delayMs: 0.5, firedAtMs: 1 },
    { delayMs: -7, firedAtMs: 0 },
    { delayMs: 2 ** 40, firedAtMs: 2 ** 40 },
  ])("takes a delay of $delayMs ms for $firedAtMs", async ({ delayMs, firedAtMs }) => {
    const { clock, fired, set } = setUp();
    set("a", delayMs);
    await clock.step();
    expect(fired).toEqual([`a ${firedAtMs}`]);
  });
});

describe("runUntil", () => {
  it("fires what is due by then, what that sets included, and is then at that time", async () => {
    const { clock, fired, set } = setUp();
    clock.timer(10, () => set("inner", 5));
    set("due", 20);
    set("later", 21);
    await clock.runUntil(20);
    expect(fired).toEqual(["inner 15", "due 20"]);
    expect(clock.monotonicMs()).toBe(20);
    expect(clock.wallMs()).toBe(START_WALL_MS + 20);
    await clock.runUntil(5);
    expect(clock.monotonicMs()).toBe(20);
  });

  it("does not run past its end when the last timer is cancelled by a promise", async () => {
    const { clock, fired, set } = setUp();
    const cancel = set("cancelled", 10);
    set("later", 50);
    void Promise.resolve().then(cancel);
    await clock.runUntil(20);
    expect(fired).toEqual([]);
    expect(clock.monotonicMs()).toBe(20);
  });
});

describe("runUntilIdle", () => {
  it("counts its turns", async () => {
    const { clock, set } = setUp();
    set("a", 1);
    set("b", 2);
    await expect(clock.runUntilIdle({ maxTurns: 2 })).resolves.toBe(2);
  });

  it("rejects when the world does not come to rest", async () => {
    const { clock } = setUp();
    const again = () => void clock.timer(1, again);
    again();
    await expect(clock.runUntilIdle({ maxTurns: 100 })).rejects.toThrow(/after 100 turns/);
  });
});

describe("jumpWall", () => {
  it.each([3_600_000, -3_600_000])("moves the wall alone by %d ms", async (byMs) => {
    const { clock, fired, set } = setUp();
    set("a", 10);
    clock.jumpWall(byMs);
    expect(clock.wallMs()).toBe(START_WALL_MS + byMs);
    expect(clock.monotonicMs()).toBe(0);
    await clock.step();
    expect(fired).toEqual(["a 10"]);
    expect(clock.wallMs()).toBe(START_WALL_MS + byMs + 10);
  });
});
