import type { Card } from "./card.ts";
import type { StoredModes } from "./modes.ts";

/** What a printer has counted since it was made. */
export interface Counters {
  /** Cards drawn in. */
  cards: number;
  /** Panels printed. */
  panels: number;
  cleanings: number;
  /** Cards drawn in since the last cleaning. */
  cardsSinceCleaning: number;
  /** Most cards there ever were between two cleanings. */
  cleaningIntervalMax: number;
}

/** What a power cut does not touch. */
export interface PrinterMemory {
  readonly counters: Readonly<Counters>;
  readonly modes: StoredModes;
  /** A card stays where it is, with what has been printed on it. */
  readonly cardInside: Card | undefined;
}

export function newCounters(): Counters {
  return { cards: 0, panels: 0, cleanings: 0, cardsSinceCleaning: 0, cleaningIntervalMax: 0 };
}

/** Routine cleaning is due every so many cards. Source: Primacy user guide, maintenance. */
export const CLEANING_INTERVAL_CARDS = 1_000;

export function cleaningDue({ cardsSinceCleaning }: Counters): boolean {
  return cardsSinceCleaning >= CLEANING_INTERVAL_CARDS;
}

export function countCleaning(counters: Counters): void {
  const { cardsSinceCleaning, cleaningIntervalMax } = counters;
  counters.cleanings += 1;
  counters.cleaningIntervalMax = Math.max(cleaningIntervalMax, cardsSinceCleaning);
  counters.cardsSinceCleaning = 0;
}

/** Cards between two cleanings, over all that there were; whole cards. */
export function cleaningIntervalAverage(counters: Counters): number {
  const { cards, cleanings, cardsSinceCleaning } = counters;
  return cleanings === 0 ? 0 : Math.round((cards - cardsSinceCleaning) / cleanings);
}
