import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import { openCardFiles } from "../io/card-files.ts";
import { createPacedLine } from "../io/paced-line.ts";
import { openPty } from "../io/pty.ts";
import { createSimulatedPrinter } from "../printer/machine.ts";
import { ready, stopSignal } from "./lifetime.ts";
import { realTime } from "./real-time.ts";

export interface PrinterFlags {
  readonly link: string;
  readonly out: string;
  readonly baud: number;
  readonly speed: number;
  readonly feeder: number;
  readonly ack: "executed" | "received";
  readonly payloadTimeout: number;
  readonly name: string;
}

/** A simulated printer until SIGTERM. */
export async function runPrinter(flags: PrinterFlags): Promise<void> {
  const files = openCardFiles(flags.out, CARD_GEOMETRY);
  const pty = openPty();
  const line = createPacedLine({ pty, baud: flags.baud, ...realTime });
  const printer = createSimulatedPrinter(
    {
      clock: realTime,
      send: (bytes) => line.write(bytes),
      cardOut: (card) => files.save(card, new Date().toISOString()),
    },
    {
      serialNumber: `SIM${flags.name}`,
      ack: flags.ack,
      speed: flags.speed,
      feederCards: flags.feeder,
      payloadTimeoutMs: flags.payloadTimeout,
    },
  );
  line.onBytes((bytes) => printer.receive(bytes));
  pty.link(flags.link);
  ready({ link: flags.link, out: flags.out, serial_number: printer.settings.serialNumber });
  await stopSignal();
  line.close();
}
