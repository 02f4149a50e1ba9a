import type { Draft } from "./draft.ts";
import type { Policy } from "./policy.ts";
import type { Attempt, Evidence, Hold, Rest, State } from "./state.ts";

/** How much a printer may do before it rests; a limit that is absent is none. */
export interface Duty {
  /** Cards within any 60 minutes. */
  readonly perHour?: number | undefined;
  /** Cards of one day, by the clocks of the office. */
  readonly perDay?: number | undefined;
}

const HOUR_MS = 3_600_000;
export const MIDNIGHT = "0 0 0 * * *";
/** By so much a clock is corrected every day; cards of a later time were made before it was set. */
const CORRECTED_MS = 2_000;

/** Once a second: a printer's rest begins or ends by the clock, or a limit was not there before. */
export function lookAtDuties(draft: Draft, state: State, policy: Policy): void {
  for (const { id } of policy.printers) setRest(draft, state, policy, id, state.madeAt.get(id));
}

/** A card more: the limit counts before the next one begins. */
export function countCard(
  draft: Draft,
  state: State,
  policy: Policy,
  { printer }: Attempt,
  evidence: Evidence,
): void {
  if (!isMade(evidence)) return;
  setRest(draft, state, policy, printer, [...(state.madeAt.get(printer) ?? []), draft.at]);
}

/** Whether a card was drawn in, good or not: each of them wears and heats the printer. */
export function isMade({ outcome }: Evidence): boolean {
  return outcome !== "not-printed";
}

function setRest(
  draft: Draft,
  state: State,
  { printers, nextDue }: Policy,
  printer: string,
  madeAt: readonly number[] = [],
): void {
  const duty = printers.find(({ id }) => id === printer)?.duty;
  const rest = duty && restOf(duty, madeAt, draft.at, (at) => nextDue(MIDNIGHT, at));
  const before = state.rests.get(printer);
  if (rest?.until === before?.until) return;
  draft.note({ kind: "rest", printer, rest });
}

/** The rest that a printer has to take; the limit that ends last tells. `madeAt`: ascending. */
export function restOf(
  duty: Duty,
  madeAt: readonly number[],
  at: number,
  midnightAfter: (at: number) => number,
): Rest | undefined {
  return restAfter(duty, madeBy(madeAt, at), at, midnightAfter);
}

/** The cards that had been made at a time. */
export function madeBy(madeAt: readonly number[], at: number): readonly number[] {
  return madeAt.filter((time) => time <= at + CORRECTED_MS);
}

/** As `restOf`, after cards none of which is of a later time. */
export function restAfter(
  { perHour, perDay }: Duty,
  made: readonly number[],
  at: number,
  midnightAfter: (at: number) => number,
): Rest | undefined {
  const since = made.at(-1);
  if (since === undefined) return undefined;
  // The card that has to leave the hour, or the day, before there is room for one more.
  const firstOf = (limit = Number.POSITIVE_INFINITY) => made.at(-limit);
  const ofDay = firstOf(perDay);
  const midnight = midnightAfter(at);
  if (ofDay !== undefined && midnightAfter(ofDay) === midnight) {
    return { reason: "duty-per-day", since, until: midnight };
  }
  const ofHour = firstOf(perHour);
  if (ofHour === undefined || at - ofHour >= HOUR_MS) return undefined;
  return { reason: "duty-per-hour", since, until: ofHour + HOUR_MS };
}

/** A rest is no row: what the store knows of the cards comes to it after every restart. */
export function restHolds({ rests }: State): readonly Hold[] {
  return [...rests].map(([printer, { reason, since, until }]) => ({
    id: `duty:${printer}`,
    scope: { kind: "printer", id: printer },
    cause: { kind: "policy", reason },
    since,
    until,
  }));
}
