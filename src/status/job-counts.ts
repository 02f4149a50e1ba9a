import { suits } from "../core/advance.ts";
import { holdsBetween, isHeld } from "../core/holds.ts";
import { perKind } from "../core/job-kinds.ts";
import type { Job, State } from "../core/state.ts";

export interface JobCounts {
  readonly pending: number;
  /** Of the pending ones. */
  readonly held: number;
  readonly processing: number;
  readonly inDoubt: number;
  /** When the pending job that has waited longest came. */
  readonly oldestAt: number | undefined;
  /** Whether a printer is there that may take one of the pending jobs, now or after its card. */
  readonly startable: boolean;
}

/** Counts the open jobs in one pass: holds are asked about once per kind of job, not per job. */
export function countJobs(state: State): JobCounts {
  const outlookOf = createOutlook(state);
  const counts = { pending: 0, held: 0, processing: 0, inDoubt: 0, startable: false };
  let oldestAt: number | undefined;
  for (const job of state.jobs.values()) {
    if (job.state === "processing") counts.processing += 1;
    if (job.state === "in-doubt") counts.inDoubt += 1;
    if (job.state !== "pending") continue;
    const { held, startable } = outlookOf(job);
    counts.pending += 1;
    if (held) counts.held += 1;
    if (startable) counts.startable = true;
    if (oldestAt === undefined || job.receivedAt < oldestAt) oldestAt = job.receivedAt;
  }
  return { ...counts, oldestAt };
}

/** What a pending job can expect. */
interface Outlook {
  readonly held: boolean;
  readonly startable: boolean;
}

function createOutlook(state: State): (job: Job) => Outlook {
  return perKind(state, (job) => ({
    held: isHeld(state, job),
    startable: isStartable(state, job),
  }));
}

function isStartable(state: State, job: Job): boolean {
  return [...state.printers.values()].some(
    (printer) =>
      printer.phase.kind !== "offline" &&
      suits(printer, job) &&
      holdsBetween(state, job, printer).length === 0,
  );
}
