import type { Event } from "../../src/core/events.ts";
import type { Life } from "../stage/life.ts";

const HOUR_MS = 3_600_000;
/** A second hand may have gone on meanwhile: a jump of little more than an hour proves nothing. */
const FAR_MS = HOUR_MS + 60_000;
/** So long at least a host that has seen it jump does not believe its clock (contract §2). */
const DOUBT_MS = 23 * HOUR_MS;

/** Whether the present process of the host must doubt the clock on the wall. */
export interface ClockDoubt {
  /** Somebody sets the clock. */
  set(byMs: number): void;
  /** What the host is told: at a tick it looks at the clock. */
  lookOn(event: Event): void;
  isDoubted(): boolean;
}

interface Parts {
  readonly life: () => Life | undefined;
  readonly monotonicMs: () => number;
}

/** Only the sum of what was set since its last look can be seen, and only by who lived then. */
export function createClockDoubt({ life, monotonicMs }: Parts): ClockDoubt {
  let unseen: { readonly life: Life | undefined; byMs: number } | undefined;
  let doubt: { readonly life: Life | undefined; readonly untilMs: number } | undefined;

  return {
    set(byMs) {
      if (unseen?.life !== life()) unseen = undefined;
      unseen ??= { life: life(), byMs: 0 };
      unseen.byMs += byMs;
    },
    lookOn({ kind }) {
      if (kind !== "tick" || unseen === undefined) return;
      const isFar = unseen.life === life() && Math.abs(unseen.byMs) > FAR_MS;
      if (isFar) doubt = { life: life(), untilMs: monotonicMs() + DOUBT_MS };
      unseen = undefined;
    },
    isDoubted: () => doubt !== undefined && doubt.life === life() && monotonicMs() < doubt.untilMs,
  };
}
