import { createHash } from "node:crypto";
import { join } from "node:path";
import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import { type CardFiles, openCardFiles } from "../io/card-files.ts";
import { openControlSocket } from "../io/control-socket.ts";
import { openPluggableLine } from "../io/pluggable-line.ts";
import { openPrinterMemoryFile } from "../io/printer-memory-file.ts";
import { PRINTER_CONDITIONS } from "../printer/conditions.ts";
import { HAND_ACTIONS } from "../printer/hands.ts";
import { createSimulatedPrinter, type SimulatedPrinter } from "../printer/machine.ts";
import type { PrinterMemory } from "../printer/memory.ts";
import type { PrinterSettings } from "../printer/options.ts";
import type { RibbonKind } from "../printer/ribbon.ts";
import { nameOfLink } from "./flags.ts";
import { ready, stopSignal } from "./lifetime.ts";
import { realTime } from "./real-time.ts";

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
}

/** A simulated printer until SIGTERM. */
export async function runPrinter(flags: PrinterFlags): Promise<void> {
  const { link, out } = flags;
  const name = flags.name ?? nameOfLink(link);
  const settings = settingsOf(flags, name);
  const { serialNumber } = settings;
  const files = openCardFiles(out, CARD_GEOMETRY);
  const memoryFile = openPrinterMemoryFile(join(out, `${serialNumber}.state`));
  const memory = withoutFinishedCard(memoryFile.load(), serialNumber, files);
  const printer = createSimulatedPrinter(
    {
      clock: realTime,
      send: (bytes) => line.write(bytes),
      cardOut: (card) => files.save(card, new Date().toISOString()),
      keep: (changed) => memoryFile.save(changed),
      plugged: (isPlugged) => line.setPlugged(isPlugged),
      ...(memory && { memory }),
    },
    settings,
  );
  const line = openPluggableLine({
    linkPath: link,
    baud: flags.baud,
    onBytes: (bytes) => printer.receive(bytes),
    ...realTime,
  });
  const control = await openControlSocket({
    name,
    isGiven: flags.name !== undefined,
    device: controlled(printer),
  }).catch((error: unknown) => {
    line.setPlugged(false);
    throw error;
  });
  ready({ device: control.name, link, out, serial_number: serialNumber });
  await stopSignal();
  printer.hand("power-off");
  line.setPlugged(false);
  control.close();
}

function settingsOf(flags: PrinterFlags, name: string) {
  const { seed, model, ribbon } = flags;
  return {
    serialNumber: serialNumberOf(`${name} ${seed}`),
    otherSerialNumber: serialNumberOf(`${name} ${seed} other`),
    ack: flags.ack,
    speed: flags.speed,
    feederCards: flags.feeder,
    ribbonKind: flags.ribbonKind,
    payloadTimeoutMs: flags.payloadTimeout,
    ...(model !== undefined && { model }),
    ...(ribbon !== undefined && { ribbonCards: ribbon }),
  } satisfies Partial<PrinterSettings>;
}

/** The same for the same name and seed, on every machine. */
function serialNumberOf(text: string): string {
  return `SIM${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}`;
}

/** A process that was killed between the card's record and its own memory has no card inside. */
function withoutFinishedCard(
  memory: PrinterMemory | undefined,
  serialNumber: string,
  files: CardFiles,
): PrinterMemory | undefined {
  const n = memory?.cardInside?.n;
  if (memory === undefined || n === undefined || !files.has({ n, serialNumber })) return memory;
  return { ...memory, cardInside: undefined };
}

function controlled(printer: SimulatedPrinter) {
  return {
    conditions: PRINTER_CONDITIONS,
    actions: HAND_ACTIONS,
    raise: printer.raise.bind(printer),
    clear: printer.clear.bind(printer),
    hand: printer.hand.bind(printer),
    state: printer.state.bind(printer),
  };
}
