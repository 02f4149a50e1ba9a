import { openControlSocket } from "../io/control-socket.ts";
import type { RibbonKind } from "../printer/ribbon.ts";
import { openRecordedPrinter } from "../recorded-printer.ts";
import { ready, stopSignal, warn } from "./lifetime.ts";

export interface PrinterFlags {
  readonly link: string;
  readonly out: string;
  readonly model?: string;
  readonly baud: number;
  readonly speed: number;
  readonly seed: number;
  readonly feeder: number;
  readonly ribbonKind: RibbonKind;
  readonly ribbon?: number;
  readonly ack: "executed" | "received";
  readonly payloadTimeout: number;
  readonly name?: string;
  readonly record?: string;
  readonly recordData?: true;
}

/** A simulated printer until SIGTERM. */
export async function runPrinter(flags: PrinterFlags): Promise<void> {
  const { out, feeder, ribbon, payloadTimeout, ...same } = flags;
  const options = {
    ...same,
    cardsDir: out,
    feederCards: feeder,
    payloadTimeoutMs: payloadTimeout,
    ...(ribbon !== undefined && { ribbonCards: ribbon }),
  };
  const printer = openRecordedPrinter(options, warn);
  try {
    const { name, link, serialNumber } = printer;
    const isGiven = flags.name !== undefined;
    const control = await openControlSocket({ name, isGiven, device: printer });
    ready({ device: control.name, link, out, serial_number: serialNumber });
    await stopSignal();
    control.close();
  } finally {
    await printer.stop();
  }
}
