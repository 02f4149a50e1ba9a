import type { Command } from "./command.ts";
import { isOfACard } from "./recorded-command.ts";

/** Decides which answers may stand in a recording: those of the printer about itself. */
export interface Discretion {
  heardCommand(command: Command): void;
  /** An ACK or a NACK: it ends the oldest answer under way. */
  heardEnd(): void;
  /** `line` is the text without its end. */
  mayStand(line: string): boolean;
}

const FIXED: ReadonlySet<string> = new Set([
  "OK",
  "NO CARD",
  "ERR CARD",
  "ERR NEED CLEANING",
  "ERROR CDE",
  "ERR",
]);

/** A count, or two modes. */
const NUMBER = /^\d{1,10}(;\d{1,3})?$/;
/** Anything printable but a resident's number, which has sixteen digits. */
const NAME = /^(?!.*\d{16})[\x20-\x7e]{1,64}$/;

const ANSWERS: Partial<Readonly<Record<Command["kind"], RegExp>>> = {
  "read-firmware": NAME,
  "read-serial-number": NAME,
  "read-model": NAME,
  "read-head-kit": NAME,
  "read-ribbon-mark": NUMBER,
  "read-error-mode": NUMBER,
  "read-counter": NUMBER,
  "read-sensor": NUMBER,
  "read-feeder": NUMBER,
};

/**
 * The answer of a magnetic track that was read may come late, behind a question that was asked
 * after it: until all that was asked up to it has been answered, no name and no number stands.
 */
export function createDiscretion(): Discretion {
  let last: Command["kind"] | undefined;
  /** Commands that are not answered yet. */
  let open = 0;
  /** Of these, how many have to be answered before the last one that is of a card is over. */
  let doubtful = 0;

  return {
    heardCommand(command) {
      last = command.kind;
      open += 1;
      if (isOfACard(command)) doubtful = open;
    },
    heardEnd() {
      open = Math.max(0, open - 1);
      doubtful = Math.max(0, doubtful - 1);
    },
    mayStand(line) {
      if (FIXED.has(line)) return true;
      if (doubtful > 0 || last === undefined) return false;
      return ANSWERS[last]?.test(line) ?? false;
    },
  };
}
