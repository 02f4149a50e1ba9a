import { isTolerated, serverFaults } from "./autonomy.ts";
import { type Draft, holdOf } from "./draft.ts";
import { isHolding } from "./overrides.ts";
import type { State } from "./state.ts";

/**
 * At each tick: holds whose time has come are placed. Those that are too early by the configuration
 * that a process begins with are lifted; a clock that is set back lifts none.
 */
export function keepAutonomy(draft: Draft, state: State): void {
  if (state.storeFailure !== undefined) return;
  const isFirst = state.tickedAt === undefined;
  for (const fault of serverFaults(state)) {
    const due = holdOf(fault);
    const hold = state.holds.get(due.id);
    const isEarly = isTolerated(state, fault, draft.at);
    if (hold === undefined && !isEarly && isHolding(state, fault))
      draft.placeHold({ ...due, since: draft.at });
    if (hold !== undefined && isEarly && isFirst) draft.liftHold(hold);
  }
}
