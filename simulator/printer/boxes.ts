/** At or below this many cards the low-level sensor reports. Assumed. */
export const FEEDER_LOW_CARDS = 10;

export class Feeder {
  cards: number;
  readonly #capacity: number;

  constructor({ cards, capacity }: { readonly cards: number; readonly capacity: number }) {
    this.cards = cards;
    this.#capacity = Math.max(cards, capacity);
  }

  get isEmpty(): boolean {
    return this.cards === 0;
  }

  get isLow(): boolean {
    return this.cards <= FEEDER_LOW_CARDS;
  }

  refill(): void {
    this.cards = this.#capacity;
  }
}

/** Where cards fall into. */
export class Box {
  cards = 0;
  /** Something lies in the way, however few cards there are. */
  isBlocked = false;
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get isFull(): boolean {
    return this.isBlocked || this.cards >= this.#capacity;
  }

  empty(): void {
    this.cards = 0;
    this.isBlocked = false;
  }
}
