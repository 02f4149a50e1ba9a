import type { ClockReadings, MissReason, State } from "./state.ts";

/** A wall clock that goes otherwise than the others by more was set; less is its correction. */
const STEP_MS = 2_000;
/** After so many times its pause a tick has been lost, or the process stood still. */
const LATE_TICKS = 4;

/** Ticks come every second, unless the policy says otherwise. */
export const TICK_MS = 1_000;

/** What happened to the clocks between two ticks. */
export interface Lapse {
  /** Why checks were not made in time; `undefined`: they were. */
  readonly reason?: MissReason;
  /** The wall clock was set back: what was due by it is due by the new time. */
  readonly wasSetBack: boolean;
}

/** From the readings at two ticks. Without the other clocks the wall clock is all there is. */
export function lapseSince(
  state: State,
  at: number,
  now: ClockReadings,
  tickMs: number = TICK_MS,
): Lapse {
  const { tickedAt = at, tickedBy } = state;
  const wallMs = at - tickedAt;
  const wasSetBack = wallMs < -STEP_MS;
  const runningMs = gone(tickedBy.monotonicMs, now.monotonicMs) ?? wallMs;
  const realMs = gone(tickedBy.uptimeMs, now.uptimeMs) ?? runningMs;
  if (wasSetBack || Math.abs(wallMs - realMs) > STEP_MS) {
    return { wasSetBack, reason: "clock-stepped" };
  }
  if (realMs - runningMs > STEP_MS) return { wasSetBack, reason: "suspended" };
  return runningMs > LATE_TICKS * tickMs ? { wasSetBack, reason: "late" } : { wasSetBack };
}

function gone(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined ? undefined : now - before;
}
