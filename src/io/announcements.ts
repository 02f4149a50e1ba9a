import { encodeInstant, type JobAnswer, type JobEvent } from "../../protocols/host/messages.ts";
import type { Answer } from "../core/orders.ts";
import type { Evidence, StreamEvent } from "../core/state.ts";

/** From the core's words to the documents of the contract. */

export function jobAnswer(answer: Answer): JobAnswer {
  const { jobId, result, code, message, warnings, state, hash, at } = answer;
  return {
    job_id: jobId ?? null,
    result,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(warnings === undefined ? {} : { warnings }),
    ...(code === "queue-full" || code === "unavailable" ? { retry: true } : {}),
    state: state ?? null,
    hash: hash ?? null,
    at: encodeInstant(at),
  };
}

export function jobEvent({ seq, at, body }: StreamEvent, store: string): JobEvent {
  const { jobId, state, previous, reasons, printer, attempt, evidence } = body;
  return {
    store,
    seq,
    at: encodeInstant(at),
    job_id: jobId,
    state,
    previous: previous ?? null,
    reasons,
    ...(printer === undefined ? {} : { printer }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(evidence === undefined ? {} : { evidence: evidenceDocument(evidence) }),
  };
}

function evidenceDocument(evidence: Evidence): Readonly<Record<string, unknown>> {
  const { outcome, detail, cardsFed, panelsPrinted, cardInside } = evidence;
  return {
    outcome,
    detail,
    ...(cardsFed === undefined ? {} : { cards_fed: cardsFed }),
    ...(panelsPrinted === undefined ? {} : { panels_printed: panelsPrinted }),
    ...(cardInside === undefined ? {} : { card_inside: cardInside }),
  };
}
