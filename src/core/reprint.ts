import type { JobState } from "../../protocols/words.ts";
import type { RequestOf } from "./command.ts";
import { jobOf, type Outcome, refused, type Turn, unknownJob } from "./command-turn.ts";
import { isHeld } from "./holds.ts";
import { shownState } from "./intake.ts";
import type { KnownJob } from "./ports.ts";
import type { Job } from "./state.ts";

/** What `reprint` puts behind the id of the job that a server has sent. */
const SUFFIX = /\.r(\d+)$/;

/** The job that a server has sent and of which all reprints are. */
export function rootOf(jobId: string): string {
  return jobId.replace(SUFFIX, "");
}

export function nextReprintId(rootId: string, made: readonly KnownJob[]): string {
  const numbers = made.map(({ jobId }) => Number(SUFFIX.exec(jobId)?.[1] ?? 0));
  return `${rootId}.r${Math.max(0, ...numbers) + 1}`;
}

/**
 * A new job for a card that has come out and is no good any more. While one of the same root is
 * open there is no second: two clerks with one card in mind make one.
 */
export function reprint(turn: Turn, { jobId, oldCard }: RequestOf<"reprint">): Outcome {
  const { draft, state, command, facts } = turn;
  const job = jobOf(turn, jobId);
  if (job === undefined) return unknownJob();
  if (job.state !== "completed") return refused("not-allowed", INSTEAD[job.state]);
  const { open, next } = facts.reprint ?? {};
  if (open !== undefined) {
    return {
      ok: true,
      result: { jobId: open.jobId, state: shownState(state, { ...job, ...open }) },
    };
  }
  if (next === undefined) {
    return refused("content-erased", "the document is erased: have the server send a new job");
  }
  const added = newJob(turn, job, next);
  draft.addJob(added, next.document);
  const { id, by, reason = "unspecified" } = command;
  const about = { jobId: next.jobId, reprintOf: jobId, oldCard };
  draft.tellDecision({ type: "reprinted", id, ...about, by, reason });
  const shown = isHeld(state, added) ? "held" : added.state;
  return { ok: true, result: { jobId: next.jobId, state: shown } };
}

/** As the first one was, but for its expiry: that was for the first card. */
function newJob(
  { draft, state }: Turn,
  job: Job,
  { jobId, hash }: { readonly jobId: string; readonly hash: string },
): Job {
  const { priority, stock, server, printer, specimen } = job;
  return {
    jobId,
    hash,
    state: "pending",
    reasons: [],
    priority,
    arrival: state.arrival + 1,
    stock,
    ...(server === undefined ? {} : { server }),
    ...(printer === undefined ? {} : { printer }),
    specimen,
    receivedAt: draft.at,
    attempts: 0,
    spoiled: 0,
    reprintOf: job.jobId,
  };
}

/** What to do with a job that has made no card. */
const INSTEAD: Readonly<Record<Exclude<JobState, "completed">, string>> = {
  pending: "its card has not been printed yet",
  processing: "its card is being printed",
  "in-doubt": "it is in doubt: resolve it, and it is printed again if that is your answer",
  canceled: "it was canceled before it was printed: have the server send a new job",
  aborted: "its card could not be drawn: have the server send a new job",
  expired: "it expired before it was printed: have the server send a new job",
};
