import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { evidenceOf, interruptedEvidence } from "./evidence.ts";
import { holdsBetween } from "./holds.ts";
import { observe, unshownFaults } from "./observe.ts";
import type { Policy } from "./policy.ts";
import type { DeviceFault, PrinterHealth } from "./ports.ts";
import type { Attempt, Check, Evidence, Job, Printer, State } from "./state.ts";

/** Conditions that an answer of any kind shows to be gone. */
const ANSWERING: readonly Condition[] = ["timed-out", "connecting-to-device"];

/** An attempt that was armed when the process died may have made a card (I2, I8). */
export function settleInterrupted(draft: Draft, state: State): void {
  for (const attempt of state.attempts.values()) {
    endAttempt(draft, state, attempt, interruptedEvidence("process-died"));
  }
}

export function printerReady(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"printer-ready">,
): void {
  const printer = state.printers.get(event.printer);
  if (printer === undefined || event.session <= printer.session) return;
  loseCard(draft, state, printer);
  const { session, identity, health } = event;
  const more = { session, identity, health, observedAt: draft.at };
  draft.setPhase(printer, { kind: "idle" }, more);
  observeHealth(draft, state, policy, { device: printer.id, health });
}

/** What a look at a printer showed, for its faults. */
export function observeHealth(
  draft: Draft,
  state: State,
  policy: Policy,
  { device, health }: { readonly device: string; readonly health: PrinterHealth },
): void {
  const checked: Condition[] = [...health.checked, ...ANSWERING];
  const due = cleaningDue(policy, device, health);
  const { cardInside } = health.reading;
  const inside = cardInside === true ? [{ condition: "card-inside" } as const] : [];
  if (cardInside === false) checked.push("card-inside");
  const unshown = cardInside ? [] : unshownFaults(state, { device, checked, at: draft.at });
  observe(draft, state, policy, {
    device,
    present: [...health.faults, ...inside, ...due],
    checked: [...checked, ...unshown],
  });
}

/** By the office's own count, where it has set one. */
function cleaningDue(
  { printers }: Policy,
  device: string,
  { cardsSinceCleaning = 0 }: PrinterHealth,
): readonly DeviceFault[] {
  const limit = printers.find(({ id }) => id === device)?.cleaningCards;
  return limit !== undefined && cardsSinceCleaning >= limit ? [{ condition: "cleaning-due" }] : [];
}

/** A session is over. A card in progress may or may not come out: nobody will hear of it. */
export function losePrinter(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"printer-gone">,
): void {
  const printer = state.printers.get(event.printer);
  if (printer === undefined || event.session < printer.session) return;
  const { fault } = event;
  if (fault !== undefined) {
    observe(draft, state, policy, { device: printer.id, present: [fault], checked: [] });
  }
  if (event.session !== printer.session) return;
  draft.setPhase(printer, { kind: "offline" });
  if (loseCard(draft, state, printer)) {
    // A line that breaks whenever a card is printed would take the whole queue into doubt.
    const raw = "line-lost";
    draft.raiseOnce({ device: printer.id, condition: "other", raw, since: draft.at });
  }
}

/** Ends the attempt of a printer that was printing when its session ended. Whether it was. */
function loseCard(draft: Draft, state: State, { phase }: Printer): boolean {
  const attempt = phase.kind === "printing" ? state.attempts.get(phase.jobId) : undefined;
  if (attempt === undefined) return false;
  endAttempt(draft, state, attempt, interruptedEvidence("line-lost"));
  return true;
}

/** Records the intent to print: from here on a card may exist (I3). */
export function arm(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"card-prepared">,
): void {
  const printer = sessionOf(state, event);
  const job = preparedJob(state, event);
  if (printer === undefined) return;
  const { health } = event;
  const more = { health, observedAt: draft.at };
  observeHealth(draft, state, policy, { device: printer.id, health });
  for (const check of state.checks.values()) {
    // What a card asks before it begins is what the check would have asked.
    if (check.kind === "printer-health" && check.device === printer.id) {
      draft.note({ kind: "check", check: { ...check, ...madeAt(check, policy, draft.at) } });
    }
  }
  if (printer.phase.kind !== "preparing" || printer.phase.jobId !== event.jobId) return;
  const mayPrint = !state.stopping && isFit(health);
  if (job === undefined || !mayPrint || holdsBetween(state, job, printer).length > 0) {
    draft.setPhase(printer, { kind: "idle" }, more);
    return;
  }
  const attempt = job.attempts + 1;
  draft.change({ kind: "attempt-armed", attempt: armedAttempt(event, attempt) });
  const facts = { printer: printer.id, attempt };
  draft.moveJob(job, "processing", { reasons: ["job-printing"], ...facts });
  const { jobId } = job;
  draft.setPhase(printer, { kind: "printing", jobId, attempt }, more);
  const { id, session } = printer;
  draft.order({ kind: "print-card", printer: id, session, jobId, attempt });
}

function madeAt({ expression }: Check, { nextDue }: Policy, at: number): Partial<Check> {
  return { endedAt: at, dueAt: nextDue(expression, at) };
}

/**
 * What it reports now may not be a hold yet: this turn writes it. Over a card of unknown origin
 * nothing is printed, whether or not this printer's word on it settles anything.
 */
function isFit({ faults, reading }: PrinterHealth): boolean {
  return reading.cardInside !== true && !faults.some(({ condition }) => faultRule(condition).holds);
}

function armedAttempt(event: EventOf<"card-prepared">, attempt: number): Attempt {
  const { jobId, printer, at, health, panels, payloadHash } = event;
  const before = health.reading;
  return { jobId, attempt, printer, armedAt: at, before, panels, payloadHash };
}

/** What was accepted and can no longer be drawn ends here: no printer will do better. */
export function abortCard(draft: Draft, state: State, event: EventOf<"card-unprintable">): void {
  const job = preparedJob(state, event);
  const printer = sessionOf(state, event);
  if (printer?.phase.kind !== "preparing" || printer.phase.jobId !== event.jobId) return;
  if (job !== undefined) draft.moveJob(job, "aborted", { reasons: ["document-format-error"] });
  draft.setPhase(printer, { kind: "idle" });
}

export function endCard(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"card-ended">,
): void {
  const printer = sessionOf(state, event);
  const attempt = state.attempts.get(event.jobId);
  if (printer === undefined || attempt?.attempt !== event.attempt) return;
  const { result } = event;
  const evidence = evidenceOf(attempt, result);
  endAttempt(draft, state, attempt, evidence);
  if (evidence.outcome !== "printed") {
    const present = [result.kind === "refused" ? result.fault : doubtOf(evidence)];
    observe(draft, state, policy, { device: printer.id, present, checked: [] });
  }
  if (result.kind === "ended") {
    draft.setPhase(printer, { kind: "idle" }, withReading(printer, result.after));
    return;
  }
  // The line or the printer is in an unknown state: a new session asks it from the beginning.
  draft.setPhase(printer, { kind: "offline" });
  draft.order({ kind: "restart-session", printer: printer.id, session: printer.session });
}

/**
 * A card that came to an unknown end says something of its printer. Without a fault the next job
 * would follow it into doubt, and the whole queue behind it.
 */
function doubtOf({ detail }: Evidence): DeviceFault {
  switch (detail) {
    case "another-printer":
      return { condition: "device-changed" };
    case "card-inside":
      return { condition: "card-inside" };
    default:
      return { condition: "other", raw: detail };
  }
}

function withReading({ health }: Printer, reading: PrinterHealth["reading"]): Partial<Printer> {
  return health === undefined ? {} : { health: { ...health, reading } };
}

function endAttempt(draft: Draft, state: State, attempt: Attempt, evidence: Evidence): void {
  const { jobId, printer } = attempt;
  const job = state.jobs.get(jobId);
  if (job === undefined) throw new Error("an open attempt has no open job");
  const { at } = draft;
  draft.change({ kind: "attempt-ended", jobId, attempt: attempt.attempt, at, evidence });
  const facts = { printer, attempt: attempt.attempt, evidence };
  if (evidence.outcome === "printed") {
    draft.moveJob(job, "completed", { reasons: ["job-completed-successfully"], ...facts });
  } else {
    draft.moveJob(job, "in-doubt", { reasons: ["card-unverified"], ...facts });
  }
}

interface OfSession {
  readonly printer: string;
  readonly session: number;
}

/** The printer that an event speaks of, unless the event is of an earlier session. */
function sessionOf(state: State, { printer, session }: OfSession): Printer | undefined {
  const known = state.printers.get(printer);
  return known?.session === session ? known : undefined;
}

/** The pending job that this printer was preparing, unless something else has happened to it. */
function preparedJob(state: State, event: OfSession & { readonly jobId: string }): Job | undefined {
  const phase = sessionOf(state, event)?.phase;
  if (phase?.kind !== "preparing" || phase.jobId !== event.jobId) return undefined;
  const job = state.jobs.get(event.jobId);
  return job?.state === "pending" ? job : undefined;
}
