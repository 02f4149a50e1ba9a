import { faultRule } from "../../protocols/faults.ts";
import { encodeInstant, type JobAnswer, type JobEvent } from "../../protocols/host/messages.ts";
import type { FaultDocument, HostEventDocument } from "../../protocols/host/state-documents.ts";
import type { Answer } from "../core/orders.ts";
import type { Evidence, Fault, Override, StreamEvent } from "../core/state.ts";
import { operatorEvent } from "./command-documents.ts";
import { holdDocument } from "./hold-document.ts";
import type { InstantFormat } from "./instant.ts";

/** From the core's words to the documents of the contract. Instants are UTC unless told. */

export function jobAnswer(answer: Answer, instant: InstantFormat = encodeInstant): JobAnswer {
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
    at: instant(at),
  };
}

/** A message of `<base>/job/event`. */
export function jobEvent(
  { seq, at, body }: StreamEvent<"job-event">,
  store: string,
  instant: InstantFormat = encodeInstant,
): JobEvent {
  const { jobId, state, previous, reasons, printer, attempt, evidence, reprintOf } = body;
  return {
    store,
    seq,
    at: instant(at),
    job_id: jobId,
    state,
    previous: previous ?? null,
    reasons,
    ...(printer === undefined ? {} : { printer }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(evidence === undefined ? {} : { evidence: evidenceDocument(evidence) }),
    ...(reprintOf === undefined ? {} : { reprint_of: reprintOf }),
  };
}

/** A message of `<base>/event`. */
export function hostEvent(
  { seq, at, body }: StreamEvent<"event">,
  store: string,
  instant: InstantFormat = encodeInstant,
): HostEventDocument {
  const numbered = { store, seq, at: instant(at) };
  switch (body.type) {
    case "fault-raised":
    case "fault-cleared": {
      const { device } = body.fault;
      return { ...numbered, type: body.type, device, ...faultDocument(body.fault, instant) };
    }
    case "hold-placed":
    case "hold-lifted": {
      const liftedBy = body.by === undefined ? {} : { lifted_by: body.by };
      return { ...numbered, type: body.type, ...holdDocument(body.hold, instant), ...liftedBy };
    }
    case "fault-overridden":
      return { ...numbered, type: body.type, ...overrideDocument(body.override, instant) };
    case "adopted":
      return { ...numbered, ...body, stores: [...body.stores] };
    case "printer-accepted": {
      const { serialNumber, ...rest } = body;
      return { ...numbered, ...rest, serial_number: serialNumber };
    }
    case "job-expiring": {
      const { type, jobId, expiresAt } = body;
      return { ...numbered, type, job_id: jobId, expires_at: instant(expiresAt) };
    }
    case "probation-started":
    case "probation-step":
    case "probation-ended":
    case "relapse":
    case "relapse-ended":
      return { ...numbered, ...body };
    case "resolved":
    case "resolve-undone":
    case "reprinted":
    case "card-shown":
      return { ...numbered, ...operatorEvent(body) };
  }
}

/** A fault as in `<base>/fault/<device>`, where the topic names the device. */
export function faultDocument(fault: Fault, instant: InstantFormat): FaultDocument {
  const { condition, raw, since } = fault;
  const rule = faultRule(condition);
  return {
    condition,
    severity: rule.severity,
    class: rule.class,
    since: instant(since),
    ...(raw === undefined ? {} : { raw }),
  };
}

function overrideDocument({ until, since: _, ...override }: Override, instant: InstantFormat) {
  return { ...override, ...(until === undefined ? {} : { until: instant(until) }) };
}

/** In the keys of the contract. */
export function evidenceDocument(evidence: Evidence): Readonly<Record<string, unknown>> {
  const { outcome, detail, proposal, interrupted, unanswered } = evidence;
  const { cardsFed, panelsPrinted, cardInside } = evidence;
  return {
    outcome,
    detail,
    ...(proposal === undefined ? {} : { proposal }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(cardsFed === undefined ? {} : { cards_fed: cardsFed }),
    ...(panelsPrinted === undefined ? {} : { panels_printed: panelsPrinted }),
    ...(cardInside === undefined ? {} : { card_inside: cardInside }),
    ...(unanswered === undefined ? {} : { unanswered }),
  };
}
