import type { Command } from "../../protocols/evolis/command.ts";
import type { Panel } from "../../protocols/words.ts";

export type RibbonKind = "ymcko" | "ymckok" | "k";
export const RIBBON_KINDS: readonly RibbonKind[] = ["ymcko", "ymckok", "k"];

type NamedRibbon = Extract<Command, { kind: "set-ribbon" }>["ribbon"];

interface RibbonFacts {
  /** In the order in which they follow each other. */
  readonly panels: readonly Panel[];
  /** What one set of them is for: a side, or a card whose back has the last panel. */
  readonly set: "side" | "card";
  /** Cards on a new roll. Source: `Prs`; assumed by kind. */
  readonly capacityCards: number;
  /** What it may be called by `Pr`: a ribbon with more panels can do what one with fewer does. */
  readonly goesFor: readonly NamedRibbon[];
}

const FACTS: Readonly<Record<RibbonKind, RibbonFacts>> = {
  ymcko: {
    panels: ["y", "m", "c", "k", "o"],
    set: "side",
    capacityCards: 200,
    goesFor: ["ymcko", "k", "kb", "ko"],
  },
  ymckok: {
    panels: ["y", "m", "c", "k", "o", "k"],
    set: "card",
    capacityCards: 200,
    goesFor: ["ymckok"],
  },
  k: { panels: ["k"], set: "side", capacityCards: 1_000, goesFor: ["k", "kb"] },
};

/** Below this many cards it is time to have a new one at hand. Assumed. */
export const RIBBON_LOW_CARDS = 20;

/**
 * A roll of sets of panels that only winds forward: a panel that lies before the last one used, or
 * the next side, takes a new set.
 */
export class Ribbon {
  readonly kind: RibbonKind;
  /** Sets that have not been begun. */
  cardsLeft: number;
  /** It ended in the midst of a card, was cut or is stuck. */
  isCut = false;
  readonly #facts: RibbonFacts;
  readonly #capacityCards: number;
  /** Place in the set of the panel last used; past the last one between sides. */
  #place = Number.POSITIVE_INFINITY;

  constructor(kind: RibbonKind, cards?: number) {
    this.kind = kind;
    this.#facts = FACTS[kind];
    this.#capacityCards = Math.max(this.#facts.capacityCards, cards ?? 0);
    this.cardsLeft = cards ?? this.#capacityCards;
  }

  goesFor(name: NamedRibbon): boolean {
    return this.#facts.goesFor.includes(name);
  }

  has(panel: Panel): boolean {
    return this.#facts.panels.includes(panel);
  }

  /** Whether there is still a panel of this kind to print with. */
  reaches(panel: Panel): boolean {
    if (this.isCut || !this.has(panel)) return false;
    return this.#liesAhead(panel) || this.cardsLeft > 0;
  }

  take(panel: Panel): void {
    const { panels } = this.#facts;
    const liesAhead = this.#liesAhead(panel);
    if (!liesAhead) this.cardsLeft -= 1;
    this.#place = panels.indexOf(panel, liesAhead ? this.#place + 1 : 0);
  }

  /** Winds to the next set, where what begins needs one of its own. */
  begin(what: "card" | "side"): void {
    if (what === "card" || this.#facts.set === "side") this.#place = Number.POSITIVE_INFINITY;
  }

  get isEnded(): boolean {
    return this.isCut || (this.cardsLeft === 0 && !Number.isFinite(this.#place));
  }

  get isLow(): boolean {
    return this.cardsLeft <= RIBBON_LOW_CARDS;
  }

  /** The end of the roll comes now, in whatever is being printed. */
  end(): void {
    this.cardsLeft = 0;
    this.isCut = true;
  }

  replace(): void {
    this.cardsLeft = this.#capacityCards;
    this.isCut = false;
    this.begin("card");
  }

  #liesAhead(panel: Panel): boolean {
    // From the end of the panels on `indexOf` finds nothing.
    return this.#facts.panels.indexOf(panel, this.#place + 1) >= 0;
  }
}
