import { type FoundCard, isGood } from "./card-records.ts";

/** What is compared: the server's word and the host's, against the cards. */
export interface Books {
  readonly sent: ReadonlySet<string>;
  readonly accepted: ReadonlySet<string>;
  /** The last state of each job. */
  readonly states: ReadonlyMap<string, string>;
  readonly cards: readonly FoundCard[];
}

/** Ids of jobs, and what is wrong with each in words. */
export interface Reconciled {
  readonly completed: readonly string[];
  readonly inDoubt: readonly string[];
  /** Accepted, and neither in doubt nor completed with a good card. */
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  /** Broken promises; empty: none. */
  readonly broken: readonly string[];
}

/** Compares job by job and card by card, never totals: two mistakes must not add up to none. */
export function reconcile(books: Books): Reconciled {
  const { sent, accepted, states, cards } = books;
  const rows = [...accepted].map((jobId) => {
    const good = cards.filter((card) => isGood(card) && card.jobId === jobId);
    return { jobId, state: states.get(jobId) ?? "never announced", good };
  });
  const inState = (wanted: string) => rows.filter(({ state }) => state === wanted);
  const lost = rows.filter(
    ({ state, good }) => state !== "in-doubt" && (state !== "completed" || good.length === 0),
  );
  const twice = rows.filter(({ good }) => good.length > 1);
  return {
    completed: inState("completed").map(({ jobId }) => jobId),
    inDoubt: inState("in-doubt").map(({ jobId }) => jobId),
    lost: lost.map(({ jobId }) => jobId),
    twice: twice.map(({ jobId }) => jobId),
    broken: [
      ...lost.map(({ jobId, state, good }) => `${jobId} is ${state}, good cards: ${good.length}`),
      ...twice.map(({ jobId, good }) => `${jobId} was printed twice: cards ${numbers(good)}`),
      ...[...sent]
        .filter((jobId) => !accepted.has(jobId))
        .map((jobId) => `${jobId} was never accepted`),
      ...cards.flatMap((card) => wrong(card, accepted)),
      ...unrecorded(cards),
    ],
  };
}

/** A good card has to be somebody's; one that was rejected or taken out need not even be whole. */
function wrong(card: FoundCard, accepted: ReadonlySet<string>): readonly string[] {
  const { n, jobId } = card;
  if (!isGood(card)) return [];
  if (jobId === undefined) return [`card ${n} came out as a good one and is nobody's`];
  return accepted.has(jobId) ? [] : [`card ${n} is of ${jobId}, which was never accepted`];
}

/** The printer counts every card that it draws in: each must have a record. */
function unrecorded(cards: readonly FoundCard[]): readonly string[] {
  const known = new Set(cards.map(({ n }) => n));
  const last = Math.max(0, ...known);
  return Array.from({ length: last }, (_, at) => at + 1)
    .filter((n) => !known.has(n))
    .map((n) => `card ${n} has no record`);
}

function numbers(cards: readonly FoundCard[]): string {
  return cards.map(({ n }) => n).join(", ");
}
