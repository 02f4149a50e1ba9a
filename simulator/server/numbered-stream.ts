import type { ServerClock } from "./options.ts";

/** A message with the number that a host gave it. */
export interface Numbered {
  readonly store: string;
  readonly seq: number;
}

export interface NumberedStreamParts<Message> {
  readonly clock: ServerClock;
  /** Each number once, in order. */
  readonly take: (message: Message) => void;
  /** Numbers from this one on were not seen: the host has to be asked for them. */
  readonly missing: (fromSeq: number) => void;
  /** They never came: `fromSeq` to `toSeq`. */
  readonly lost: (fromSeq: number, toSeq: number) => void;
  /** The numbers begin anew, with another store. */
  readonly restarted: () => void;
}

/** So long a host may take to send again what was missed. */
const PATIENCE_MS = 60_000;
/** What waits behind a gap; a host that leaves so many out is not going to fill it. */
const WAITING_MAX = 10_000;

/**
 * Reads `seq` as the contract has it (§1): from wherever it stands when the first message is
 * seen, without a gap, each message at least once.
 */
export class NumberedStream<Message extends Numbered> {
  readonly #parts: NumberedStreamParts<Message>;
  readonly #waiting = new Map<number, Message>();
  #store: string | undefined;
  #next = 0;
  #cancelPatience: (() => void) | undefined;

  constructor(parts: NumberedStreamParts<Message>) {
    this.#parts = parts;
  }

  push(message: Message): void {
    if (message.store !== this.#store) this.#begin(message);
    if (message.seq < this.#next) return;
    this.#waiting.set(message.seq, message);
    this.#takeInOrder();
    if (this.#waiting.size === 0) return;
    if (this.#waiting.size > WAITING_MAX) this.#giveUp();
    else if (this.#cancelPatience === undefined) this.#awaitMissing();
  }

  #begin({ store, seq }: Message): void {
    const isFirst = this.#store === undefined;
    this.#store = store;
    this.#next = seq;
    this.#waiting.clear();
    this.#forgetPatience();
    if (!isFirst) this.#parts.restarted();
  }

  #takeInOrder(): void {
    let message = this.#waiting.get(this.#next);
    while (message !== undefined) {
      this.#waiting.delete(this.#next);
      this.#next += 1;
      this.#parts.take(message);
      message = this.#waiting.get(this.#next);
    }
    if (this.#waiting.size === 0) this.#forgetPatience();
  }

  #awaitMissing(): void {
    const askedFrom = this.#next;
    this.#cancelPatience = this.#parts.clock.timer(PATIENCE_MS, () => {
      // A host sends so many at once, and no more: it is asked for the rest.
      if (this.#next > askedFrom) this.#awaitMissing();
      else this.#giveUp();
    });
    this.#parts.missing(askedFrom);
  }

  #giveUp(): void {
    this.#forgetPatience();
    const [first = this.#next] = [...this.#waiting.keys()].sort((a, b) => a - b);
    this.#parts.lost(this.#next, first - 1);
    this.#next = first;
    this.#takeInOrder();
    if (this.#waiting.size > 0) this.#awaitMissing();
  }

  #forgetPatience(): void {
    this.#cancelPatience?.();
    this.#cancelPatience = undefined;
  }
}
