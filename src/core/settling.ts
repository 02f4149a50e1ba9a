import { endAttempt } from "./attempt-end.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { settledEvidence, type Trusted } from "./evidence.ts";
import { deviceChanged } from "./known-printers.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import type { DeviceFault, PrinterReading } from "./ports.ts";
import type { Attempt, Evidence, Printer, State } from "./state.ts";

/** A card that is stuck is told to leave again after so long, doubling… */
const STUCK_FIRST_MS = 30_000;
/** …to so long, for ever. */
const STUCK_LONGEST_MS = 300_000;

/** What cut an attempt short that ran to its end, as the printer says, and made no whole card. */
export const COUNTERS_DO_NOT_FIT = "counters-do-not-fit";

/** Attempts that were armed when the process died may have made a card (I2, I8). */
export function interruptAll(draft: Draft, state: State, policy: Policy): void {
  for (const attempt of state.attempts.values()) {
    if (!state.printers.has(attempt.printer)) {
      // Nobody will ever ask it: its printer has left the configuration.
      const interrupted = attempt.interrupted ?? "process-died";
      const evidence = { outcome: "unknown", detail: "printer-removed", interrupted } as const;
      endAttempt(draft, state, policy, attempt, evidence);
    } else if (attempt.interrupted === undefined) interrupt(draft, attempt, "process-died");
  }
}

/** Writes what cut an attempt short. Its printer is asked about it as soon as it can be. */
export function interrupt(draft: Draft, { jobId, attempt }: Attempt, interrupted: string): void {
  draft.change({ kind: "attempt-interrupted", jobId, attempt, interrupted });
}

/** The attempt that a printer has in hand, or has left to be settled. */
export function openAttempt(state: State, printer: string): Attempt | undefined {
  for (const attempt of state.attempts.values()) {
    if (attempt.printer === printer) return attempt;
  }
  return undefined;
}

/**
 * Whether a printer is to be asked about its interrupted attempt now. A fault's hold does not keep
 * it from that, an operator's does: somebody may have his hands in it.
 */
export function maySettle(state: State, printer: Printer, at: number): boolean {
  return mayMove(state, printer) && !isStuck(printer, at);
}

function mayMove({ holds }: State, { id }: Printer): boolean {
  for (const { scope, cause } of holds.values()) {
    if (scope.kind === "host") return false;
    const isIts = scope.kind === "printer" && scope.id === id;
    if (isIts && cause.kind === "operator") return false;
  }
  return true;
}

/** A card that did not leave is left alone for a while, unless it has been seen to be gone. */
function isStuck({ stuck, health, observedAt = 0 }: Printer, at: number): boolean {
  // By a clock that was set back the wait could last for hours.
  if (stuck === undefined || at < stuck.since || at >= stuck.since + stuck.waitMs) return false;
  return observedAt <= stuck.since || health?.reading.cardInside !== false;
}

/** What the printer says of an interrupted attempt settles it, or moves its card (I2). */
export function takeEvidence(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"evidence-taken">,
): void {
  const found = settling(state, event);
  if (found === undefined) return;
  const { printer, attempt } = found;
  const evidence = settledEvidence(attempt, event, trusted(policy, printer));
  if (evidence === "reject") {
    // Since it was asked a hold may have come, or the end: the card stays, it is asked again later.
    if (state.stopping || !mayMove(state, printer)) draft.setPhase(printer, { kind: "idle" });
    else reject(draft, event);
    return;
  }
  endAttempt(draft, state, policy, attempt, evidence);
  const fault = doubtOf(evidence, event.reading);
  if (fault !== undefined) {
    observe(draft, state, policy, { device: printer.id, present: [fault], checked: [] });
  }
  draft.setPhase(withoutStuck(printer), { kind: "idle" }, withReading(printer, event.reading));
}

/** Every movement has its own intent on disk, this one too (I3). */
function reject(draft: Draft, event: EventOf<"evidence-taken">): void {
  const { printer, session, jobId, attempt, reading } = event;
  draft.change({ kind: "attempt-rejecting", jobId, attempt, reading });
  draft.order({ kind: "reject-card", printer, session, jobId, attempt });
}

/** The attempt stays open: once the fault is gone, or a hand has taken the card, it is settled. */
export function keepStuck(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"reject-refused">,
): void {
  const found = settling(state, event);
  if (found === undefined) return;
  const { printer } = found;
  observe(draft, state, policy, { device: printer.id, present: [event.fault], checked: [] });
  const last = printer.stuck?.waitMs;
  const waitMs = last === undefined ? STUCK_FIRST_MS : Math.min(2 * last, STUCK_LONGEST_MS);
  draft.setPhase(printer, { kind: "idle" }, { stuck: { since: draft.at, waitMs } });
}

/** The attempt that an event speaks of, unless the event is of an earlier session or attempt. */
function settling(
  state: State,
  event: EventOf<"evidence-taken"> | EventOf<"reject-refused">,
): { readonly printer: Printer; readonly attempt: Attempt } | undefined {
  const printer = state.printers.get(event.printer);
  const attempt = state.attempts.get(event.jobId);
  if (printer?.session !== event.session || printer.phase.kind !== "settling") return undefined;
  if (attempt?.attempt !== event.attempt) return undefined;
  return { printer, attempt };
}

/** A real printer is trusted once it has been qualified, a simulated one always. */
function trusted({ printers }: Policy, { id, identity }: Printer): Trusted {
  const plan = printers.find((candidate) => candidate.id === id);
  const { counters = identity?.simulated === true ? "trusted" : "untrusted" } = plan ?? {};
  const { cardPosition = counters } = plan ?? {};
  return { counters: counters === "trusted", cardPosition: cardPosition === "trusted" };
}

/**
 * What the end of a card says of its printer. Without a fault the next job would follow it into
 * doubt or into the reject box, and the whole queue behind it.
 */
function doubtOf(
  { outcome, detail, interrupted }: Evidence,
  { serialNumber }: PrinterReading,
): DeviceFault | undefined {
  if (outcome === "printed") return undefined;
  if (detail === "another-printer") return deviceChanged(serialNumber);
  if (outcome === "unknown" && detail === "card-inside") return { condition: "card-inside" };
  // All was acknowledged and no whole card came of it: nothing else has told of a fault.
  const isUnexplained = [detail, interrupted].includes(COUNTERS_DO_NOT_FIT);
  return isUnexplained ? { condition: "other", raw: COUNTERS_DO_NOT_FIT } : undefined;
}

export function withoutStuck({ stuck: _, ...printer }: Printer): Printer {
  return printer;
}

/** What is known of a printer, with a reading that is newer than its last check. */
export function withReading({ health }: Printer, reading: PrinterReading): Partial<Printer> {
  return health === undefined ? {} : { health: { ...health, reading } };
}
