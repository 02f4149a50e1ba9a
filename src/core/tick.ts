import { startDue } from "./checks.ts";
import type { Draft } from "./draft.ts";
import { lookAtDuties } from "./duty.ts";
import { expireJobs, tellExpiries } from "./expiry.ts";
import type { Policy } from "./policy.ts";
import { lookAtRibbons } from "./ribbon-supply.ts";
import type { State } from "./state.ts";

/** A wall clock that goes back by more was set; less is its ordinary correction. */
const SET_BACK_MS = 2_000;
const EXPIRY_EVERY_MS = 60_000;
/** A clock that jumps by more is doubted, and nothing expires by it for a while (contract §2). */
const DOUBTED_JUMP_MS = 3_600_000;

/** Once a second: what is due by the clock, whatever became of the timers meanwhile. */
export function tick(draft: Draft, state: State, policy: Policy): void {
  const { at } = draft;
  const { tickedAt = at } = state;
  const wasSetBack = at < tickedAt - SET_BACK_MS;
  const jumped = Math.abs(at - tickedAt) > DOUBTED_JUMP_MS;
  draft.note({ kind: "ticked", at, jumped });
  // A store that failed is asked by a write, the only question that it can answer.
  if (state.storeFailure !== undefined) draft.change({ kind: "store-probed", at });
  startDue(draft, state, policy, wasSetBack);
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
