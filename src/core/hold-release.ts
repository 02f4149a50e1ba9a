import type { Condition } from "../../protocols/faults.ts";
import type { ReleaseRule } from "../../protocols/words.ts";
import type { Hold, PolicyReason } from "./state.ts";

/** Conditions that nothing clears but a person who adopts this host and its store (contract §6). */
export const ENDED_BY_ADOPT: ReadonlySet<Condition> = new Set<Condition>([
  "store-restored",
  "second-host",
  "store-lost",
]);

/** What ends a hold: every cause has its rule. An operator may set a time that comes before it. */
export function releaseRule({ cause, until }: Hold): ReleaseRule {
  switch (cause.kind) {
    case "fault":
      return ENDED_BY_ADOPT.has(cause.condition) ? "adopt" : "fault-clears";
    case "operator":
      return until === undefined ? "operator" : "until";
    case "policy":
      return policyRule(cause.reason);
    case "probation":
      return `probation-${cause.release}`;
  }
}

function policyRule(reason: PolicyReason): ReleaseRule {
  switch (reason) {
    case "in-doubt":
      return "decision";
    case "card-spoiled":
    case "attempts-exhausted":
      return "operator";
  }
}
