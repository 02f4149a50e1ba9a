import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { CheckPlan, Policy } from "./policy.ts";
import type { CheckKind, CheckRule, CheckRuleParts } from "./state.ts";

/** Checks that alone show a condition: what no check is made for any more is forgotten. */
export const SHOWN_BY: Partial<Record<Condition, CheckKind>> = {
  "report-stale": "server-report",
  "server-offline": "server-report",
  "ping-unanswered": "server-ping",
  "ping-slow": "server-ping",
  "probe-failed": "server-probe",
  "spool-area-full": "host-disk",
  "broker-unreachable": "host-broker",
  "clock-unsynchronized": "host-clock",
};

/** The check that shows a condition; `undefined`: no look does, an event alone. */
export function checkKindOf(condition: Condition): CheckKind | undefined {
  const { clears } = faultRule(condition);
  switch (clears) {
    case "unshown":
      return "printer-health";
    case "decision":
    case "host-holds":
    case "host-notify":
      return undefined;
    default:
      return clears;
  }
}

/** By what rule a condition of a device is raised and cleared. */
export function ruleFor(policy: Policy, device: string, condition: Condition): CheckRule {
  const kind = checkKindOf(condition);
  const shows = (plan: CheckPlan) => plan.device === device && plan.kind === kind;
  return ruleOf(policy, policy.checks.find(shows)?.rule);
}

/** The rule of a check, from its own part and the rule for all. */
export function ruleOf(policy: Policy, own: CheckRuleParts = {}): CheckRule {
  return {
    bad: own.bad ?? policy.badChecks,
    good: own.good ?? policy.goodChecks,
    clearAfterMs: own.clearAfterMs ?? policy.clearAfterMs,
    timeoutMs: own.timeoutMs ?? policy.checkTimeoutMs,
  };
}
