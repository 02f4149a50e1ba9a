import { isTolerated } from "./autonomy.ts";
import type { Draft } from "./draft.ts";
import { holdOf } from "./draft.ts";
import { isHolding } from "./overrides.ts";
import type { State } from "./state.ts";

/** Overrides whose time is over end, and faults that still stand hold again, by themselves. */
export function endOverrides(draft: Draft, state: State): void {
  if (state.storeFailure !== undefined) return;
  const over = [...state.overrides].filter(([, { until = Infinity }]) => until <= draft.at);
  if (over.length === 0) return;
  for (const [, override] of over) draft.endOverride(override);
  const overrides = new Map(state.overrides);
  for (const [key] of over) overrides.delete(key);
  for (const fault of state.faults.values()) {
    const hold = holdOf(fault);
    if (state.holds.has(hold.id) || isTolerated(state, fault, draft.at)) continue;
    if (!isHolding({ ...state, overrides }, fault)) continue;
    draft.placeHold({ ...hold, since: draft.at });
  }
}
