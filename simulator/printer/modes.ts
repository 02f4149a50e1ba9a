import type { ErrorMode } from "../../protocols/evolis/command.ts";
import type { FEED_SOURCES } from "../../protocols/evolis/command-words.ts";

/** `standard` answers every command with a text; `ack-nack` with ACK, or NACK and a code. */
export type AnswerMode = "ack-nack" | "standard";

export type FeedSource = keyof typeof FEED_SOURCES;

/** Modes as `Pem` and `Pmi` set them; what is stored is what a power-on falls back to. */
export interface StoredModes {
  readonly error: ErrorHandling;
  readonly answers: AnswerMode;
  readonly feedSource: FeedSource;
}

/** `Pem` without 4, which turns ACK/NACK on and leaves the rest as it is. */
export type ErrorHandling = Exclude<ErrorMode, 4>;

interface ErrorRule {
  /** Whether a failure ends the sequence; else the printer finishes the card by itself. */
  readonly hostDecides: boolean;
  readonly watchesCover: boolean;
}

/**
 * Source: A5013 Rev. E, error management. Assumed: 5 and 16 differ from 0, and 3 and 18 from 2, in
 * nothing that is simulated here.
 */
const ERROR_RULES: Readonly<Record<ErrorHandling, ErrorRule>> = {
  0: { hostDecides: false, watchesCover: true },
  1: { hostDecides: true, watchesCover: false },
  2: { hostDecides: true, watchesCover: true },
  3: { hostDecides: true, watchesCover: true },
  5: { hostDecides: false, watchesCover: true },
  16: { hostDecides: false, watchesCover: true },
  18: { hostDecides: true, watchesCover: true },
};

export class Modes {
  current: StoredModes;
  stored: StoredModes;

  constructor(stored: StoredModes) {
    this.stored = stored;
    this.current = stored;
  }

  get rule(): ErrorRule {
    return ERROR_RULES[this.current.error];
  }

  setErrorMode(mode: ErrorMode, stored: boolean): void {
    this.#set(mode === 4 ? { answers: "ack-nack" } : { error: mode }, stored);
  }

  setFeedSource(feedSource: FeedSource, stored: boolean): void {
    this.#set({ feedSource }, stored);
  }

  fallBack(): void {
    this.current = this.stored;
  }

  #set(change: Partial<StoredModes>, stored: boolean): void {
    this.current = { ...this.current, ...change };
    if (stored) this.stored = { ...this.stored, ...change };
  }
}
