import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import type { Answer } from "./orders.ts";
import type { Policy } from "./policy.ts";
import type { Job, State } from "./state.ts";

/** Accepts a job once. Its id answers every later copy, for ever (contract §3). */
export function receiveJob(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"job-received">,
): void {
  const { job, known, delivery, at } = event;
  const { jobId, hash } = job;
  const answer = (rest: Omit<Answer, "jobId" | "at">) =>
    reply(draft, delivery, { jobId, at, ...rest });
  if (event.retained && known?.hash !== hash) {
    const message = "a job document is never retained";
    answer({ result: "rejected", code: "retained", message });
  } else if (known !== undefined) {
    const result = known.hash === hash ? "duplicate" : "conflict";
    answer({ result, state: known.state, hash: known.hash });
  } else if (job.expiresAt !== undefined && job.expiresAt <= at) {
    answer({ result: "rejected", code: "expired", message: "expires_at has passed" });
  } else if (state.queue.length >= policy.queueMax) {
    const message = `${policy.queueMax} jobs are waiting`;
    answer({ result: "rejected", code: "queue-full", message });
  } else {
    const warnings = event.warnings.length === 0 ? {} : { warnings: event.warnings };
    answer({ result: "accepted", state: "pending", hash, ...warnings });
    draft.addJob(accepted(event, state.arrival + 1), event.document);
  }
}

function accepted({ job, at }: EventOf<"job-received">, arrival: number): Job {
  return { ...job, state: "pending", reasons: [], arrival, receivedAt: at, attempts: 0 };
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
