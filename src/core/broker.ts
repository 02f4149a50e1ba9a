import type { Draft } from "./draft.ts";
import { faultKey, type State } from "./state.ts";

/** Sends what has waited for the broker, in order, and tells that it is there again. */
export function meetBroker(draft: Draft, state: State): void {
  draft.note({ kind: "broker", connected: true, at: draft.at });
  for (const stream of Object.values(state.streams)) {
    for (const event of stream.undelivered.values()) draft.order({ kind: "publish-event", event });
  }
  clearBrokerFault(draft, state);
  // What this turn tells by itself is not among those that have waited.
  for (const change of draft.changes) {
    if (change.kind === "event-added") draft.order({ kind: "publish-event", event: change.event });
  }
}

/** The connection is its own proof: nothing waits for further looks. */
function clearBrokerFault(draft: Draft, state: State): void {
  const key = faultKey("host", "broker-unreachable");
  const watch = state.watches.get(key);
  if (watch !== undefined) {
    draft.note({ kind: "watch", key, watch: { bad: 0, good: 1, seenAt: watch.seenAt } });
  }
  const fault = state.faults.get(key);
  if (fault !== undefined) draft.clear(fault);
}
