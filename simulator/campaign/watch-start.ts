import type { Change, ChangeOf } from "../../src/core/changes.ts";
import type { Store } from "../../src/core/ports.ts";
import type { Hold, Job, StoredState } from "../../src/core/state.ts";
import type { Books } from "./books.ts";
import { type Able, isHeldBy, isHeldOn, scopesOf } from "./holds.ts";

/** So long may a card be prepared before it is armed: another job may have come meanwhile. */
const PREPARED_MS = 60_000;

export interface StartWatch {
  /** Before a commit: broken promises of the attempts that it arms. */
  judge(changes: readonly Change[]): readonly string[];
  /** After a step, and after a commit that may let jobs wait: notes which could start. */
  notice(): void;
}

interface Parts {
  readonly disk: Store;
  readonly books: Books;
  readonly printers: readonly Able[];
  /** How late what is due may be. */
  readonly tickMs: number;
  readonly nowMs: () => number;
}

/** Nothing starts while a hold covers it, and what starts is the first in order (I6, I11). */
export function createStartWatch(parts: Parts): StartWatch {
  const { disk, books, printers, tickMs, nowMs } = parts;
  /** Since when a job has been one that could start, without a break. */
  const readySince = new Map<string, number>();

  function judgeStart(
    job: Job,
    printer: string,
    stored: StoredState,
    holds: readonly Hold[],
  ): string[] {
    const { jobId } = job;
    const violations: string[] = [];
    const isHeldByPeople = scopesOf(job, printer).some((scope) => books.held.has(scope));
    if (isHeldOn(holds, job, printer)) violations.push(`I6 ${jobId} starts while it is held`);
    if (isHeldByPeople) violations.push(`I6 ${jobId} starts while somebody holds it`);
    if (job.state !== "pending") violations.push(`I1 ${jobId} starts and is ${job.state}`);
    if (!job.specimen) violations.push(`I11 ${jobId} is no specimen and starts`);
    const able = printers.filter(({ stock }) => stock === job.stock);
    if (able.every(({ id }) => id !== printer)) violations.push(`I6 ${jobId} has another stock`);
    const passedOver = stored.jobs.filter(
      (other) => other.stock === job.stock && isBefore(other, job) && isOverdue(other),
    );
    // Every other printer may have one in preparation.
    if (passedOver.length >= able.length)
      violations.push(`I6 ${jobId} starts before ${passedOver[0]?.jobId}`);
    return violations;
  }

  function isStartable({ state, specimen, stock, expiresAt }: Job): boolean {
    const isOfHere = printers.some((printer) => printer.stock === stock);
    return state === "pending" && specimen && isOfHere && expiresAt === undefined;
  }

  function isOverdue({ jobId, state }: Job): boolean {
    const since = readySince.get(jobId) ?? nowMs();
    return state === "pending" && nowMs() - since > PREPARED_MS + tickMs;
  }

  function notice(): void {
    const { jobs, holds } = disk.load();
    for (const job of jobs) {
      const isReady = isStartable(job) && !isHeldBy(holds, job, printers);
      if (!isReady) readySince.delete(job.jobId);
      else if (!readySince.has(job.jobId)) readySince.set(job.jobId, nowMs());
    }
  }

  return {
    notice,
    judge(changes) {
      // Whatever has been held or has begun may have to wait anew.
      if (changes.some(({ kind }) => kind === "hold-placed" || kind === "job-moved")) {
        for (const change of changes) {
          if (change.kind === "hold-placed") readySince.clear();
          else if (change.kind === "job-moved") readySince.delete(change.jobId);
        }
      }
      const armed = changes.filter(isArmed);
      if (armed.length === 0) return [];
      const stored = disk.load();
      const holds = holdsAfter(stored.holds, changes);
      return armed.flatMap(({ attempt }) => {
        const job = stored.jobs.find(({ jobId }) => jobId === attempt.jobId);
        if (job === undefined) return ["I1 what is not open starts"];
        return judgeStart(job, attempt.printer, stored, holds);
      });
    },
  };
}

function isBefore(a: Job, b: Job): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.arrival < b.arrival);
}

function isArmed(change: Change): change is ChangeOf<"attempt-armed"> {
  return change.kind === "attempt-armed";
}

/** Those on disk, and what the same commit does to them. */
function holdsAfter(holds: readonly Hold[], changes: readonly Change[]): readonly Hold[] {
  const after = new Map(holds.map((hold) => [hold.id, hold]));
  for (const change of changes) {
    if (change.kind === "hold-lifted") after.delete(change.hold.id);
    else if (change.kind === "hold-placed") after.set(change.hold.id, change.hold);
  }
  return [...after.values()];
}
