import { MIDNIGHT, madeBy, restAfter } from "./duty.ts";
import { paceOf } from "./pace.ts";
import type { OfficePeriod, Policy } from "./policy.ts";
import type { Hold, Printer, State } from "./state.ts";
import { standingHolds } from "./store-fault.ts";

/** What each printer can take of the queue, and when: the arithmetic behind `eta.ts`. */

export type EtaPolicy = Pick<Policy, "printers" | "isOfficeHour" | "officePeriod" | "nextDue">;

/** A printer that is on after hours is expected to go on for so long. */
const OVERTIME_MS = 3_600_000;

/** A printer that may take cards, and when it should be free for the next one. */
export interface Lane {
  readonly printer: Printer;
  readonly cardMs: number;
  freeAt: number;
  /** No card is begun from then on until the next office period. */
  closesAt: number;
  /** Moves a time on to where the printer need not rest; `card` first counts one made then. */
  readonly rested: (at: number, card?: number) => number;
}

/** The printers that can take cards now or at a known time, holds of unknown end aside. */
export function openLanes(state: State, policy: EtaPolicy, at: number): readonly Lane[] {
  if (state.stopping) return [];
  return [...state.printers.values()].flatMap((printer) => {
    const hours = firstHours(policy, printer, at);
    if (hours === undefined) return [];
    const from = Math.max(
      hours.fromMs,
      freeAt(state, policy, printer, at),
      heldUntil(state, printer),
    );
    const rested = createRests(state, policy, printer, at);
    const lane = {
      printer,
      cardMs: paceOf(state, policy, printer.id),
      freeAt: rested(from),
      closesAt: hours.toMs,
      rested,
    };
    openNext(lane, policy);
    return [lane];
  });
}

/** When a hold ends by itself and lets cards begin; `undefined`: nobody knows. */
export function endOf({ scope, until }: Hold): number | undefined {
  return scope.kind === "host" || scope.kind === "printer" ? until : undefined;
}

/** When the last of the holds on a printer ends that end by themselves. */
function heldUntil(state: State, { id }: Printer): number {
  const ends = standingHolds(state)
    .filter(({ scope }) => scope.kind === "host" || (scope.kind === "printer" && scope.id === id))
    .map((hold) => endOf(hold) ?? 0);
  return Math.max(0, ...ends);
}

/** Follows what a printer may do in an hour and on a day through the cards to come. */
function createRests(
  state: State,
  policy: EtaPolicy,
  printer: Printer,
  at: number,
): Lane["rested"] {
  const duty = policy.printers.find(({ id }) => id === printer.id)?.duty;
  if (duty === undefined) return (time) => time;
  const made = [...madeBy(state.madeAt.get(printer.id) ?? [], at)];
  if (printer.phase.kind === "printing") made.push(freeAt(state, policy, printer, at));
  const midnightAfter = createMidnights(policy);
  return (from, card) => {
    if (card !== undefined) made.push(card);
    return restAfter(duty, made, from, midnightAfter)?.until ?? from;
  };
}

/** Asked for every card, looked up for every day: two of them are of interest at a time. */
function createMidnights({ nextDue }: EtaPolicy): (at: number) => number {
  let days: readonly { readonly from: number; readonly midnight: number }[] = [];
  return (at) => {
    const known = days.find(({ from, midnight }) => from <= at && at < midnight);
    if (known !== undefined) return known.midnight;
    const midnight = nextDue(MIDNIGHT, at);
    days = [{ from: at, midnight }, ...days].slice(0, 2);
    return midnight;
  };
}

/** When it may begin cards; `undefined`: it is away in office hours, and nobody knows how long. */
function firstHours(policy: EtaPolicy, { phase }: Printer, at: number): OfficePeriod | undefined {
  const isOpen = policy.isOfficeHour(at);
  if (phase.kind === "offline") return isOpen ? undefined : policy.officePeriod(at);
  return isOpen ? policy.officePeriod(at) : { fromMs: at, toMs: at + OVERTIME_MS };
}

/** When the card on it should be out; a card that takes longer than it should may end now. */
export function freeAt(state: State, policy: EtaPolicy, printer: Printer, at: number): number {
  const { phase } = printer;
  const attempt = phase.kind === "printing" ? state.attempts.get(phase.jobId) : undefined;
  if (attempt === undefined) return at;
  return Math.max(at, attempt.armedAt + paceOf(state, policy, printer.id));
}

export function firstFree(lanes: readonly Lane[]): Lane | undefined {
  let first: Lane | undefined;
  for (const lane of lanes) if (first === undefined || lane.freeAt < first.freeAt) first = lane;
  return first;
}

/** Puts the next card on a printer. Returns when it should be out. */
export function takeCard(lane: Lane, policy: EtaPolicy): number {
  const endsAt = lane.freeAt + lane.cardMs;
  lane.freeAt = lane.rested(endsAt, endsAt);
  openNext(lane, policy);
  return endsAt;
}

/** Moves on to when the next card may be begun. */
function openNext(lane: Lane, policy: EtaPolicy): void {
  while (lane.freeAt >= lane.closesAt && Number.isFinite(lane.freeAt)) {
    const { fromMs, toMs } = policy.officePeriod(lane.freeAt);
    lane.freeAt = fromMs;
    lane.closesAt = toMs;
  }
}
