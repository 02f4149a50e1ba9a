import { faultRule } from "../../protocols/faults.ts";
import type { Check, State } from "./state.ts";

/** An instant that lies further ahead of the last tick is one of before the clock was set back. */
const AHEAD_MS = 60_000;

/**
 * Whether every check of a device has been begun and made since an instant, and its last run found
 * nothing that holds. A check that has nothing to look at (a server that never sends reports) does
 * not count; a device without checks has passed. After the clock was set back the instant is past.
 */
export function seriesGoodSince(state: State, device: string, at: number): boolean {
  const since = at > (state.tickedAt ?? at) + AHEAD_MS ? Number.NEGATIVE_INFINITY : at;
  for (const check of state.checks.values()) {
    if (check.device === device && !isGoodSince(check, since)) return false;
  }
  return true;
}

function isGoodSince({ last, notMade }: Check, since: number): boolean {
  if (notMade?.reason === "never-heard") return notMade.at >= since;
  if (last === undefined || last.startedAt < since || last.timedOut === true) return false;
  return !last.found.some((condition) => faultRule(condition).holds);
}
