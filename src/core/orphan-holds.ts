import { inDoubtHoldId } from "./attempt-end.ts";
import type { Draft } from "./draft.ts";
import { scopeName } from "./holds.ts";
import { type Fault, faultKey, type Hold, type State } from "./state.ts";

const DEVICE = "host";
const CONDITION = "hold-orphaned";

/**
 * At each tick: a hold that nothing would ever lift, since its cause or its device is not there any
 * more. It is told as a fault. What the host itself has held is lifted at the next tick, so that no
 * queue stands still for a cause that is gone (I6); what a person has held, a person lifts.
 */
export function sweepHolds(draft: Draft, state: State): void {
  if (state.storeFailure !== undefined) return;
  const orphans = [...state.holds.values()].filter((hold) => isOrphan(state, hold));
  const told = state.faults.get(faultKey(DEVICE, CONDITION));
  if (told === undefined) tell(draft, orphans);
  else if (orphans.length === 0) draft.clear(told);
  else for (const hold of orphans) if (hold.cause.kind !== "operator") draft.liftHold(hold);
}

function tell(draft: Draft, [first]: readonly Hold[]): void {
  if (first === undefined) return;
  const fault: Fault = {
    device: DEVICE,
    condition: CONDITION,
    raw: scopeName(first.scope),
    since: draft.at,
  };
  draft.raiseOnce(fault);
}

function isOrphan(state: State, { id, scope, cause }: Hold): boolean {
  if (scope.kind !== "host" && !isThere(state, scope)) return true;
  switch (cause.kind) {
    case "fault":
      return !state.faults.has(faultKey(cause.device, cause.condition));
    case "probation":
      return !state.probations.has(cause.device);
    case "policy":
      return cause.reason === "in-doubt" && !isInDoubt(state, id);
    case "operator":
      return false;
  }
}

function isThere(state: State, { kind, id }: Exclude<Hold["scope"], { kind: "host" }>): boolean {
  switch (kind) {
    case "printer":
      return state.printers.has(id);
    case "server":
      return state.servers.has(id);
    case "job":
      return state.jobs.has(id);
  }
}

function isInDoubt({ jobs }: State, holdId: string): boolean {
  return jobs.get(holdId.slice(inDoubtHoldId("").length))?.state === "in-doubt";
}
