import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenAttempt } from "./store-look.ts";

/**
 * What a daemon was at when it was killed, by its store and by what the printer remembers:
 *
 * - `starting`: not yet online, and no attempt is open.
 * - `recovering`: an attempt that an earlier kill interrupted is not settled yet.
 * - `between-cards`: online, no attempt is open; here the next card is drawn and prepared.
 * - `sending`: an attempt is armed, the printer has drawn no card in.
 * - `moving`: its card is in the printer.
 * - `out`: its card has left the printer, and that is not recorded.
 */
export const PHASES = [
  "starting",
  "recovering",
  "between-cards",
  "sending",
  "moving",
  "out",
] as const;
export type Phase = (typeof PHASES)[number];

/** What a simulated printer keeps on disk. */
export interface PrinterLook {
  /** Its counter of cards. */
  readonly cards: number;
  readonly hasCardInside: boolean;
}

export interface Death {
  readonly wasOnline: boolean;
  /** The attempt that is open, if one is. */
  readonly open: OpenAttempt | undefined;
  /** Whether an earlier kill interrupted that attempt already. */
  readonly wasOpenBefore: boolean;
  readonly printer: PrinterLook;
}

export function phaseOf({ wasOnline, open, wasOpenBefore, printer }: Death): Phase {
  if (open === undefined) return wasOnline ? "between-cards" : "starting";
  if (wasOpenBefore) return "recovering";
  if (printer.cards <= open.cardsFed) return "sending";
  return printer.hasCardInside ? "moving" : "out";
}

/** A new printer has written nothing yet. */
export function lookAtPrinter(folder: string): PrinterLook {
  const file = readdirSync(folder).find((name) => name.endsWith(".state"));
  if (file === undefined) return { cards: 0, hasCardInside: false };
  const { counters, card } = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
    readonly counters: { readonly cards: number };
    readonly card: object | null;
  };
  return { cards: counters.cards, hasCardInside: card !== null };
}
