import { type Decision, Draft } from "./draft.ts";
import type { Event } from "./events.ts";
import { evidenceOf, interruptedEvidence } from "./evidence.ts";
import type { Answer } from "./orders.ts";
import type { Attempt, Evidence, Job, Printer, State } from "./state.ts";

/**
 * What follows from one event. Pure: it reads the state and changes nothing.
 *
 * Rules. Every order that can move a card stands behind the durable change that records its
 * intent, in the same decision or an earlier one. An event of an earlier session is stale and
 * changes nothing. What follows from the state alone, whatever the event was, is `advance`.
 */
export function decide(state: State, event: Event): Decision {
  const draft = new Draft(state, event.at);
  switch (event.kind) {
    case "started":
      settleInterrupted(draft, state, event.at);
      return draft;
    case "job-received":
      receiveJob(draft, state, event);
      return draft;
    case "job-refused": {
      const { jobId, code, message } = event.rejection;
      const answer = { jobId, result: "rejected", code, message, at: event.at } as const;
      reply(draft, event.delivery, answer);
      return draft;
    }
    case "printer-ready": {
      const printer = state.printers.get(event.printer);
      if (printer === undefined || event.session <= printer.session) return draft;
      const { session, identity, reading } = event;
      draft.setPhase(printer, { kind: "idle" }, { session, identity, reading });
      return draft;
    }
    case "printer-gone": {
      const printer = sessionOf(state, event);
      if (printer !== undefined) losePrinter(draft, state, printer, event.at);
      return draft;
    }
    case "printer-read": {
      const printer = sessionOf(state, event);
      if (printer === undefined) return draft;
      draft.setPhase(printer, printer.phase, { reading: event.reading });
      return draft;
    }
    case "card-prepared":
      arm(draft, state, event);
      return draft;
    case "card-unprintable": {
      const job = preparedJob(state, event);
      const printer = sessionOf(state, event);
      if (job === undefined || printer === undefined) return draft;
      draft.moveJob(job, "aborted", { reasons: ["document-format-error"] });
      draft.setPhase(printer, { kind: "idle" });
      return draft;
    }
    case "card-ended":
      endCard(draft, state, event);
      return draft;
    case "broker-connected":
      draft.setBroker(true);
      for (const stream of Object.values(state.streams)) {
        for (const undelivered of stream.undelivered.values()) {
          draft.order({ kind: "publish-event", event: undelivered });
        }
      }
      return draft;
    case "broker-closed":
      draft.setBroker(false);
      return draft;
    case "event-delivered":
      if (state.streams[event.stream].undelivered.has(event.seq)) {
        draft.change({ kind: "event-delivered", stream: event.stream, seq: event.seq });
      }
      return draft;
  }
}

type Received = Extract<Event, { kind: "job-received" }>;

/** Accepts a job once. Its id answers every later copy, for ever (contract §3). */
function receiveJob(draft: Draft, state: State, event: Received): void {
  const { job, known, delivery, at } = event;
  const { jobId, hash } = job;
  const warnings = event.warnings.length === 0 ? {} : { warnings: event.warnings };
  if (known?.hash !== hash && event.retained) {
    const message = "a job document is never retained";
    reply(draft, delivery, { jobId, result: "rejected", code: "retained", message, at });
    return;
  }
  if (known !== undefined) {
    const result = known.hash === hash ? "duplicate" : "conflict";
    reply(draft, delivery, { jobId, result, state: known.state, hash: known.hash, at });
    return;
  }
  const arrival = state.arrival + 1;
  const added: Job = {
    ...job,
    state: "pending",
    reasons: [],
    arrival,
    receivedAt: at,
    attempts: 0,
  };
  reply(draft, delivery, { jobId, result: "accepted", state: "pending", hash, at, ...warnings });
  draft.addJob(added, event.document);
}

/** The answer leaves before the PUBACK: a crash between them brings the document again. */
function reply(draft: Draft, delivery: number, answer: Answer): void {
  draft.order({ kind: "answer-job", answer });
  draft.order({ kind: "settle", delivery, verdict: "ok" });
}

/** An attempt that was armed when the process died may have made a card (I2, I8). */
function settleInterrupted(draft: Draft, state: State, at: number): void {
  for (const attempt of state.attempts.values()) {
    endAttempt(draft, state, { attempt, evidence: interruptedEvidence("process-died"), at });
  }
}

function losePrinter(draft: Draft, state: State, printer: Printer, at: number): void {
  draft.setPhase(printer, { kind: "offline" });
  if (printer.phase.kind !== "printing") return;
  const attempt = state.attempts.get(printer.phase.jobId);
  if (attempt === undefined) return;
  endAttempt(draft, state, { attempt, evidence: interruptedEvidence("line-lost"), at });
}

/** Records the intent to print: from here on a card may exist (I3). */
function arm(draft: Draft, state: State, event: Extract<Event, { kind: "card-prepared" }>): void {
  const printer = sessionOf(state, event);
  const job = preparedJob(state, event);
  if (printer === undefined || job === undefined) return;
  if (event.reading.cardInside === true) {
    // A sequence would push out a card of unknown origin: wait until a reading shows it gone.
    draft.setPhase(printer, { kind: "idle" }, { reading: event.reading });
    return;
  }
  const attempt = job.attempts + 1;
  draft.change({ kind: "attempt-armed", attempt: armedAttempt(event, attempt) });
  const facts = { printer: printer.id, attempt };
  draft.moveJob(job, "processing", { reasons: ["job-printing"], ...facts });
  draft.setPhase(printer, { kind: "printing", jobId: job.jobId, attempt });
  const { session } = printer;
  draft.order({ kind: "print-card", printer: printer.id, session, jobId: job.jobId, attempt });
}

function armedAttempt(event: Extract<Event, { kind: "card-prepared" }>, attempt: number): Attempt {
  const { jobId, printer, at, reading, panels, payloadHash } = event;
  return { jobId, attempt, printer, armedAt: at, before: reading, panels, payloadHash };
}

function endCard(draft: Draft, state: State, event: Extract<Event, { kind: "card-ended" }>): void {
  const printer = sessionOf(state, event);
  const attempt = state.attempts.get(event.jobId);
  if (printer === undefined || attempt?.attempt !== event.attempt) return;
  const evidence = evidenceOf(attempt, event.result);
  endAttempt(draft, state, { attempt, evidence, at: event.at });
  if (event.result.kind === "ended") {
    draft.setPhase(printer, { kind: "idle" }, { reading: event.result.after });
    return;
  }
  // The line or the printer is in an unknown state: a new session asks it from the beginning.
  draft.setPhase(printer, { kind: "offline" });
  draft.order({ kind: "restart-session", printer: printer.id, session: printer.session });
}

interface AttemptEnd {
  readonly attempt: Attempt;
  readonly evidence: Evidence;
  readonly at: number;
}

function endAttempt(draft: Draft, state: State, { attempt, evidence, at }: AttemptEnd): void {
  const { jobId, printer } = attempt;
  const job = state.jobs.get(jobId);
  if (job === undefined) throw new Error("an open attempt has no open job");
  draft.change({ kind: "attempt-ended", jobId, attempt: attempt.attempt, at, evidence });
  const facts = { printer, attempt: attempt.attempt, evidence };
  if (evidence.outcome === "printed") {
    draft.moveJob(job, "completed", { reasons: ["job-completed-successfully"], ...facts });
  } else {
    draft.moveJob(job, "in-doubt", { reasons: ["card-unverified"], ...facts });
  }
}

/** The printer that an event speaks of, unless the event is of an earlier session. */
function sessionOf(
  state: State,
  { printer, session }: { readonly printer: string; readonly session: number },
): Printer | undefined {
  const known = state.printers.get(printer);
  return known?.session === session ? known : undefined;
}

/** The pending job that this printer was preparing, unless something else has happened to it. */
function preparedJob(
  state: State,
  event: { readonly printer: string; readonly session: number; readonly jobId: string },
): Job | undefined {
  const phase = sessionOf(state, event)?.phase;
  if (phase?.kind !== "preparing" || phase.jobId !== event.jobId) return undefined;
  const job = state.jobs.get(event.jobId);
  return job?.state === "pending" ? job : undefined;
}
