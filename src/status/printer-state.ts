import type { PrinterStateDocument } from "../../protocols/host/state-documents.ts";
import { isOverridden } from "../core/overrides.ts";
import type { Hold, Printer, State } from "../core/state.ts";
import { standingHolds } from "../core/store-fault.ts";
import { instantOrNull, isStale, type StatusContext } from "./context.ts";
import { ippReasons, type PlainReason } from "./ipp-reasons.ts";
import { trustKeys } from "./trust.ts";
import { isError, worstFirst } from "./worst-first.ts";

/** The document of `<base>/printer/<id>`. What a printer said last stays, and is called stale. */
export function printerState(
  state: State,
  printer: Printer,
  context: StatusContext,
): PrinterStateDocument {
  const { id, phase, identity, health, observedAt } = printer;
  const connected = phase.kind !== "offline";
  return {
    printer_state: stateWord(state, printer),
    reasons: ippReasons(worstFirst(state, id), plainReasons(state, printer)),
    connected,
    job_id: "jobId" in phase ? phase.jobId : null,
    ribbon_left: health?.ribbonLeft ?? null,
    ribbon_capacity: context.ribbonCapacity(id),
    feeder: health?.feeder ?? "unknown",
    cards_total: health?.reading.cardsFed ?? null,
    cards_since_cleaning: health?.cardsSinceCleaning ?? null,
    ...trustKeys(state, id, context),
    serial_number: identity?.serialNumber ?? null,
    model: identity?.model ?? null,
    firmware: identity?.firmware ?? null,
    simulated: identity?.simulated ?? null,
    stale: !connected || isStale(observedAt, context),
    observed_at: instantOrNull(observedAt, context),
  };
}

function stateWord(state: State, printer: Printer): PrinterStateDocument["printer_state"] {
  switch (printer.phase.kind) {
    case "offline":
      return "stopped";
    case "preparing":
    case "printing":
    case "settling":
      return "processing";
    case "idle":
      return isAtFault(state, printer) || ownHolds(state, printer).length > 0 ? "stopped" : "idle";
  }
}

function isAtFault(state: State, { id }: Printer): boolean {
  return worstFirst(state, id).some((fault) => isError(fault) && !isOverridden(state, fault));
}

/** Holds on this printer alone; one on the whole host says nothing of the printer. */
function ownHolds(state: State, { id }: Printer): readonly Hold[] {
  return standingHolds(state).filter(({ scope }) => scope.kind === "printer" && scope.id === id);
}

function plainReasons(state: State, printer: Printer): readonly PlainReason[] {
  const isPaused =
    state.rests.has(printer.id) ||
    ownHolds(state, printer).some(({ cause }) => cause.kind === "operator");
  const reasons: PlainReason[] = [];
  if (printer.phase.kind === "offline") {
    reasons.push({ keyword: "connecting-to-device", severity: "report" });
  }
  if (isPaused) reasons.push({ keyword: "paused", severity: "report" });
  return reasons;
}
