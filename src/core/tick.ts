import { runChecks } from "./checks.ts";
import type { Draft } from "./draft.ts";
import { lookAtDuties } from "./duty.ts";
import { expireJobs, tellExpiries } from "./expiry.ts";
import { lapseSince } from "./lapse.ts";
import type { Policy } from "./policy.ts";
import { lookAtRibbons } from "./ribbon-supply.ts";
import type { ClockReadings, State } from "./state.ts";

const EXPIRY_EVERY_MS = 60_000;
/** A clock that jumps by more is doubted, and nothing expires by it for a while (contract §2). */
const DOUBTED_JUMP_MS = 3_600_000;

/** At each tick: what is due by the clock, whatever became of the timers meanwhile. */
export function tick(
  draft: Draft,
  state: State,
  policy: Policy,
  { monotonicMs, uptimeMs }: ClockReadings,
): void {
  const { at } = draft;
  const { tickedAt = at } = state;
  const by = {
    ...(monotonicMs === undefined ? {} : { monotonicMs }),
    ...(uptimeMs === undefined ? {} : { uptimeMs }),
  };
  const lapse = lapseSince(state, at, by, policy.tickMs);
  const jumped = Math.abs(at - tickedAt) > DOUBTED_JUMP_MS;
  draft.note({ kind: "ticked", at, jumped, by });
  // A store that failed is asked by a write, the only question that it can answer.
  if (state.storeFailure !== undefined) draft.change({ kind: "store-probed", at });
  runChecks(draft, state, policy, { lapse, nowMs: monotonicMs ?? at });
  lookAtDuties(draft, state, policy);
  if (state.storeFailure !== undefined) return;
  lookAtRibbons(draft, state, policy);
  if (jumped) return;
  if (minuteOf(state.tickedAt ?? 0) !== minuteOf(at)) {
    expireJobs(draft, state);
    tellExpiries(draft, state);
  }
}

function minuteOf(wallMs: number): number {
  return Math.floor(wallMs / EXPIRY_EVERY_MS);
}
