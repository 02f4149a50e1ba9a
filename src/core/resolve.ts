import type { JobState, Resolution } from "../../protocols/words.ts";
import { inDoubtHoldId } from "./attempt-end.ts";
import type { RequestOf, ResolutionRecord } from "./command.ts";
import { isOpenNow, jobOf, type Outcome, refused, type Turn, unknownJob } from "./command-turn.ts";
import type { Draft, Move } from "./draft.ts";
import type { AttemptRecord } from "./ports.ts";
import type { Attempt, Job, State } from "./state.ts";

/**
 * Whether it is a person's turn to say how the latest attempt at a card ended: the printer's word
 * leaves it open, or the printer is away and cannot be asked.
 */
export function isUndecided(state: State, { jobId, state: jobState }: Job): boolean {
  if (jobState !== "processing") return jobState === "in-doubt";
  const attempt = state.attempts.get(jobId);
  if (attempt?.interrupted === undefined) return false;
  const phase = state.printers.get(attempt.printer)?.phase;
  return phase?.kind !== "settling" || phase.jobId !== jobId;
}

/** A person's word on an interrupted attempt: what allows the next one, or completes the job. */
export function resolve(turn: Turn, request: RequestOf<"resolve">): Outcome {
  const { draft, state, command, facts } = turn;
  const { jobId, attempt, as } = request;
  const job = jobOf(turn, jobId);
  if (job === undefined) return unknownJob();
  if (attempt !== job.attempts) return refused("wrong-attempt", latestOf(job));
  if (!isOpenNow(turn, job) || !isUndecided(state, job))
    return refused("too-late", `the job is ${job.state}`);
  const made = facts.attempts?.find((each) => each.attempt === attempt);
  if (made === undefined) throw new Error("a job in doubt has no attempt");
  const open = state.attempts.get(jobId);
  if (open !== undefined) endUnasked(draft, open);
  const { id, by, reason = "unspecified", note } = command;
  const decision = { id, as, by, reason, ...(note === undefined ? {} : { note }), at: draft.at };
  draft.change({
    kind: "attempt-resolved",
    jobId,
    attempt,
    decisions: [...made.decisions, decision],
  });
  const next = NEXT[as];
  draft.moveJob(job, next, { reasons: [REASON[as]], ...placeOf(made) });
  const hold = state.holds.get(inDoubtHoldId(jobId));
  if (hold !== undefined) draft.liftHold(hold, by);
  draft.tellDecision({ type: "resolved", id, jobId, attempt, as, by, reason });
  return { ok: true, result: { jobId, attempt, state: next } };
}

/** A person has said what the printer could not be asked. */
function endUnasked(draft: Draft, { jobId, attempt, interrupted }: Attempt): void {
  const more = interrupted === undefined ? {} : { interrupted };
  const evidence = { outcome: "unknown", detail: "printer-not-asked", ...more } as const;
  draft.change({ kind: "attempt-ended", jobId, attempt, at: draft.at, evidence });
}

const NEXT = {
  printed: "completed",
  spoiled: "pending",
  "not-printed": "pending",
} as const satisfies Readonly<Record<Resolution, JobState>>;

const REASON: Readonly<Record<Resolution, string>> = {
  printed: "job-completed-successfully",
  spoiled: "card-spoiled",
  "not-printed": "card-not-printed",
};

function latestOf({ attempts }: Job): string {
  return attempts === 0 ? "no attempt was made yet" : `the latest attempt is ${attempts}`;
}

function placeOf({ printer, attempt }: AttemptRecord): Move {
  return { printer, attempt };
}

/** Takes back a word after which the card would be printed again, until that has begun. */
export function undo(turn: Turn, { of }: RequestOf<"undo">): Outcome {
  const { draft, command, facts } = turn;
  const made = facts.attempts?.find(({ decisions }) => decisions.some(({ id }) => id === of));
  const decision = made?.decisions.find(({ id }) => id === of);
  const job = made && jobOf(turn, made.jobId);
  if (made === undefined || decision === undefined || job === undefined) {
    return refused("not-allowed", "of is the id of no resolve that was done");
  }
  const late = lateness(job, made, decision) ?? (isOpenNow(turn, job) ? undefined : "it has ended");
  if (late !== undefined) return refused("too-late", late);
  const { jobId, attempt } = made;
  const undone = { id: command.id, by: command.by, at: draft.at };
  const decisions = made.decisions.map((each) => (each === decision ? { ...each, undone } : each));
  draft.change({ kind: "attempt-resolved", jobId, attempt, decisions });
  draft.moveJob(job, "in-doubt", { reasons: ["card-unverified"], ...placeOf(made) });
  const { id, by } = command;
  draft.tellDecision({ type: "resolve-undone", id, of, jobId, attempt, by });
  return { ok: true, result: { jobId, attempt, state: "in-doubt" } };
}

function lateness(
  job: Job,
  { attempt }: AttemptRecord,
  { as, undone }: ResolutionRecord,
): string | undefined {
  if (undone !== undefined) return "it was undone already";
  if (as === "printed") return "printed is final";
  if (job.attempts !== attempt) return "the next attempt has begun";
  return job.state === "pending" ? undefined : `the job is ${job.state}`;
}
