import type { Condition } from "../../protocols/faults.ts";
import { endAttempt } from "./attempt-end.ts";
import { foundAt, withLook } from "./check-record.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { printedEvidence } from "./evidence.ts";
import { holdsBetween } from "./holds.ts";
import { identityFaults, lookAtIdentity } from "./known-printers.ts";
import { observe, raiseAtOnce, unshownFaults } from "./observe.ts";
import { isHolding } from "./overrides.ts";
import type { Policy } from "./policy.ts";
import type { DeviceFault, PrinterHealth, PrintResult } from "./ports.ts";
import { COUNTERS_DO_NOT_FIT, interrupt, openAttempt, withReading } from "./settling.ts";
import type { Attempt, Check, Job, Printer, State } from "./state.ts";

/** Conditions that an answer of any kind shows to be gone. */
const ANSWERING: readonly Condition[] = ["timed-out", "connecting-to-device"];

export function printerReady(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"printer-ready">,
): void {
  const printer = state.printers.get(event.printer);
  if (printer === undefined || event.session <= printer.session) return;
  interruptCard(draft, state, printer, "line-lost");
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
  const checked: Condition[] = [...health.checked, ...ANSWERING, "device-changed"];
  const { cardInside } = health.reading;
  if (cardInside === false) checked.push("card-inside");
  const unshown = cardInside ? [] : unshownFaults(state, { device, checked, at: draft.at });
  const present = [
    ...health.faults,
    ...cleaningDue(policy, device, health),
    ...lookAtIdentity(draft, state, device, health.reading),
  ];
  if (cardInside === true) present.push({ condition: "card-inside" });
  // While its attempt is open, the card inside is no stranger: settling it will see to it.
  const isExpected = openAttempt(state, device) !== undefined;
  const isNews = ({ condition }: DeviceFault) => !isExpected || condition !== "card-inside";
  observe(draft, state, policy, {
    device,
    present: present.filter(isNews),
    checked: [...checked, ...unshown].filter((condition) => isNews({ condition })),
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
  interruptCard(draft, state, printer, "line-lost");
}

/** The attempt of a printer that was printing when its session ended is one that nobody saw end. */
function interruptCard(draft: Draft, state: State, { id, phase }: Printer, by: string): void {
  const attempt = phase.kind === "printing" ? state.attempts.get(phase.jobId) : undefined;
  if (attempt === undefined) return;
  interrupt(draft, attempt, by);
  raiseAtOnce(draft, state, id, interruptionFault(state, id, "connecting-to-device", by));
}

/**
 * A card that is cut short once is a matter of power and cables. If another one is, before a good
 * card has come out, it is the printer's own failure: it would spoil one card after the other.
 */
function interruptionFault(
  { cutShort }: State,
  printer: string,
  condition: "connecting-to-device" | "timed-out",
  raw: string,
): DeviceFault {
  const isFirst = (cutShort.get(printer) ?? 0) === 0;
  return { condition: isFirst ? condition : "other", raw };
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
      draft.note({ kind: "check", check: lookedAt(draft, policy, check) });
    }
  }
  if (printer.phase.kind !== "preparing" || printer.phase.jobId !== event.jobId) return;
  // Behind a failure that this look shows to be gone its proof begins, maybe with a pause.
  const mayPrint =
    !state.stopping && isFit(state, printer, health) && !draft.hasCleared(printer.id, "failure");
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

function lookedAt(draft: Draft, { nextDue }: Policy, check: Check): Check {
  const { at } = draft;
  const found = foundAt(draft, check.device);
  const looked = withLook(check, { startedAt: at, endedAt: at, found });
  return { ...looked, dueAt: nextDue(check.expression, at) };
}

/**
 * What it reports now may not be a hold yet: this turn writes it. Over a card of unknown origin
 * nothing is printed, whether or not this printer's word on it settles anything.
 */
function isFit(state: State, { id: device }: Printer, health: PrinterHealth): boolean {
  const { faults, reading } = health;
  if (reading.cardInside === true) return false;
  return ![...faults, ...identityFaults(state, device, reading)].some(({ condition }) =>
    isHolding(state, { device, condition }),
  );
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
  if (printer?.phase.kind !== "printing" || attempt?.attempt !== event.attempt) return;
  if (printer.phase.jobId !== event.jobId) return;
  const { result } = event;
  if (result.kind === "ended") {
    const evidence = printedEvidence(attempt, result.after);
    if (evidence === undefined) interrupt(draft, attempt, COUNTERS_DO_NOT_FIT);
    else endAttempt(draft, state, policy, attempt, evidence);
    draft.setPhase(printer, { kind: "idle" }, withReading(printer, result.after));
    return;
  }
  const { id } = printer;
  const { fault, by } = interruptionOf(state, id, result);
  interrupt(draft, attempt, by);
  raiseAtOnce(draft, state, id, fault);
  // The line or the printer is in an unknown state: a new session asks it from the beginning.
  draft.setPhase(printer, { kind: "offline" });
  draft.order({ kind: "restart-session", printer: printer.id, session: printer.session });
}

/** What cut a card short, and what that says of its printer. */
function interruptionOf(
  state: State,
  printer: string,
  result: Exclude<PrintResult, { kind: "ended" }>,
): { readonly by: string; readonly fault: DeviceFault } {
  if (result.kind === "refused") {
    const { step, fault } = result;
    return { by: `refused-${step}-${fault.condition}`, fault };
  }
  const isSilent = result.kind === "silent";
  const by = isSilent ? `silent-${result.step}` : "line-lost";
  const condition = isSilent ? "timed-out" : "connecting-to-device";
  return { by, fault: interruptionFault(state, printer, condition, by) };
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
