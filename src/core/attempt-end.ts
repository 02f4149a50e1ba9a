import type { Draft } from "./draft.ts";
import { countCard } from "./duty.ts";
import type { Policy } from "./policy.ts";
import { restMs } from "./returns.ts";
import type { Attempt, Evidence, Job, PolicyReason, Scope, State } from "./state.ts";

/** Ends an attempt by its evidence, and with it, or not, its job. */
export function endAttempt(
  draft: Draft,
  state: State,
  policy: Policy,
  attempt: Attempt,
  evidence: Evidence,
): void {
  const { jobId, printer, attempt: number } = attempt;
  const job = state.jobs.get(jobId);
  if (job === undefined) throw new Error("an open attempt has no open job");
  countCard(draft, state, policy, attempt, evidence);
  draft.change({ kind: "attempt-ended", jobId, attempt: number, at: draft.at, evidence });
  const facts = { printer, attempt: number, evidence };
  switch (evidence.outcome) {
    case "printed":
      draft.moveJob(job, "completed", { reasons: ["job-completed-successfully"], ...facts });
      return;
    case "not-printed":
      draft.moveJob(job, "pending", facts);
      restPrinter(draft, state, printer);
      return;
    case "spoiled":
      draft.moveJob(job, "pending", facts);
      holdAfterSpoiled(draft, policy, job);
      return;
    case "unknown":
      draft.moveJob(job, "in-doubt", { reasons: ["card-unverified"], ...facts });
      if (policy.inDoubtHolds === "printer") holdPrinter(draft, attempt);
      return;
  }
}

/** A fault that spoils every card would take the whole feeder for one job. */
function holdAfterSpoiled(draft: Draft, { spoiled, attemptsMax }: Policy, job: Job): void {
  const scope = { kind: "job", id: job.jobId } as const;
  if (spoiled === "ask") place(draft, scope, "card-spoiled");
  else if (job.spoiled + 1 >= attemptsMax) place(draft, scope, "attempts-exhausted");
}

/** Attempts that move nothing follow each other ever more slowly, whatever holds or does not. */
function restPrinter(draft: Draft, state: State, id: string): void {
  const waitMs = restMs(state, id);
  const hold = restHoldId(id);
  if (waitMs === 0 || state.holds.has(hold)) return;
  const cause = { kind: "policy", reason: "nothing-moved" } as const;
  const { at } = draft;
  draft.placeHold({
    id: hold,
    scope: { kind: "printer", id },
    cause,
    since: at,
    until: at + waitMs,
  });
}

/** Ends by itself; a person who asks for a check has just seen to the printer, and ends it, too. */
export function restHoldId(printer: string): string {
  return `resting:${printer}`;
}

function holdPrinter(draft: Draft, { printer, jobId }: Attempt): void {
  const id = inDoubtHoldId(jobId);
  const cause = { kind: "policy", reason: "in-doubt" } as const;
  draft.placeHold({ id, scope: { kind: "printer", id: printer }, cause, since: draft.at });
}

/** Lifted with the decision about the job. */
export function inDoubtHoldId(jobId: string): string {
  return `in-doubt:${jobId}`;
}

function place(draft: Draft, scope: Extract<Scope, { id: string }>, reason: PolicyReason): void {
  const id = `policy:${scope.kind}:${scope.id}`;
  draft.placeHold({ id, scope, cause: { kind: "policy", reason }, since: draft.at });
}
