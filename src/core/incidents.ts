import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { Fault, State } from "./state.ts";

/** A failure of a printer or server that has become hard; kept for ever. Times are wall time. */
export interface Incident {
  /** 1 for the first of this store. */
  readonly incident: number;
  readonly device: string;
  readonly condition: Condition;
  readonly raisedAt: number;
  /** Absent: it stands. */
  readonly clearedAt?: number;
  /** Whether a person was needed; there from its clearing on. */
  readonly byPerson?: boolean;
  /** A person's command has concerned the device while it stood. */
  readonly attended: boolean;
  /** Whether a card or an answer has been confirmed since its clearing: what comes next is new. */
  readonly confirmed: boolean;
  /** How often the same condition was back before anything was confirmed. */
  readonly reopened: number;
}

/** So long after its clearing an incident weighs nothing; it is in the store alone. */
export const INCIDENTS_KEPT_MS = 400 * 24 * 3_600_000;

/** Whether an incident still belongs into memory when another one has come. */
export function isRemembered({ clearedAt }: Incident, newestAt: number): boolean {
  return clearedAt === undefined || clearedAt >= newestAt - INCIDENTS_KEPT_MS;
}

/**
 * Whether a fault says that a device is not to be relied on. What the host has to be told by a
 * person (a second host, a store that was lost or put back) is no repair that could relapse.
 */
export function isFailure({ condition }: Pick<Fault, "condition">): boolean {
  const { class: kind, device } = faultRule(condition);
  return kind === "failure" && device !== "host";
}

/** All incidents in memory as this turn leaves them, oldest first. */
export function incidentsOf(draft: Draft, state: State): readonly Incident[] {
  const incidents = new Map(state.incidents);
  for (const change of draft.changes) {
    if (change.kind === "incident-kept") incidents.set(change.incident.incident, change.incident);
  }
  return [...incidents.values()];
}

/** A failure has become hard: a new incident, or an old one that was not over. */
export function openIncident(draft: Draft, state: State, { device, condition }: Fault): void {
  const incidents = incidentsOf(draft, state);
  const last = incidents.findLast((each) => each.device === device && each.condition === condition);
  if (last !== undefined && last.clearedAt === undefined) return;
  if (last !== undefined && !last.confirmed) {
    const { clearedAt: _, byPerson: _by, ...opened } = last;
    keep(draft, { ...opened, reopened: last.reopened + 1 });
    return;
  }
  const incident = Math.max(0, ...incidents.map((each) => each.incident)) + 1;
  const marks = { attended: false, confirmed: false, reopened: 0 };
  keep(draft, { incident, device, condition, raisedAt: draft.at, ...marks });
}

/**
 * A failure is found gone. Nobody tells the host who has seen to it: a person was needed unless it
 * was over within `selfClearedMs` and no command has concerned the device meanwhile.
 */
export function closeIncident(
  draft: Draft,
  state: State,
  { device, condition }: Fault,
  selfClearedMs: number,
): void {
  const incident = incidentsOf(draft, state).findLast(
    (each) => each.device === device && each.condition === condition,
  );
  if (incident === undefined || incident.clearedAt !== undefined) return;
  // A clock that was set back does not make it end before it began.
  const clearedAt = Math.max(draft.at, incident.raisedAt);
  const byPerson = incident.attended || clearedAt - incident.raisedAt > selfClearedMs;
  keep(draft, { ...incident, clearedAt, byPerson });
}

/** A person has given a command that concerns a device; `undefined`: every device. */
export function attendIncidents(draft: Draft, state: State, device: string | undefined): void {
  for (const incident of incidentsOf(draft, state)) {
    const isMeant =
      incident.clearedAt === undefined && (device ?? incident.device) === incident.device;
    if (isMeant && !incident.attended) keep(draft, { ...incident, attended: true });
  }
}

/** A card or an answer of a device is confirmed: what was cleared before is over. */
export function confirmIncidents(draft: Draft, state: State, device: string): void {
  for (const incident of incidentsOf(draft, state)) {
    const isOver = incident.device === device && incident.clearedAt !== undefined;
    if (isOver && !incident.confirmed) keep(draft, { ...incident, confirmed: true });
  }
}

function keep(draft: Draft, incident: Incident): void {
  draft.change({ kind: "incident-kept", incident });
}
