import { faultRule } from "../../protocols/faults.ts";
import type { RequestOf } from "./command.ts";
import { type Outcome, type Refused, refused, type Turn } from "./command-turn.ts";
import { scopeName } from "./holds.ts";
import { acceptPrinter } from "./known-printers.ts";
import { parseScope, unfitness, unknownScope } from "./operator-holds.ts";
import type { Fault, Hold, Scope } from "./state.ts";

/**
 * Lifts whatever holds of a scope a person may lift. A fault's hold ends with its fault, or by
 * `override`: a person's word, with a reason, to print in spite of it.
 */
export function release(turn: Turn, request: RequestOf<"release">): Outcome {
  const { scope: name, override, until } = request;
  const scope = parseScope(name);
  if (scope === undefined) return unknownScope();
  const held = [...turn.state.holds.values()].filter((hold) => scopeName(hold.scope) === name);
  // A hold may be left of a device that the configuration has no more.
  const unfit = held.length === 0 ? unfitness(turn, scope) : undefined;
  if (unfit !== undefined) return unfit;
  if (override) return overrideAll(turn, { scope, held, request });
  if (until !== undefined) return refused("malformed", "until is for a release with override");
  const accepted = scope.kind === "printer" ? acceptPrinter(turn, scope.id) : undefined;
  const lifted = liftAll(turn, held);
  const faults = held.length - lifted - (accepted === undefined ? 0 : 1);
  const more = accepted === undefined ? {} : { accepted };
  return { ok: true, result: { scope: name, lifted, faults, ...more } };
}

interface Overriding {
  readonly scope: Scope;
  readonly held: readonly Hold[];
  readonly request: RequestOf<"release">;
}

function overrideAll(turn: Turn, { scope, held, request }: Overriding): Outcome {
  const { draft, command } = turn;
  const { by, reason } = command;
  const { until } = request;
  const lasts = until === undefined ? {} : { until };
  if (reason === undefined) return refused("malformed", "reason: an override needs one");
  if (until !== undefined && until <= draft.at) return refused("malformed", "until has passed");
  const faults = faultsOf(turn, scope);
  const forbidden = refusal(turn, scope, faults);
  if (forbidden !== undefined) return forbidden;
  for (const fault of faults) draft.override(fault, { by, reason, ...lasts });
  const faultHolds = held.filter(({ cause }) => cause.kind === "fault").length;
  const result = { lifted: liftAll(turn, held) + faultHolds, faults: 0 };
  return {
    ok: true,
    result: { scope: request.scope, ...result, overridden: faults.length, ...lasts },
  };
}

/** Faults that hold the scope, or would but for an earlier override. */
function faultsOf({ state }: Turn, scope: Scope): readonly Fault[] {
  if (scope.kind === "job") return [];
  const device = scope.kind === "host" ? "host" : scope.id;
  return [...state.faults.values()].filter(
    (fault) => fault.device === device && faultRule(fault.condition).holds,
  );
}

/** All or nothing: a queue that one fault of two still holds would look released. */
function refusal({ state }: Turn, scope: Scope, faults: readonly Fault[]): Refused | undefined {
  if (scope.kind === "job" && state.jobs.get(scope.id)?.state === "in-doubt") {
    return refused("not-allowed", "the job is in doubt: resolve says what became of its card");
  }
  const fault = faults.find(({ condition }) => !faultRule(condition).overridable);
  if (fault === undefined) return undefined;
  return refused("not-allowed", `${fault.condition} is never overridden`);
}

function liftAll({ draft, command }: Turn, held: readonly Hold[]): number {
  const liftable = held.filter(({ cause }) => cause.kind !== "fault");
  for (const hold of liftable) draft.liftHold(hold, command.by);
  return liftable.length;
}
