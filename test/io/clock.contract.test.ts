import { afterEach, describe, expect, it, vi } from "vitest";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { Clock } from "../../src/core/ports.ts";
import { createSystemClock } from "../../src/io/clock.ts";
import { createSystemRandom } from "../../src/io/random.ts";

// Goal: virtual time and the system's time keep the same promises.
// Method: one table of tests; a test waits for its last timer, the virtual clock runs until then.
interface Time {
  readonly clock: Clock;
  /** Lets the time pass that it takes. */
  until(last: Promise<void>): Promise<void>;
}

function systemTime(): Time {
  return { clock: createSystemClock(), until: (last) => last };
}

function virtualTime(): Time {
  const clock = createVirtualClock({ startWallMs: Date.UTC(2021, 0, 4) });
  return {
    clock,
    async until(last) {
      await clock.runUntil(100);
      await last;
    },
  };
}

function setUp({ clock, until }: Time) {
  const fired: string[] = [];
  const set = (name: string, delayMs: number) => clock.timer(delayMs, () => fired.push(name));
  const pass = (delayMs: number) =>
    until(new Promise((resolve) => clock.timer(delayMs, () => resolve())));
  return { clock, fired, set, pass };
}

describe.each([
  { name: "system", createTime: systemTime },
  { name: "virtual", createTime: virtualTime },
])("$name clock", ({ createTime }) => {
  it("fires timers by their delay, and equal ones in the order they were set", async () => {
    const { fired, set, pass } = setUp(createTime());
    set("late", 30);
    set("first", 10);
    set("second", 10);
    set("early", 0);
    await pass(50);
    expect(fired).toEqual(["early", "first", "second", "late"]);
  });

  it("does not fire a timer within the call that sets it", async () => {
    const { fired, set, pass } = setUp(createTime());
    set("zero", 0);
    set("negative", -5);
    expect(fired).toEqual([]);
    await pass(10);
    expect(fired).toEqual(["zero", "negative"]);
  });

  it("does not fire a cancelled timer, and cancelling again is harmless", async () => {
    const { clock, fired, set, pass } = setUp(createTime());
    const cancel = set("cancelled", 5);
    const cancelFired = set("fired", 5);
    clock.timer(1, cancel);
    await pass(20);
    cancel();
    cancelFired();
    expect(fired).toEqual(["fired"]);
  });

  it("fires no timer early by the monotonic reading", async () => {
    const { clock, pass } = setUp(createTime());
    const earlyMs: number[] = [];
    for (const delayMs of [0, 1, 2, 5, 10]) {
      const dueMs = clock.monotonicMs() + delayMs;
      clock.timer(delayMs, () => earlyMs.push(Math.max(0, dueMs - clock.monotonicMs())));
    }
    await pass(20);
    expect(earlyMs).toEqual([0, 0, 0, 0, 0]);
  });

  it("never reads a monotonic time before an earlier one", async () => {
    const { clock, pass } = setUp(createTime());
    const readings: number[] = [];
    for (const delayMs of [3, 1, 2, 1, 0]) {
      clock.timer(delayMs, () => readings.push(clock.monotonicMs(), clock.monotonicMs()));
    }
    await pass(10);
    expect(readings).toEqual(readings.toSorted((a, b) => a - b));
    expect(readings).toHaveLength(10);
  });

  it("does not take a delay of months for none", async () => {
    const { clock, fired, set, pass } = setUp(createTime());
    const cancels = [2 ** 31 - 1, 2 ** 31, 2 ** 40].map((delayMs) => set("months", delayMs));
    await pass(10);
    for (const cancel of cancels) cancel();
    expect(fired).toEqual([]);
    expect(clock.wallMs()).toBeGreaterThan(Date.UTC(2020, 0, 1));
  });
});

describe("system clock", () => {
  afterEach(() => void vi.useRealTimers());

  it.each([2 ** 31 - 1, 2 ** 31, 2 ** 33])("keeps a delay of %d ms", (delayMs) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const { fired, set } = setUp(systemTime());
    set("due", delayMs);
    vi.advanceTimersByTime(delayMs - 1);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(10);
    expect(fired).toEqual(["due"]);
  });

  it("cancels a delay of months in its second month", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const { fired, set } = setUp(systemTime());
    const cancel = set("due", 2 ** 33);
    vi.advanceTimersByTime(2 ** 32);
    cancel();
    vi.advanceTimersByTime(2 ** 34);
    expect(fired).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("system random", () => {
  it("makes ids of 32 hexadecimal digits, each another", () => {
    const random = createSystemRandom();
    const ids = Array.from({ length: 1000 }, () => random.id());
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(1000);
  });

  it("makes jitter from 0 to below 1", () => {
    const random = createSystemRandom();
    const jitters = Array.from({ length: 1000 }, () => random.jitter());
    expect(jitters.every((jitter) => jitter >= 0 && jitter < 1)).toBe(true);
    expect(new Set(jitters).size).toBeGreaterThan(900);
  });
});
