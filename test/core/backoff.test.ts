import { describe, expect, it } from "vitest";
import { backoff } from "../../src/core/backoff.ts";

const LIMITS = { firstMs: 500, longestMs: 3_000 };

function pauses(jitter: number, count: number): readonly number[] {
  const growing = backoff(LIMITS, { jitter: () => jitter });
  return Array.from({ length: count }, () => growing.nextMs());
}

describe("backoff", () => {
  it.each([
    ["least", 0, [250, 500, 1_000, 1_500, 1_500]],
    ["middle", 0.5, [375, 750, 1_500, 2_250, 2_250]],
    ["greatest", 0.9999, [500, 1_000, 2_000, 3_000, 3_000]],
  ])("doubles up to the longest pause with the %s jitter", (_, jitter, expected) => {
    expect(pauses(jitter, 5)).toEqual(expected);
  });

  it("starts short again after a success", () => {
    const growing = backoff(LIMITS, { jitter: () => 0 });
    growing.nextMs();
    growing.nextMs();
    growing.reset();
    expect(growing.nextMs()).toBe(250);
  });
});
