import type { Condition } from "../../protocols/faults.ts";
import { releaseRule } from "../core/hold-release.ts";
import { scopeName } from "../core/holds.ts";
import type { Hold, HoldCause, PolicyReason } from "../core/state.ts";
import type { InstantFormat } from "./instant.ts";

/** A hold in the keys of the contract. */
export function holdDocument(hold: Hold, instant: InstantFormat) {
  const { scope, cause, since, until } = hold;
  return {
    scope: scopeName(scope),
    ...causeDocument(cause),
    since: instant(since),
    release: releaseRule(hold),
    ...(until === undefined ? {} : { until: instant(until) }),
  };
}

type CauseDocument =
  | { readonly cause: "fault"; readonly device: string; readonly condition: Condition }
  | { readonly cause: "operator"; readonly by: string; readonly reason: string }
  | { readonly cause: "policy"; readonly reason: PolicyReason }
  | {
      readonly cause: "probation";
      readonly device: string;
      readonly step: number;
      readonly steps: number;
    };

function causeDocument(cause: HoldCause): CauseDocument {
  switch (cause.kind) {
    case "fault":
      return { cause: cause.kind, device: cause.device, condition: cause.condition };
    case "operator":
      return { cause: cause.kind, by: cause.by, reason: cause.reason };
    case "policy":
      return { cause: cause.kind, reason: cause.reason };
    case "probation": {
      const { kind, device, step, steps } = cause;
      return { cause: kind, device, step, steps };
    }
  }
}
