import {
  type DecodedAnswer,
  decodeCardInside,
  decodeCounter,
  decodeName,
} from "../../../protocols/evolis/answers.ts";
import type { Command } from "../../../protocols/evolis/command.ts";
import { DaemonError } from "../../core/errors.ts";
import type { PrinterReading } from "../../core/ports.ts";

/** Asks the printer and gives the text of its answer. Rejects with a `DaemonError`. */
export type AskText = (command: Command) => Promise<string>;

/** Serial number, counters and card position: what an attempt is judged by. */
export async function readPrinter(ask: AskText): Promise<PrinterReading> {
  const serialNumber = await readName(ask, "read-serial-number");
  const cards = { kind: "read-counter", counter: "cards" } as const;
  const cardsFed = understood(cards, decodeCounter(await ask(cards)));
  const panels = { kind: "read-counter", counter: "panels" } as const;
  const panelsPrinted = understood(panels, decodeCounter(await ask(panels)));
  const position = { kind: "read-last-answer", about: "card" } as const;
  const cardInside = understood(position, decodeCardInside(await ask(position)));
  return { serialNumber, cardsFed, panelsPrinted, cardInside };
}

export async function readName(
  ask: AskText,
  kind: "read-serial-number" | "read-model" | "read-firmware",
): Promise<string> {
  return understood({ kind }, decodeName(await ask({ kind })));
}

/** The value of an answer, or the error that says which answer could not be read. */
export function understood<T>(asked: Command, answer: DecodedAnswer<T>): T {
  if (answer.ok) return answer.value;
  const { defect } = answer;
  throw new DaemonError("PRINTER_GARBLED", "the printer's answer is unreadable", {
    step: asked.kind,
    defect,
  });
}
