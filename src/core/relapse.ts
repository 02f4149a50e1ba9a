import type { Condition } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import { type Incident, incidentsOf } from "./incidents.ts";
import { faultKey, type State } from "./state.ts";

/** A device that fails again and again with one condition. Kept: it ends later than it began. */
export interface Relapse {
  readonly device: string;
  readonly condition: Condition;
  /** 1 for the first of this device and condition. */
  readonly count: number;
  readonly since: number;
  /** Absent: the repair is still not to be relied on. */
  readonly endedAt?: number;
}

/** What a failure weighs. The form is that of BGP route flap damping (RFC 2439), in days. */
export interface RelapseRules {
  /** Of a failure that a person was needed for, or that still stands. */
  readonly penalty: number;
  /** Of one that has cleared by itself. */
  readonly selfClearedPenalty: number;
  /** One that is over sooner, without a command about its device, has cleared by itself. */
  readonly selfClearedMs: number;
  /** So long after its clearing a failure weighs half. */
  readonly halfLifeMs: number;
  /** A penalty from which a device relapses… */
  readonly threshold: number;
  /** …until it has come down below this. */
  readonly reuse: number;
}

/**
 * What the failures of one device and condition weigh at an instant. Each weighs all of its penalty
 * while it stands, and half of it after every half-life since its clearing.
 */
export function penaltyOf(
  incidents: Iterable<Incident>,
  { at, rules }: { readonly at: number; readonly rules: RelapseRules },
): number {
  let sum = 0;
  for (const { clearedAt, byPerson } of incidents) {
    const weight = byPerson === false ? rules.selfClearedPenalty : rules.penalty;
    const ageMs = clearedAt === undefined ? 0 : Math.max(0, at - clearedAt);
    sum += weight * 2 ** (-ageMs / rules.halfLifeMs);
  }
  return sum;
}

/** The heaviest condition of a device: one death shows as several conditions at once. */
export function devicePenalty(
  incidents: Iterable<Incident>,
  device: string,
  moment: { readonly at: number; readonly rules: RelapseRules },
): number {
  const byCondition = new Map<Condition, Incident[]>();
  for (const incident of incidents) {
    if (incident.device !== device) continue;
    const list = byCondition.get(incident.condition) ?? [];
    byCondition.set(incident.condition, [...list, incident]);
  }
  return Math.max(0, ...[...byCondition.values()].map((list) => penaltyOf(list, moment)));
}

/** The relapse of a device that has lasted longest, if there is one. */
export function relapseOf({ relapses }: Pick<State, "relapses">, device: string) {
  return [...relapses.values()]
    .filter((relapse) => relapse.device === device && relapse.endedAt === undefined)
    .sort((a, b) => a.since - b.since)[0];
}

/** Begins relapses with the failures of this turn, and ends those that have been lived down. */
export function keepRelapses(draft: Draft, state: State, rules: RelapseRules): void {
  const opened = draft.changes.flatMap((change) =>
    change.kind === "incident-kept" && change.incident.clearedAt === undefined
      ? [change.incident]
      : [],
  );
  for (const { device, condition } of opened) {
    const last = state.relapses.get(faultKey(device, condition));
    if (last !== undefined && last.endedAt === undefined) continue;
    const penalty = weigh(draft, state, { device, condition }, rules);
    if (penalty < rules.threshold) continue;
    const count = (last?.count ?? 0) + 1;
    keep(draft, { device, condition, count, since: draft.at }, penalty);
  }
}

/** With a tick, unless the store takes nothing: a relapse is over when its penalty is low. */
export function endRelapses(draft: Draft, state: State, rules: RelapseRules): void {
  for (const relapse of state.relapses.values()) {
    if (relapse.endedAt !== undefined) continue;
    const penalty = weigh(draft, state, relapse, rules);
    if (penalty < rules.reuse) keep(draft, { ...relapse, endedAt: draft.at }, penalty);
  }
}

function weigh(
  draft: Draft,
  state: State,
  { device, condition }: Pick<Relapse, "device" | "condition">,
  rules: RelapseRules,
): number {
  const own = incidentsOf(draft, state).filter(
    (incident) => incident.device === device && incident.condition === condition,
  );
  return penaltyOf(own, { at: draft.at, rules });
}

function keep(draft: Draft, relapse: Relapse, penalty: number): void {
  draft.change({ kind: "relapse-kept", relapse });
  const { device, condition, count, endedAt } = relapse;
  const type = endedAt === undefined ? "relapse" : "relapse-ended";
  draft.tellTrust({ type, device, condition, count, penalty: Math.round(penalty) });
}
