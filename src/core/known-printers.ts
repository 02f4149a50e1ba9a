import type { Turn } from "./command-turn.ts";
import type { Draft } from "./draft.ts";
import type { DeviceFault, PrinterReading } from "./ports.ts";
import { faultKey, type State } from "./state.ts";

/**
 * What the serial number says of a printer. The one that belongs to an id is the first one that was
 * ever seen there, or the one that a person has accepted since.
 */
export function identityFaults(
  { serials }: State,
  printer: string,
  { serialNumber }: PrinterReading,
): readonly DeviceFault[] {
  const known = serials.get(printer) ?? serialNumber;
  return known === serialNumber ? [] : [deviceChanged(serialNumber)];
}

/** The same for a look, which takes the first printer as it is. */
export function lookAtIdentity(
  draft: Draft,
  state: State,
  printer: string,
  reading: PrinterReading,
): readonly DeviceFault[] {
  const { serialNumber } = reading;
  // While the store takes nothing a look is not to wait for it: a later one is as good.
  if (!state.serials.has(printer) && state.storeFailure === undefined) {
    draft.change({ kind: "printer-known", printer, serialNumber });
  }
  return identityFaults(state, printer, reading);
}

export function deviceChanged(serialNumber: string): DeviceFault {
  return { condition: "device-changed", raw: serialNumber };
}

/**
 * A person's word that the printer which stands there now is the right one: the next look takes it
 * as it is, also if it was exchanged once more since the last one. What was interrupted on the one
 * before it stays open: its counters say nothing of that card. Gives the serial number last seen;
 * `undefined`: there is nothing to accept, or nobody has seen the new one yet.
 */
export function acceptPrinter(
  { draft, state, command }: Turn,
  printer: string,
): string | undefined {
  const fault = state.faults.get(faultKey(printer, "device-changed"));
  const serialNumber = state.printers.get(printer)?.health?.reading.serialNumber;
  const previous = state.serials.get(printer);
  if (fault === undefined || serialNumber === undefined) return undefined;
  if (previous === undefined || previous === serialNumber) return undefined;
  draft.change({ kind: "printer-forgotten", printer });
  const { by, reason = "unspecified" } = command;
  draft.tellPrinterAccepted({ printer, serialNumber, previous, by, reason });
  draft.clear(fault);
  return serialNumber;
}
