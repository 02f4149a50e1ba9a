import type { Clock, Geometry } from "../../src/core/ports.ts";
import type { CardRecord } from "../printer/card.ts";
import { createSimulatedPrinter, type SimulatedPrinter } from "../printer/machine.ts";
import type { PrinterSettings } from "../printer/options.ts";
import { createMemoryLine, type MemoryLine, type MemoryLineOptions } from "./memory-link.ts";

/** Stands in one direction of a cable: passes bytes on, all of them, some, or none. */
export type Cable = (bytes: Uint8Array, pass: (bytes: Uint8Array) => void) => void;

export interface WorldPrinter {
  readonly id: string;
  readonly settings?: Partial<PrinterSettings>;
  /** To the printer. */
  readonly cable?: Cable;
  /** From the printer. */
  readonly answers?: Cable;
  /** Its speed, and into what pieces it cuts; without it bytes arrive whole and at once. */
  readonly line?: Omit<MemoryLineOptions, "clock" | "path">;
}

interface Around {
  readonly clock: Clock;
  readonly geometry: Geometry;
  readonly cardOut: (card: CardRecord) => void;
}

const STRAIGHT: Cable = (bytes, pass) => pass(bytes);

/** A simulated printer at the end of a line of its own. */
export function plugPrinter(
  { settings, cable = STRAIGHT, answers = STRAIGHT, line: how }: WorldPrinter,
  { clock, geometry, cardOut }: Around,
): { readonly line: MemoryLine; readonly printer: SimulatedPrinter } {
  const line = createMemoryLine({ ...how, clock });
  const device = line.plug();
  const printer = createSimulatedPrinter(
    {
      clock,
      send: (bytes) => answers(bytes, (passed) => device.write(passed)),
      plugged: (isPlugged) => (isPlugged ? device.plugIn() : device.unplug()),
      cardOut,
    },
    { geometry, ...settings },
  );
  device.onBytes((bytes) => cable(bytes, (passed) => printer.receive(passed)));
  return { line, printer };
}
