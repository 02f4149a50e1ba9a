import type { Random } from "../../src/core/ports.ts";

/** Chance that a seed fixes: the same seed gives the same ids and the same jitter. */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  /** Mulberry32: 32 bits of state, good enough for scheduling, never for secrets. */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    id: () =>
      Array.from({ length: 4 }, () =>
        Math.floor(next() * 2 ** 32)
          .toString(16)
          .padStart(8, "0"),
      ).join(""),
    jitter: next,
  };
}
