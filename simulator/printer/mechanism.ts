import type { Panel } from "../../protocols/words.ts";
import type { Card, CardRecord, PrintedPanel } from "./card.ts";
import type { PrinterParts, PrinterSettings } from "./options.ts";

/** Real mechanical times; a colour panel and a black one differ little. Assumed: no source. */
const FEED_MS = 2_000;
const EJECT_MS = 2_000;
const FLIP_MS = 3_000;
const PANEL_MS: Readonly<Record<Panel, number>> = {
  y: 5_000,
  m: 5_000,
  c: 5_000,
  k: 4_000,
  o: 4_000,
};

/** Why a movement did not happen, in the letters of the NACK. */
export type MovementFault = "F" | "T";

export interface Counters {
  /** Cards drawn in, ever. */
  cards: number;
  /** Panels printed, ever. */
  panels: number;
}

/**
 * What moves: feeder, card path, ribbon, and the counters that a power cut does not touch. One
 * movement at a time; `whenStill` calls back, in order, once nothing moves.
 */
export class Mechanism {
  readonly counters: Counters = { cards: 0, panels: 0 };
  readonly #settings: PrinterSettings;
  readonly #parts: PrinterParts;
  readonly #waiting: (() => void)[] = [];
  #moving = false;
  #card: Card | undefined;
  #feederCards: number;

  constructor(settings: PrinterSettings, parts: PrinterParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#feederCards = settings.feederCards;
  }

  get cardInside(): boolean {
    return this.#card !== undefined;
  }

  /** Whether nothing moves. */
  get still(): boolean {
    return !this.#moving;
  }

  /** Calls back at once when nothing moves. */
  whenStill(run: () => void): void {
    if (this.#moving) this.#waiting.push(run);
    else run();
  }

  /** Draws a card in unless one is inside. The fault, if none can be drawn. */
  feed(): MovementFault | undefined {
    if (this.#card !== undefined) return undefined;
    if (this.#feederCards === 0) return "F";
    this.#feederCards -= 1;
    this.counters.cards += 1;
    this.#card = { n: this.counters.cards, panels: [] };
    this.#move(FEED_MS);
    return undefined;
  }

  /** Prints one panel on the card inside. */
  print(panel: PrintedPanel): void {
    this.#move(PANEL_MS[panel.panel], () => {
      this.#card?.panels.push(panel);
      this.counters.panels += 1;
    });
  }

  flip(): void {
    this.#move(FLIP_MS);
  }

  /** Moves the card inside out of the printer. */
  eject(box: CardRecord["box"], complete: boolean): MovementFault | undefined {
    if (this.#card === undefined) return "T";
    this.#move(EJECT_MS, () => {
      if (this.#card === undefined) return;
      const { n, panels } = this.#card;
      this.#card = undefined;
      const { serialNumber } = this.#settings;
      this.#parts.cardOut({ n, serialNumber, box, panels, complete });
    });
    return undefined;
  }

  #move(durationMs: number, done: () => void = () => {}): void {
    if (this.#moving) {
      this.#waiting.push(() => this.#move(durationMs, done));
      return;
    }
    this.#moving = true;
    const { speed } = this.#settings;
    this.#parts.clock.timer(speed === 0 ? 0 : durationMs / speed, () => {
      done();
      this.#moving = false;
      while (!this.#moving && this.#waiting.length > 0) this.#waiting.shift()?.();
    });
  }
}
