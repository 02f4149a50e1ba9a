import { faultRule } from "../../protocols/faults.ts";
import type { Decision } from "../../src/core/draft.ts";
import type { Event, EventOf } from "../../src/core/events.ts";
import type { PrinterHealth } from "../../src/core/ports.ts";
import type { Printer, State } from "../../src/core/state.ts";

/**
 * The cells of `printing.table.txt` that a real line can come to: it tells that a session has ended
 * before the next one begins, and what becomes of a card after that is told of a printer offline.
 */
export const PRINTING_CELLS: readonly string[] = [
  "offline: printer-ready",
  "offline: printer-ready, card inside",
  "offline: printer-ready, a fault",
  "offline: printer-ready, a notice",
  "idle: printer-gone, timed-out",
  ...["idle", "preparing", "printing", "settling"].map(
    (phase) => `${phase}: printer-gone, connecting-to-device`,
  ),
  "preparing: printer-gone, timed-out",
  "settling: printer-gone, timed-out",
  ...["offline", "settling"].map((phase) => `${phase}: printer-gone, command-refused`),
  "preparing: card-prepared",
  "preparing: card-prepared, a fault",
  "preparing: card-prepared, a notice",
  "preparing: card-prepared, card inside",
  "preparing: card-prepared, job held",
  "preparing: card-prepared, job gone",
  "printing: card-ended printed",
  "printing: card-ended, counters do not fit",
  "printing: card-ended refused",
  "printing: card-ended silent",
  "offline: card-ended lost",
  "printing: card-waits",
  "settling: evidence, not-printed",
  "settling: evidence, printed",
  "settling: evidence, spoiled",
  "settling: evidence, unknown",
  "settling: evidence, reject",
  "settling: reject-refused",
];

/** `undefined`: no event of a printer's present session. */
export function printingCell(state: State, event: Event, decision: Decision): string | undefined {
  if (!("session" in event)) return undefined;
  const printer = state.printers.get(event.printer);
  if (printer === undefined) return undefined;
  const isNew = event.kind === "printer-ready" && event.session > printer.session;
  const isPresent = isNew || event.session === printer.session || printer.phase.kind === "offline";
  return isPresent
    ? `${printer.phase.kind}: ${wordFor(state, printer, event, decision)}`
    : undefined;
}

type OfSession = Extract<Event, { readonly session: number }>;

function wordFor(state: State, printer: Printer, event: OfSession, decision: Decision): string {
  switch (event.kind) {
    case "printer-ready":
      return event.kind + shownBy(event.health);
    case "printer-gone":
      return event.fault === undefined ? event.kind : `${event.kind}, ${event.fault.condition}`;
    case "card-prepared":
      return event.kind + (obstacle(state, printer, event) ?? shownBy(event.health));
    case "card-ended":
      return endOf(event, decision);
    case "evidence-taken":
      return `evidence, ${verdictIn(decision)}`;
    default:
      return event.kind;
  }
}

function shownBy({ reading, faults }: PrinterHealth): string {
  if (reading.cardInside === true) return ", card inside";
  if (faults.some(({ condition }) => faultRule(condition).holds)) return ", a fault";
  return faults.length > 0 ? ", a notice" : "";
}

function obstacle(
  state: State,
  { phase }: Printer,
  { jobId }: EventOf<"card-prepared">,
): string | undefined {
  if (phase.kind === "preparing" && phase.jobId !== jobId) return ", of another job";
  if (state.jobs.get(jobId)?.state !== "pending") return ", job gone";
  const isHeld = [...state.holds.values()].some(
    ({ scope, cause }) =>
      cause.kind === "operator" &&
      (scope.kind === "host" || scope.kind === "printer" || scope.id === jobId),
  );
  return isHeld ? ", job held" : undefined;
}

function endOf({ kind, result }: EventOf<"card-ended">, { changes }: Decision): string {
  if (result.kind !== "ended") return `${kind} ${result.kind}`;
  const isPrinted = changes.some((change) => change.kind === "attempt-ended");
  return isPrinted ? `${kind} printed` : `${kind}, counters do not fit`;
}

function verdictIn({ changes }: Decision): string {
  for (const change of changes) {
    if (change.kind === "attempt-ended") return change.evidence.outcome;
    if (change.kind === "attempt-rejecting") return "reject";
  }
  return "put off";
}
