import { faultRule } from "../../protocols/faults.ts";
import { FINAL_STATES } from "../../protocols/words.ts";
import type { AttemptRecord, Store } from "../../src/core/ports.ts";
import type { Attempt, StoredState } from "../../src/core/state.ts";
import type { Books } from "./books.ts";
import type { Excuses } from "./excuses.ts";
import { nameOf } from "./holds.ts";
import { isGoodCard, type Truth } from "./truth.ts";

const AGAIN: ReadonlySet<string> = new Set(["not-printed", "spoiled"]);

export interface Judged {
  readonly disk: Store;
  readonly truth: Truth;
  readonly books: Books;
  readonly excuses: Excuses;
  /** Every job that was ever accepted, by the host's answers and events. */
  readonly accepted: ReadonlySet<string>;
  /** Final states that have been seen, by job. */
  readonly ended: Map<string, string>;
  /** Judges jobs that have ended as well, not their state alone. */
  readonly isLast: boolean;
}

/** Broken promises after a step: what is on disk against the cards that there are. */
export function judgeRest(judged: Judged): readonly string[] {
  const { disk, truth, accepted, excuses, books } = judged;
  return [
    ...truth.violations,
    ...judgeState(disk.load(), excuses),
    ...judgeHeld(disk.load(), books),
    ...[...accepted].flatMap((jobId) => judgeJob(judged, jobId)),
  ];
}

/**
 * I6: each fault that holds has its hold, unless it is excused, and no other has. I1: what is open
 * fits together.
 */
function judgeState({ faults, holds, jobs, attempts }: StoredState, excuses: Excuses): string[] {
  const found = holds.filter(({ cause }) => cause.kind === "fault").map(({ id }) => id);
  const wanted = faults
    .filter(({ condition }) => faultRule(condition).holds)
    .map((fault) => ({
      id: `fault:${fault.device}:${fault.condition}`,
      word: excuses.wordOn(fault),
    }))
    .filter(({ id, word }) => word === "holds" || (word === "either" && found.includes(id)))
    .map(({ id }) => id);
  const processing = jobs.filter(({ state }) => state === "processing").map(({ jobId }) => jobId);
  const open = attempts.map(({ jobId }) => jobId);
  return [
    ...differing("I6 holds of faults", found, wanted),
    ...differing("I1 jobs in processing", processing, open),
    ...crowded(attempts).map((printer) => `I2 ${printer} has two cards in hand`),
  ];
}

/** Printers with more than one open attempt. */
function crowded(attempts: readonly Attempt[]): readonly string[] {
  const printers = attempts.map(({ printer }) => printer);
  return printers.filter((printer, n) => printers.indexOf(printer) !== n);
}

/** I6: what a person holds is held until its time, or a release; an ended job needs none. */
function judgeHeld({ holds, jobs }: StoredState, { held }: Books): string[] {
  const isThere = (scope: string) =>
    holds.some((hold) => hold.cause.kind === "operator" && nameOf(hold.scope) === scope);
  const isOver = (scope: string) =>
    scope.startsWith("job:") && jobs.every(({ jobId }) => scope !== `job:${jobId}`);
  return [...held.keys()]
    .filter((scope) => !isThere(scope) && !isOver(scope))
    .map((scope) => `I6 ${scope} is not held any more, and nobody released it`);
}

function differing(what: string, found: readonly string[], wanted: readonly string[]): string[] {
  const [is, should] = [found.toSorted().join(" "), wanted.toSorted().join(" ")];
  return is === should ? [] : [`${what}: ${is || "none"}, not ${should || "none"}`];
}

function judgeJob(judged: Judged, jobId: string): readonly string[] {
  const { disk, ended, isLast } = judged;
  // That none leaves its last state is seen in its events, and once more at the end.
  if (ended.has(jobId) && !isLast) return [];
  const job = disk.job(jobId);
  if (job === undefined) return [`I1 ${jobId} was accepted and is lost`];
  const before = ended.get(jobId);
  if (before !== undefined && before !== job.state) return [`I1 ${jobId} left ${before}`];
  const attempts = disk.attempts(jobId);
  if (FINAL_STATES.has(job.state)) ended.set(jobId, job.state);
  return [
    ...attempts.flatMap((attempt, n) => judgeAttempt(judged, attempt, attempts[n + 1])),
    ...judgeCount(judged, jobId, attempts),
    ...(job.state === "completed" ? judgeCompleted(judged, attempts) : []),
  ];
}

/** I2: by all its cards at once, however they came about. */
function judgeCount(
  { truth, books }: Judged,
  jobId: string,
  attempts: readonly AttemptRecord[],
): string[] {
  const good = truth.cardsOfJob(jobId).filter((card) => truth.isGood(card)).length;
  const wrong = attempts
    .flatMap(({ decisions }) => decisions)
    .filter(({ id, undone }) => undone === undefined && books.answers.get(id)?.isRight !== true);
  const most = 1 + wrong.length;
  return good > most ? [`I2 ${jobId} has ${good} good cards, ${most} at most are allowed`] : [];
}

/** I2: the printer's evidence is what the cards show. I4: what allows the next attempt. */
function judgeAttempt(
  { truth, books }: Judged,
  made: AttemptRecord,
  next: AttemptRecord | undefined,
): string[] {
  const { jobId, attempt, evidence, decisions } = made;
  const name = `${jobId}/${attempt}`;
  const good = truth.cardsOf(jobId, attempt).filter(isGoodCard).length;
  const violations: string[] = [];
  if (good > 1) violations.push(`I2 ${name} made ${good} good cards`);
  const outcome = evidence?.outcome;
  if (outcome === "printed" && good !== 1) violations.push(`I2 ${name} printed, no good card`);
  if (AGAIN.has(outcome ?? "") && good > 0) {
    violations.push(`I2 ${name} made a good card and is ${outcome} (${evidence?.detail})`);
  }
  for (const { id, as } of decisions) {
    const sent = books.answers.get(id);
    const isTrue = sent?.jobId === jobId && sent.attempt === attempt && sent.as === as;
    if (!isTrue) violations.push(`I4 nobody has said ${as} of ${name}`);
  }
  const standing = decisions.filter(({ undone }) => undone === undefined);
  if (standing.length > 1) violations.push(`I4 ${name} has two answers`);
  if (standing.length > 0 && outcome !== "unknown") {
    violations.push(`I4 ${name} is answered and is ${outcome}`);
  }
  const word = standing[0]?.as ?? outcome ?? "open";
  if (next !== undefined && !AGAIN.has(word)) {
    violations.push(`I4 ${jobId}/${next.attempt} begins after an attempt that is ${word}`);
  }
  return violations;
}

function judgeCompleted({ truth, books }: Judged, attempts: readonly AttemptRecord[]): string[] {
  const last = attempts.at(-1);
  if (last === undefined) return ["I2 completed without an attempt"];
  const { jobId, attempt, evidence, decisions } = last;
  const word = decisions.find(({ undone }) => undone === undefined);
  if ((word?.as ?? evidence?.outcome) !== "printed") return [`I2 ${jobId} is completed, not so`];
  const isRight = word === undefined || books.answers.get(word.id)?.isRight === true;
  const good = truth.cardsOf(jobId, attempt).filter(isGoodCard);
  return isRight && good.length !== 1 ? [`I2 ${jobId} is completed and has no good card`] : [];
}
