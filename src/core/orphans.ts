import { SHOWN_BY } from "./check-rule.ts";
import type { Draft } from "./draft.ts";
import type { State } from "./state.ts";

/**
 * Faults that nothing looks for any more, since their device or their check has left the
 * configuration: they would hold for ever.
 */
export function clearOrphans(draft: Draft, state: State): void {
  const checks = [...state.checks.values()];
  for (const fault of state.faults.values()) {
    const { device, condition } = fault;
    const isKnown = device === "host" || state.printers.has(device) || state.servers.has(device);
    const kind = SHOWN_BY[condition];
    const isLookedFor =
      kind === undefined || checks.some((check) => check.device === device && check.kind === kind);
    if (!isKnown || !isLookedFor) draft.clear(fault);
  }
}
