import { createSeededRandom } from "../stage/chance.ts";

/** Choices that a seed fixes. */
export interface Dice {
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** True in this share of all cases, 0 to 1. */
  chance(share: number): boolean;
  /** One of these, or `undefined` if there is none. */
  any<T>(from: readonly T[]): T | undefined;
  /** One of these, each as likely as its weight. Throws when there is none. */
  weighted<T>(rows: readonly (readonly [weight: number, value: T])[]): T;
}

export function createDice(seed: number): Dice {
  const { jitter } = createSeededRandom(seed);
  const int = (least: number, most: number) => least + Math.floor(jitter() * (most - least + 1));
  return {
    int,
    chance: (share) => jitter() < share,
    any: (from) => from[int(0, from.length - 1)],
    weighted(rows) {
      const sum = rows.reduce((total, [weight]) => total + weight, 0);
      let left = jitter() * sum;
      for (const [weight, value] of rows) {
        left -= weight;
        if (left < 0) return value;
      }
      throw new Error("nothing to choose from");
    },
  };
}
