import { beforeEach, describe, expect, it } from "vitest";
import { type ClockDoubt, createClockDoubt } from "../../../simulator/campaign/clock-doubt.ts";
import type { Life } from "../../../simulator/stage/life.ts";

const HOUR = 3_600_000;

let life: Life;
let nowMs: number;
let doubt: ClockDoubt;

function set(...hours: readonly number[]): void {
  for (const each of hours) doubt.set(each * HOUR);
}

function tick(): void {
  doubt.lookOn({ kind: "tick", at: 0 });
}

beforeEach(() => {
  life = { alive: true } as Life;
  nowMs = 0;
  doubt = createClockDoubt({ life: () => life, monotonicMs: () => nowMs });
});

describe("a clock that is set by more than an hour", () => {
  it("is doubted from the next look on, for almost a day", () => {
    set(-2);
    expect(doubt.isDoubted()).toBe(false);
    tick();
    expect(doubt.isDoubted()).toBe(true);
    nowMs = 22 * HOUR;
    expect(doubt.isDoubted()).toBe(true);
    nowMs = 23 * HOUR;
    expect(doubt.isDoubted()).toBe(false);
  });

  it.each([
    ["is set back before anybody has looked", [3, -2.5], false],
    ["is set in two steps", [0.6, 0.6], true],
  ])("and %s", (_, hours, expected) => {
    set(...hours);
    tick();
    expect(doubt.isDoubted()).toBe(expected);
  });

  it("cannot be seen by a process that began later, and is doubted by no other", () => {
    set(2);
    life = { alive: true } as Life;
    tick();
    expect(doubt.isDoubted()).toBe(false);
    set(2);
    tick();
    life = { alive: true } as Life;
    expect(doubt.isDoubted()).toBe(false);
  });

  it("is seen by a process that began between two settings, as what was set since", () => {
    set(0.5);
    life = { alive: true } as Life;
    set(2);
    tick();
    expect(doubt.isDoubted()).toBe(true);
  });
});
