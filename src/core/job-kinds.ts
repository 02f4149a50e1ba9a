import type { Job, State } from "./state.ts";

/**
 * Asks a question about jobs once per kind of job, not per job: jobs of one kind have one answer,
 * unless a job has a hold of its own. Good for one moment of the state.
 */
export function perKind<Answer>(state: State, ask: (job: Job) => Answer): (job: Job) => Answer {
  interface Kind {
    readonly like: Job;
    readonly answer: Answer;
  }
  const heldAlone = new Set<string>();
  for (const { scope } of state.holds.values()) if (scope.kind === "job") heldAlone.add(scope.id);
  // By stock, which servers choose freely; the rest has as many values as there are devices.
  const kinds = new Map<string, Kind[]>();
  // Jobs of one kind come in long rows.
  let last: Kind | undefined;

  return (job) => {
    if (heldAlone.size > 0 && heldAlone.has(job.jobId)) return ask(job);
    if (last?.like.stock === job.stock && isAlike(last.like, job)) return last.answer;
    const sameStock = kinds.get(job.stock);
    const known = sameStock?.find(({ like }) => isAlike(like, job));
    if (known !== undefined) {
      last = known;
      return known.answer;
    }
    const kind = { like: job, answer: ask(job) };
    last = kind;
    if (sameStock === undefined) kinds.set(job.stock, [kind]);
    else sameStock.push(kind);
    return kind.answer;
  };
}

function isAlike(a: Job, b: Job): boolean {
  return a.server === b.server && a.printer === b.printer && a.specimen === b.specimen;
}
