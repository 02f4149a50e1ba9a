import { faultRule } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { CheckResult, EventOf } from "./events.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import { observeHealth } from "./printing.ts";
import { waitsForChecks } from "./probation-turn.ts";
import type { Check, State } from "./state.ts";

/** While a condition holds or is being confirmed, its device is looked at this often. */
const CONFIRM_EVERY_MS = 3_000;

/** Starts the checks that are due. */
export function startDue(draft: Draft, state: State, policy: Policy, wasSetBack: boolean): void {
  const { at } = draft;
  for (const check of state.checks.values()) {
    if (check.running) continue;
    const dueAt = dueOf(state, wasSetBack ? scheduled(check, policy, at) : check);
    if (dueAt <= at && isAskable(state, check)) {
      const running = { ...check, running: true };
      draft.note({ kind: "check", check: running });
      draft.order({ kind: "run-check", check: running });
    } else {
      draft.note({ kind: "check", check: { ...check, dueAt } });
    }
  }
}

/** A busy printer is asked at the end of its card, one that is away when it is back. */
function isAskable(state: State, { kind, device }: Check): boolean {
  return kind !== "printer-health" || state.printers.get(device)?.phase.kind === "idle";
}

export function endCheck(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"check-ended">,
): void {
  const check = state.checks.get(event.check);
  if (check === undefined) return;
  takeResult(draft, state, policy, check.device, event.result);
  const { at } = draft;
  const made = event.result.kind !== "not-made";
  const next = scheduled(check, policy, at);
  draft.note({
    kind: "check",
    check: { ...next, running: false, ...(made ? { endedAt: at } : {}) },
  });
}

function takeResult(
  draft: Draft,
  state: State,
  policy: Policy,
  device: string,
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
        draft.note({ kind: "server", server: { ...server, latencyMs, lastSeenAt: draft.at } });
      }
      observe(draft, state, policy, { device, ...result });
      return;
    }
    case "not-made":
      return;
  }
}

/** The check with its next due time by its expression. */
function scheduled(check: Check, policy: Policy, at: number): Check {
  return { ...check, dueAt: policy.nextDue(check.expression, at) };
}

/** When a check is due: by its expression, or soon while something holds or is to be confirmed. */
function dueOf(state: State, { device, dueAt, endedAt = 0 }: Check): number {
  return isWatched(state, device) ? Math.min(dueAt, endedAt + CONFIRM_EVERY_MS) : dueAt;
}

/** Whether a fault of this device holds, it waits for its checks, or a bad look is unconfirmed. */
function isWatched(state: State, device: string): boolean {
  if (waitsForChecks(state, device)) return true;
  for (const fault of state.faults.values()) {
    if (fault.device === device && faultRule(fault.condition).holds) return true;
  }
  for (const [key, { bad }] of state.watches) {
    if (bad > 0 && !state.faults.has(key) && key.startsWith(`${device}/`)) return true;
  }
  return false;
}
