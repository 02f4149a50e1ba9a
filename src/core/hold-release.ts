import { faultRule } from "../../protocols/faults.ts";
import type { ReleaseRule } from "../../protocols/words.ts";
import type { Hold, PolicyReason } from "./state.ts";

/** What ends a hold: every cause has its rule. An operator may set a time that comes before it. */
export function releaseRule({ cause, until }: Hold): ReleaseRule {
  switch (cause.kind) {
    case "fault":
      return faultRule(cause.condition).clears === "decision" ? "adopt" : "fault-clears";
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
    case "duty-per-hour":
    case "duty-per-day":
    case "nothing-moved":
      return "until";
    case "card-spoiled":
    case "attempts-exhausted":
      return "operator";
  }
}
