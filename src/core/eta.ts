import { suits } from "./advance.ts";
import { type Covered, covered, isHeld } from "./holds.ts";
import { perKind } from "./job-kinds.ts";
import { paceOf } from "./pace.ts";
import type { OfficePeriod, Policy } from "./policy.ts";
import type { Job, Printer, State } from "./state.ts";

/**
 * When cards should be out: the queue is played through in its order, each job on the printer that
 * should be free for it first, at the pace of that printer's last cards and within office hours.
 * What is held has no time: it depends on hands.
 */

export type EtaPolicy = Pick<Policy, "printers" | "isOfficeHour" | "officePeriod">;

/** What a waiting job can expect. */
export interface Turn {
  readonly job: Job;
  /** 1 is next; absent: it is held, and has no place until it is released. */
  readonly place?: number;
  /** When its card should be out; absent: no printer that could say so is there. */
  readonly endsAt?: number;
}

/** A printer that is on after hours is expected to go on for so long. */
const OVERTIME_MS = 3_600_000;

/** A printer that may take cards, and when it should be free for the next one. */
interface Lane {
  readonly printer: Printer;
  readonly cardMs: number;
  freeAt: number;
  /** No card is begun from then on until the next office period. */
  closesAt: number;
}

/** The waiting jobs in printing order, each with its turn; a reader may stop at any of them. */
export function* turns(state: State, policy: EtaPolicy, at: number): Generator<Turn> {
  const holds = covered(state);
  const lanes = openLanes(state, policy, holds, at);
  const lanesFor = perKind(state, (job) =>
    isHeld(state, job, holds) ? undefined : lanes.filter(({ printer }) => suits(printer, job)),
  );
  let place = 0;
  for (const job of state.queue) {
    const fitting = lanesFor(job);
    if (fitting === undefined) {
      yield { job };
      continue;
    }
    place += 1;
    const lane = firstFree(fitting);
    yield lane === undefined ? { job, place } : { job, place, endsAt: takeCard(lane, policy) };
  }
}

/** What one job can expect; `undefined`: it neither waits nor is being printed. */
export function turnOf(state: State, policy: EtaPolicy, job: Job, at: number): Turn | undefined {
  if (job.state === "processing") {
    const endsAt = cardsInProgress(state, policy, at).get(job.jobId);
    return endsAt === undefined ? { job } : { job, endsAt };
  }
  for (const turn of turns(state, policy, at)) if (turn.job.jobId === job.jobId) return turn;
  return undefined;
}

/**
 * When the last card that can be printed should be out; `undefined`: there is none. Held jobs, and
 * those for which no printer is there, do not count.
 */
export function drainAt(state: State, policy: EtaPolicy, at: number): number | undefined {
  let last = Number.NEGATIVE_INFINITY;
  for (const endsAt of cardsInProgress(state, policy, at).values()) last = Math.max(last, endsAt);
  for (const { endsAt } of turns(state, policy, at)) last = Math.max(last, endsAt ?? last);
  return Number.isFinite(last) ? last : undefined;
}

/** When the cards that are being printed should be out, by job. */
export function cardsInProgress(
  state: State,
  policy: EtaPolicy,
  at: number,
): ReadonlyMap<string, number> {
  const cards = new Map<string, number>();
  for (const printer of state.printers.values()) {
    const { phase } = printer;
    if (phase.kind === "printing") cards.set(phase.jobId, freeAt(state, policy, printer, at));
  }
  return cards;
}

const MINUTE_MS = 60_000;
/** Steps by how far ahead a time is; none is finer than a minute. */
const STEPS = [
  { withinMs: 30 * MINUTE_MS, stepMs: MINUTE_MS },
  { withinMs: 240 * MINUTE_MS, stepMs: 5 * MINUTE_MS },
  { withinMs: Number.POSITIVE_INFINITY, stepMs: 15 * MINUTE_MS },
] as const;

/**
 * An expected time as it is shown: up to the next full minute, 5 or 15 minutes, the coarser the
 * farther ahead it is. It is no more exact than that, and does not change with every breath.
 */
export function roundedEta(endsAt: number, at: number): number {
  const { stepMs } = STEPS.find(({ withinMs }) => endsAt - at <= withinMs) ?? STEPS[2];
  return Math.ceil(endsAt / stepMs) * stepMs;
}

function openLanes(state: State, policy: EtaPolicy, holds: Covered, at: number): readonly Lane[] {
  if (state.stopping || holds.host) return [];
  return [...state.printers.values()]
    .filter(({ id }) => !holds.printers.has(id))
    .flatMap((printer) => {
      const hours = firstHours(policy, printer, at);
      if (hours === undefined) return [];
      const pace = paceOf(state, policy, printer.id);
      const from = Math.max(hours.fromMs, freeAt(state, policy, printer, at));
      const lane = { printer, cardMs: pace, freeAt: from, closesAt: hours.toMs };
      openNext(lane, policy);
      return [lane];
    });
}

/** When it may begin cards; `undefined`: it is away in office hours, and nobody knows how long. */
function firstHours(policy: EtaPolicy, { phase }: Printer, at: number): OfficePeriod | undefined {
  const isOpen = policy.isOfficeHour(at);
  if (phase.kind === "offline") return isOpen ? undefined : policy.officePeriod(at);
  return isOpen ? policy.officePeriod(at) : { fromMs: at, toMs: at + OVERTIME_MS };
}

/** When the card on it should be out; a card that takes longer than it should may end now. */
function freeAt(state: State, policy: EtaPolicy, printer: Printer, at: number): number {
  const { phase } = printer;
  const attempt = phase.kind === "printing" ? state.attempts.get(phase.jobId) : undefined;
  if (attempt === undefined) return at;
  return Math.max(at, attempt.armedAt + paceOf(state, policy, printer.id));
}

function firstFree(lanes: readonly Lane[]): Lane | undefined {
  let first: Lane | undefined;
  for (const lane of lanes) if (first === undefined || lane.freeAt < first.freeAt) first = lane;
  return first;
}

/** Puts the next card on a printer. Returns when it should be out. */
function takeCard(lane: Lane, policy: EtaPolicy): number {
  const endsAt = lane.freeAt + lane.cardMs;
  lane.freeAt = endsAt;
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
