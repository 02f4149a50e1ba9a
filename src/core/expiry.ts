import type { Draft } from "./draft.ts";
import type { Job, State } from "./state.ts";

/** One turn stays short, however many jobs a long holiday has let expire. */
const EXPIRED_AT_ONCE_MAX = 500;
/** So long before it a job's expiry is told (contract §2). */
const TOLD_BEFORE_MS = 7 * 24 * 3_600_000;
/** A clock that has jumped is doubted until it has gone on evenly for so long. */
const DOUBTED_FOR_MS = 24 * 3_600_000;

/** Waiting jobs alone expire: what may have become a card never does. */
export function expireJobs(draft: Draft, state: State): void {
  const expired = state.queue.filter(
    (job) => isExpired(state, job, draft.at) && !isBeingPrepared(state, job.jobId),
  );
  for (const job of expired.slice(0, EXPIRED_AT_ONCE_MAX)) {
    draft.moveJob(job, "expired", { reasons: ["job-expired"] });
  }
}

/** Once for each job that waits across that moment; one that came later knows its own date. */
export function tellExpiries(draft: Draft, { queue }: State): void {
  const { at } = draft;
  let told = 0;
  for (const job of queue) {
    const { expiresAt, receivedAt, expiryToldAt } = job;
    if (expiresAt === undefined || expiryToldAt !== undefined || at >= expiresAt) continue;
    const tellAt = expiresAt - TOLD_BEFORE_MS;
    if (receivedAt >= tellAt || at < tellAt) continue;
    draft.tellExpiry(job, expiresAt);
    told += 1;
    if (told === EXPIRED_AT_ONCE_MAX) return;
  }
}

/** Whether a job's time is over, by a clock that can be believed. */
export function isExpired(state: State, { expiresAt }: Job, at: number): boolean {
  if (expiresAt === undefined || expiresAt > at) return false;
  return !isDoubted(state, at) && isSynchronized(state);
}

/** Whether the clock has jumped, and has not yet gone on evenly for long enough. */
export function isDoubted({ jumpedAt }: State, at: number): boolean {
  return jumpedAt !== undefined && Math.abs(at - jumpedAt) < DOUBTED_FOR_MS;
}

/** Where nobody can tell or nobody asks, the clock is believed; before the first look it is not. */
function isSynchronized({ hostHealth, checks }: State): boolean {
  const check = checks.get("host/clock");
  const isAsked = check === undefined || check.endedAt !== undefined || check.notMade !== undefined;
  return isAsked && hostHealth.clockSynchronized !== false;
}

/** Whether a printer has begun with a job, short of arming it. */
export function isBeingPrepared(state: State, jobId: string): boolean {
  for (const { phase } of state.printers.values()) {
    if (phase.kind === "preparing" && phase.jobId === jobId) return true;
  }
  return false;
}
