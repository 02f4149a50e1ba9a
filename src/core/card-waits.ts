import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import type { State } from "./state.ts";

/** A card waits in its printer and is going to go on: no other begins until that is over. */
export function cardWaits(
  draft: Draft,
  state: State,
  policy: Policy,
  { printer: device, session, jobId, attempt, fault }: EventOf<"card-waits">,
): void {
  const printer = state.printers.get(device);
  if (printer?.session !== session || printer.phase.kind !== "printing") return;
  if (printer.phase.jobId !== jobId || printer.phase.attempt !== attempt) return;
  observe(draft, state, policy, { device, present: [fault], checked: [] });
}
