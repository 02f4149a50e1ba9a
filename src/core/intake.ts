import type { JobState } from "../../protocols/words.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { covered, isHeld } from "./holds.ts";
import type { Answer } from "./orders.ts";
import type { Policy } from "./policy.ts";
import type { KnownJob } from "./ports.ts";
import type { Job, State } from "./state.ts";

/** Accepts a job once. Its id answers every later copy, for ever (contract §3). */
export function receiveJob(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"job-received">,
): void {
  const { job, delivery, at } = event;
  const { jobId, hash } = job;
  // A copy that was read before the first one's turn came is known by now.
  const known: KnownJob | undefined = state.jobs.get(jobId) ?? event.known;
  const answer = (rest: Omit<Answer, "jobId" | "at">) =>
    reply(draft, delivery, { jobId, at, ...rest });
  if (event.retained && known?.hash !== hash) {
    const message = "a job document is never retained";
    answer({ result: "rejected", code: "retained", message });
  } else if (known !== undefined) {
    const result = known.hash === hash ? "duplicate" : "conflict";
    answer({ result, state: shownState(state, known), hash: known.hash });
  } else if (job.expiresAt !== undefined && job.expiresAt <= at) {
    answer({ result: "rejected", code: "expired", message: "expires_at has passed" });
  } else if (state.queue.length >= policy.queueMax) {
    const message = `${policy.queueMax} jobs are waiting`;
    answer({ result: "rejected", code: "queue-full", message });
  } else {
    const warnings = event.warnings.length === 0 ? {} : { warnings: event.warnings };
    const added = accepted(event, state.arrival + 1);
    // The store has taken it by the time this is said: what was wrong with it holds no more.
    const holds = covered(state, state.holds.values());
    const shown = isHeld(state, added, holds) ? "held" : added.state;
    answer({ result: "accepted", state: shown, hash, ...warnings });
    draft.addJob(added, event.document);
  }
}

function accepted({ job, at }: EventOf<"job-received">, arrival: number): Job {
  return {
    ...job,
    state: "pending",
    reasons: [],
    arrival,
    receivedAt: at,
    attempts: 0,
    spoiled: 0,
  };
}

/** `held` is derived, and never stored (contract §3). */
export function shownState(state: State, { jobId, state: stored }: KnownJob): JobState | "held" {
  const job = state.jobs.get(jobId);
  return job?.state === "pending" && isHeld(state, job) ? "held" : stored;
}

export function refuseJob(draft: Draft, event: EventOf<"job-refused">): void {
  const { jobId, code, message } = event.rejection;
  const answer = { jobId, result: "rejected", code, message, at: event.at } as const;
  reply(draft, event.delivery, answer);
}

/** The answer leaves before the PUBACK: a crash between them brings the document again. */
function reply(draft: Draft, delivery: number, answer: Answer): void {
  draft.order({ kind: "answer-job", delivery, answer });
  draft.order({ kind: "settle", delivery, verdict: "ok" });
}
