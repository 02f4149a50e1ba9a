import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import type { Recorder } from "../../protocols/evolis/recorder.ts";
import type { PrinterOptions, RunningPrinter } from "../library.ts";
import type { CardRecord } from "../printer/card.ts";
import { PRINTER_CONDITIONS } from "../printer/conditions.ts";
import { HAND_ACTIONS } from "../printer/hands.ts";
import { createSimulatedPrinter } from "../printer/machine.ts";
import type { PrinterMemory } from "../printer/memory.ts";
import type { PrinterParts, PrinterSettings } from "../printer/options.ts";
import { type CardFiles, openCardFiles } from "./card-files.ts";
import { known } from "./known.ts";
import { openPluggableLine } from "./pluggable-line.ts";
import { openPrinterMemoryFile } from "./printer-memory-file.ts";
import { stoppableTime } from "./real-time.ts";
import { createWaiting } from "./waiting.ts";

/** A simulated printer on a pseudo-terminal; what it does is told in `library.ts`. */
export function openPrinter(options: PrinterOptions, recorder?: Recorder): RunningPrinter {
  const { link, name = nameOfLink(link), cardsDir, onCard } = options;
  const settings = settingsOf(options, name);
  const { serialNumber } = settings;
  const folder = cardsDir === undefined ? NO_FOLDER : openFolder(cardsDir, serialNumber);
  const waiting = createWaiting();
  const time = stoppableTime();
  let cardsOut = 0;
  let isStopped = false;

  const printer = createSimulatedPrinter(
    {
      ...folder,
      clock: time,
      send(bytes) {
        recorder?.device(bytes);
        line.write(bytes);
      },
      cardOut(card) {
        folder.cardOut(card);
        cardsOut += 1;
        onCard?.(card);
        waiting.look();
      },
      plugged(isPlugged) {
        recorder?.line(isPlugged && !isStopped ? "opened" : "lost");
        line.setPlugged(isPlugged && !isStopped);
      },
    },
    settings,
  );
  const line = openPluggableLine({
    linkPath: link,
    baud: options.baud ?? 0,
    onBytes(bytes) {
      recorder?.host(bytes);
      printer.receive(bytes);
    },
    now: time.now,
    timer: time.timer,
  });
  return {
    name,
    link,
    serialNumber,
    conditions: PRINTER_CONDITIONS,
    actions: HAND_ACTIONS,
    raise: (condition, when) =>
      printer.raise(known("condition", condition, PRINTER_CONDITIONS), when),
    clear: (condition) => printer.clear(known("condition", condition, PRINTER_CONDITIONS)),
    hand: (action) => printer.hand(known("action", action, HAND_ACTIONS)),
    state: printer.state.bind(printer),
    untilCards: (count) => waiting.until(() => cardsOut >= count),
    async stop() {
      isStopped = true;
      printer.hand("power-off");
      line.setPlugged(false);
      time.stop();
      waiting.end(`${name} was stopped after ${cardsOut} cards`);
    },
  };
}

/** The name of a printer that was given none: the end of the path at which it is found. */
export function nameOfLink(link: string): string {
  return (
    basename(link)
      .replaceAll(/[^A-Za-z0-9._-]/g, "-")
      .slice(0, 64) || "printer"
  );
}

function settingsOf(options: PrinterOptions, name: string) {
  const { seed = 0, speed = 0, model, ack, feederCards, ribbonKind, ribbonCards } = options;
  const { payloadTimeoutMs, feederCapacity, outputCapacity, rejectCapacity } = options;
  return {
    serialNumber: serialNumberOf(`${name} ${seed}`),
    otherSerialNumber: serialNumberOf(`${name} ${seed} other`),
    speed,
    ...(model !== undefined && { model }),
    ...(ack !== undefined && { ack }),
    ...(feederCards !== undefined && { feederCards }),
    ...(feederCapacity !== undefined && { feederCapacity }),
    ...(ribbonKind !== undefined && { ribbonKind }),
    ...(ribbonCards !== undefined && { ribbonCards }),
    ...(outputCapacity !== undefined && { outputCapacity }),
    ...(rejectCapacity !== undefined && { rejectCapacity }),
    ...(payloadTimeoutMs !== undefined && { payloadTimeoutMs }),
  } satisfies Partial<PrinterSettings>;
}

/** The same for the same name and seed, on every machine. */
function serialNumberOf(text: string): string {
  return `SIM${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}`;
}

/** What of a printer lies in files. */
type Folder = Pick<PrinterParts, "cardOut" | "keep" | "memory">;

/** It forgets everything when it is stopped. */
const NO_FOLDER: Folder = { cardOut: () => {} };

/** For the cards, and for what the printer remembers. */
function openFolder(path: string, serialNumber: string): Folder {
  const files = openCardFiles(path, CARD_GEOMETRY);
  const memoryFile = openPrinterMemoryFile(join(path, `${serialNumber}.state`));
  const memory = withoutFinishedCard(memoryFile.load(), serialNumber, files);
  return {
    cardOut: (card: CardRecord) => files.save(card, new Date().toISOString()),
    keep: (changed) => memoryFile.save(changed),
    ...(memory && { memory }),
  };
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
