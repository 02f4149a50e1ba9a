import { suits } from "./advance.ts";
import { covered, isHeld } from "./holds.ts";
import { perKind } from "./job-kinds.ts";
import { type EtaPolicy, endOf, firstFree, freeAt, openLanes, takeCard } from "./lanes.ts";
import type { Job, State } from "./state.ts";
import { standingHolds } from "./store-fault.ts";

/**
 * When cards should be out: the queue is played through in its order, each job on the printer that
 * should be free for it first, at the pace of that printer's last cards, within office hours and
 * within what the printer may do in an hour and a day. What is held has no time, since it depends
 * on hands; but for a hold on a printer or on all that ends by itself at a known time.
 */

/** What a waiting job can expect. */
export interface Turn {
  readonly job: Job;
  /** 1 is next; absent: it is held, for nobody knows how long. */
  readonly place?: number;
  /** When its card should be out; absent: no printer that could say so is there. */
  readonly endsAt?: number;
}

/** The waiting jobs in printing order, each with its turn; a reader may stop at any of them. */
export function* turns(state: State, policy: EtaPolicy, at: number): Generator<Turn> {
  const holds = covered(
    state,
    standingHolds(state).filter((hold) => endOf(hold) === undefined),
  );
  const lanes = openLanes(state, policy, at).filter(
    ({ printer }) => !holds.printers.has(printer.id),
  );
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
