import type { ResolutionRecord } from "../core/command.ts";
import type { AttemptRecord, Store } from "../core/ports.ts";
import { isUndecided } from "../core/resolve.ts";
import type { Job, State } from "../core/state.ts";
import { evidenceDocument } from "../io/announcements.ts";
import type {
  DecisionDocument,
  JobDetails,
  JobRow,
  NeighbourDocument,
  QuestionDocument,
} from "../io/control-api.ts";
import type { InstantFormat } from "../io/instant.ts";
import { instantOrNull, type StatusContext } from "../status/context.ts";

interface DetailsParts {
  readonly state: State;
  readonly store: Pick<Store, "attempts" | "neighbours">;
}

/** What there is to know of one job, beyond its row in a list. */
export function jobDetails(
  { state, store }: DetailsParts,
  job: Job,
  context: StatusContext,
): Omit<JobDetails, keyof JobRow> {
  const attempts = store.attempts(job.jobId);
  const last = attempts.at(-1);
  const isAsked = last !== undefined && isUndecided(state, job);
  return {
    hash: job.hash,
    stock: job.stock,
    specimen: job.specimen,
    ...(job.reprintOf === undefined ? {} : { reprint_of: job.reprintOf }),
    ...(isAsked ? { question: questionDocument(store, last, context.instant) } : {}),
    attempts_made: attempts.map((made) => ({
      attempt: made.attempt,
      printer: made.printer,
      armed_at: context.instant(made.armedAt),
      ended_at: instantOrNull(made.endedAt, context),
      outcome: made.evidence?.outcome ?? null,
      evidence: made.evidence === undefined ? null : evidenceDocument(made.evidence),
      decisions: made.decisions.map((decision) => decisionDocument(decision, context.instant)),
    })),
  };
}

/** A card in a stack is found by those around it. */
function questionDocument(
  store: Pick<Store, "neighbours">,
  asked: AttemptRecord,
  instant: InstantFormat,
): QuestionDocument {
  const { before, after } = store.neighbours(asked);
  const { attempt, printer } = asked;
  return {
    attempt,
    printer,
    before: neighbourDocument(before, instant),
    after: neighbourDocument(after, instant),
  };
}

function neighbourDocument(
  made: AttemptRecord | undefined,
  instant: InstantFormat,
): NeighbourDocument | null {
  if (made === undefined) return null;
  const { jobId, armedAt, evidence } = made;
  return { job_id: jobId, armed_at: instant(armedAt), outcome: evidence?.outcome ?? null };
}

/** Without the note: that is for the store alone. */
function decisionDocument(decision: ResolutionRecord, instant: InstantFormat): DecisionDocument {
  const { id, as, by, reason, at, undone } = decision;
  return {
    id,
    as,
    by,
    reason,
    at: instant(at),
    undone: undone === undefined ? null : { ...undone, at: instant(undone.at) },
  };
}
