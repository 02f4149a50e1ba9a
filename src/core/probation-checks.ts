import type { Condition } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { CheckResult, EventOf } from "./events.ts";
import { isHolding } from "./overrides.ts";
import type { Policy } from "./policy.ts";
import { probationOf, stepProbation } from "./probation-turn.ts";
import type { Check, State } from "./state.ts";

/** Whether a look at a device has shown nothing that holds it; an overridden fault does not. */
export function isGoodLook(state: State, device: string, result: CheckResult): boolean {
  return !conditionsOf(result).some((condition) => isHolding(state, { device, condition }));
}

function conditionsOf(result: CheckResult): readonly Condition[] {
  switch (result.kind) {
    case "printer": {
      const { faults, reading } = result.health;
      const inside = reading.cardInside === true ? (["card-inside"] as const) : [];
      return [...faults.map(({ condition }) => condition), ...inside];
    }
    case "seen":
      return result.present.map(({ condition }) => condition);
    case "host":
    case "not-made":
      return [];
  }
}

/**
 * Counts the checks that a device has passed since its step was done. A bad one begins the series
 * anew. One that could not be made says nothing: it is let pass once another has been good, since a
 * server may do without reports or pings.
 */
export function passCheck(
  draft: Draft,
  state: State,
  policy: Policy,
  { check: id, result }: EventOf<"check-ended">,
): void {
  const check = state.checks.get(id);
  if (check === undefined || probationOf(draft, state, check.device)?.phase !== "checking") return;
  const { device } = check;
  const passed = passedOf(draft, state, device);
  if (result.kind === "not-made" && passed.size === 0) return;
  if (isStale(result, state.printers.get(device)?.session)) return;
  const checks = isGoodLook(state, device, result) ? new Set([...passed, id]) : new Set<string>();
  draft.note({ kind: "passed", device, checks });
  endSeries(draft, state, policy, device);
}

function isStale(result: CheckResult, session: number | undefined): boolean {
  return result.kind === "printer" && result.session !== session;
}

/** Lifts the hold of a step whose whole series is good; a device without checks has passed. */
export function endSeries(draft: Draft, state: State, policy: Policy, device: string): void {
  const passed = passedOf(draft, state, device);
  const series = [...state.checks.values()].filter((each: Check) => each.device === device);
  if (series.every(({ id }) => passed.has(id))) {
    stepProbation(draft, state, policy, { device, event: "checked" });
  }
}

function passedOf(draft: Draft, state: State, device: string): ReadonlySet<string> {
  const noted = draft.notes.findLast((note) => note.kind === "passed" && note.device === device);
  return (noted?.kind === "passed" ? noted.checks : state.passed.get(device)) ?? new Set();
}
