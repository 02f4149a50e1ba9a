import type { Event } from "../../src/core/events.ts";
import { sightOf } from "../../src/core/evidence.ts";
import type { PrinterPlan } from "../../src/core/policy.ts";
import type { State } from "../../src/core/state.ts";
import type { DaemonParts } from "../../src/daemon.ts";
import { checkCell } from "./cells-check.ts";
import { faultCells } from "./cells-fault.ts";
import { printingCell } from "./cells-printing.ts";
import { probationCells } from "./cells-probation.ts";
import { recoveryRow } from "./coverage.ts";
import type { Tally } from "./tally.ts";

type LookOn = NonNullable<DaemonParts["lookOn"]>;

/**
 * Counts which cells of the state machines a world comes to: the state before, and what happens.
 * They are those of the tables `test/core/*.table.txt`, in which something comes of them.
 */
export function countCells(tally: Tally, printers: readonly PrinterPlan[]): LookOn {
  const isTrusted = (id: string) =>
    printers.find((plan) => plan.id === id)?.cardPosition !== "untrusted";
  return (state, event, decision) => {
    const printing = printingCell(state, event, decision);
    if (printing !== undefined) tally.add("printing", printing);
    const row = rowFor(state, event, isTrusted);
    if (row !== undefined) tally.add("recovery", row);
    for (const cell of faultCells(state, decision)) tally.add("fault", cell);
    for (const cell of probationCells(state, decision)) tally.add("probation", cell);
    for (const note of decision.notes) {
      const cell = note.kind === "check" ? checkCell(state, event, note.check) : undefined;
      if (cell !== undefined) tally.add("check", cell);
    }
    // No event tells it: nothing can be written.
    if (event.kind === "tick" && state.storeFailure !== undefined) {
      tally.add("raised", "store-failed");
    }
    if (event.kind === "check-ended" && event.result.kind !== "not-made") {
      const kind = state.checks.get(event.check)?.kind ?? "";
      tally.add("checks", kind);
    }
  };
}

/** Which row of the recovery table a printer's word came to. */
function rowFor(
  state: State,
  event: Event,
  isTrusted: (printer: string) => boolean,
): string | undefined {
  if (event.kind !== "evidence-taken") return undefined;
  const attempt = state.attempts.get(event.jobId);
  const isOfIt = attempt?.before.serialNumber === event.reading.serialNumber;
  return isOfIt ? recoveryRow(sightOf(attempt, event, isTrusted(event.printer))) : undefined;
}
