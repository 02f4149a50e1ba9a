import type { Draft } from "./draft.ts";
import type { CheckResult } from "./events.ts";
import { takeHostLook } from "./host-checks.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import { observeHealth } from "./printing.ts";
import type { Check, State } from "./state.ts";

/** What a check has shown, for what is known of its device and for its faults. */
export function takeResult(
  draft: Draft,
  state: State,
  policy: Policy,
  { device }: Check,
  result: CheckResult,
): void {
  switch (result.kind) {
    case "printer": {
      const printer = state.printers.get(device);
      if (printer?.session !== result.session) return;
      const { health } = result;
      draft.note({ kind: "printer", printer: { ...printer, health, observedAt: draft.at } });
      observeHealth(draft, state, policy, { device, health });
      return;
    }
    case "seen": {
      const server = state.servers.get(device);
      const { latencyMs } = result;
      if (server !== undefined && latencyMs !== undefined) {
        const answered = { latencyMs, lastSeenAt: draft.at, answeredAt: draft.at };
        draft.note({ kind: "server", server: { ...server, ...answered } });
      }
      observe(draft, state, policy, { device, ...result });
      return;
    }
    case "host":
      takeHostLook(draft, state, policy, result);
      return;
    case "not-made":
      return;
  }
}
