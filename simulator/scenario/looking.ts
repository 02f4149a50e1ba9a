/** What nothing announces, such as a card that is drawn in, is looked for so often. */
const LOOKS_EVERY_MS = 20;

interface Watch {
  readonly isOver: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Waits in real time until something is so, looking whenever something has happened. */
export class Looking {
  readonly #nowMs: () => number;
  readonly #watches = new Set<Watch>();
  #failure: Error | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether it became so by then. Rejects after `end`. */
  async until(untilMs: number, isSo: () => boolean): Promise<boolean> {
    let so = false;
    const isOver = () => {
      so = isSo();
      return so || this.#nowMs() >= untilMs;
    };
    const timer = setInterval(() => this.look(), LOOKS_EVERY_MS);
    try {
      await new Promise<void>((resolve, reject) => {
        if (this.#failure !== undefined) reject(this.#failure);
        else this.#watches.add({ isOver, resolve, reject });
      });
    } finally {
      clearInterval(timer);
    }
    return so;
  }

  /** Something has happened. */
  look(): void {
    for (const watch of this.#watches) {
      if (!watch.isOver()) continue;
      this.#watches.delete(watch);
      watch.resolve();
    }
  }

  /** Nobody waits any more. */
  end(failure: Error): void {
    this.#failure ??= failure;
    for (const { reject } of this.#watches) reject(this.#failure);
    this.#watches.clear();
  }
}
