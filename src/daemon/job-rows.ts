import { cardsInProgress, type Turn, turns } from "../core/eta.ts";
import { type Covered, covered, isHeld, waitReasons } from "../core/holds.ts";
import type { Job, State } from "../core/state.ts";
import type { JobRow } from "../io/control-api.ts";
import { etaOrNull, type StatusContext } from "../status/context.ts";

/** Waiting jobs in printing order, then those being printed or in doubt; of one state, if given. */
export function openJobs(state: State, wanted: string | undefined, limit: number): readonly Job[] {
  const holds = covered(state);
  const found: Job[] = [];
  const take = (jobs: Iterable<Job>, fits: (job: Job) => boolean) => {
    for (const job of jobs) {
      if (found.length === limit) return;
      if (fits(job) && (wanted === undefined || shownState(state, job, holds) === wanted)) {
        found.push(job);
      }
    }
  };
  take(state.queue, () => true);
  take(state.jobs.values(), (job) => job.state !== "pending");
  return found;
}

/** Rows of one moment: what concerns all jobs is gathered once. */
export function jobRows(
  state: State,
  jobs: readonly Job[],
  context: StatusContext,
): readonly JobRow[] {
  const holds = covered(state);
  const { policy, wallMs } = context;
  const expected = waitingTurns(state, jobs, context);
  const printing = cardsInProgress(state, policy, wallMs);
  return jobs.map((job) => {
    const turn = expected.get(job.jobId);
    return {
      job_id: job.jobId,
      state: shownState(state, job, holds),
      reasons: job.state === "pending" ? waitReasons(state, job) : job.reasons,
      priority: job.priority,
      attempts: job.attempts,
      not_printed: job.notPrinted ?? 0,
      received_at: context.instant(job.receivedAt),
      place: turn?.place ?? null,
      eta: etaOrNull(turn?.endsAt ?? printing.get(job.jobId), context),
    };
  });
}

/** The turns of these jobs; the queue is gone through no farther than the last of them. */
function waitingTurns(
  state: State,
  jobs: readonly Job[],
  { policy, wallMs }: StatusContext,
): ReadonlyMap<string, Turn> {
  const wanted = new Set(jobs.flatMap((job) => (job.state === "pending" ? [job.jobId] : [])));
  const found = new Map<string, Turn>();
  if (wanted.size === 0) return found;
  for (const turn of turns(state, policy, wallMs)) {
    if (wanted.has(turn.job.jobId)) found.set(turn.job.jobId, turn);
    if (found.size === wanted.size) break;
  }
  return found;
}

/** `held` is derived, and never stored. */
function shownState(state: State, job: Job, holds: Covered): string {
  return job.state === "pending" && isHeld(state, job, holds) ? "held" : job.state;
}
