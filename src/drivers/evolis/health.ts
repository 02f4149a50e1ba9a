import {
  type DecodedAnswer,
  decodeCleaningDue,
  decodeCounter,
  decodeErrorModes,
  decodeFeederState,
  decodeStandardAnswer,
} from "../../../protocols/evolis/answers.ts";
import type { Command } from "../../../protocols/evolis/command.ts";
import type { Condition } from "../../../protocols/faults.ts";
import { DaemonError } from "../../core/errors.ts";
import type { DeviceFault, PrinterHealth, PrinterReading } from "../../core/ports.ts";
import { faultOf, isUnknownQuestion } from "./faults.ts";
import type { Decode, Inquiry } from "./inquiry.ts";
import { readPrinter } from "./reading.ts";
import { type CardPosition, isTrusted } from "./simulated.ts";
import { HOST_CONTROLLED } from "./start.ts";

/**
 * Cards left on the ribbon at which a new one should be at hand: a tenth of the usual colour
 * ribbon of 200 cards, which is an hour of an office that prints 124 cards a day.
 */
export const RIBBON_LOW_CARDS = 20;

export interface HealthOptions {
  /** Whether a card that `Rlr;p` reports between two jobs counts as a fault. */
  readonly cardPosition: CardPosition;
  readonly ribbonLowCards: number;
}

/** Sets once more what a session has set at its start. Rejects with a `DaemonError`. */
export type RestoreModes = () => Promise<void>;

/** Asks one printer how it is, time and again in one session. */
export interface Examination {
  /** Rejects with a `DaemonError`. */
  check(): Promise<PrinterHealth>;
}

/** What one check has found so far. */
class Findings {
  readonly faults = new Map<Condition, DeviceFault>();
  readonly checked = new Set<Condition>();

  raise(fault: DeviceFault): void {
    if (!this.faults.has(fault.condition)) this.faults.set(fault.condition, fault);
  }

  /** An answer that shows the condition to be there, or to be absent. */
  show(condition: Condition, isRaised: boolean): void {
    this.checked.add(condition);
    if (isRaised) this.raise({ condition });
  }
}

/**
 * A query that is refused with the code of a fault shows that fault. That it is answered shows
 * nothing: a printer may tell once, to whoever asks next, of a movement that has failed. So cover,
 * jam and the like are raised here and never shown to be gone.
 */
export function createExamination(
  inquiry: Inquiry,
  options: HealthOptions,
  restoreModes: RestoreModes,
): Examination {
  let lastReading: PrinterReading | undefined;

  async function check(): Promise<PrinterHealth> {
    const found = new Findings();
    const reading = await read(found);
    const { serialNumber, cardInside } = reading;
    if (cardInside !== undefined && isTrusted(options.cardPosition, serialNumber)) {
      found.show("card-inside", cardInside);
    }
    const ribbonLeft = await checkRibbon(found);
    const cardsSinceCleaning = await checkCleaning(found, reading.cardsFed);
    const feeder = await checkFeeder(found);
    await checkModes(found);
    const faults = [...found.faults.values()];
    const checked = [...found.checked];
    return { reading, faults, checked, ribbonLeft, feeder, cardsSinceCleaning };
  }

  /** A refusal may be the news of a failed movement: then the same question is answered. */
  async function read(found: Findings): Promise<PrinterReading> {
    try {
      lastReading = await readPrinter(inquiry);
    } catch (error) {
      found.raise(faultOfRefusal(error));
      lastReading = await readAgain(found);
    }
    return lastReading;
  }

  /** While the printer goes on refusing, its counters are the last ones known. */
  async function readAgain(found: Findings): Promise<PrinterReading> {
    try {
      return await readPrinter(inquiry);
    } catch (error) {
      found.raise(faultOfRefusal(error));
      if (lastReading === undefined) throw error;
      return lastReading;
    }
  }

  async function tryAsk<T>(
    found: Findings,
    command: Command,
    decode: Decode<T>,
  ): Promise<T | undefined> {
    const finding = await inquiry.tryAsk(command, decode);
    if (finding.kind === "refused") found.raise(faultOf(finding.code));
    return finding.kind === "answer" ? finding.value : undefined;
  }

  async function checkRibbon(found: Findings): Promise<number | undefined> {
    const left = { kind: "read-counter", counter: "cards-left" } as const;
    const ribbonLeft = await tryAsk(found, left, decodeCounter);
    const atMark = await tryAsk(found, { kind: "read-ribbon-mark" }, decodeRibbonMark);
    if (atMark !== undefined) found.show("marker-supply-empty", atMark);
    if (ribbonLeft !== undefined) {
      found.show("marker-supply-empty", ribbonLeft === 0);
      found.show("marker-supply-low", ribbonLeft > 0 && ribbonLeft <= options.ribbonLowCards);
    }
    return ribbonLeft;
  }

  async function checkCleaning(found: Findings, cardsFed: number): Promise<number | undefined> {
    const due = { kind: "read-last-answer", about: "cleaning" } as const;
    const isDue = await tryAsk(found, due, decodeCleaningDue);
    if (isDue !== undefined) found.show("cleaning-due", isDue);
    const done = { kind: "read-counter", counter: "cleanings" } as const;
    const cleanings = await tryAsk(found, done, decodeCounter);
    if (cleanings === undefined) return undefined;
    if (cleanings === 0) return cardsFed;
    const interval = { kind: "read-counter", counter: "cleaning-interval-average" } as const;
    const average = await tryAsk(found, interval, decodeCounter);
    return average === undefined ? undefined : cardsSince(cardsFed, average * cleanings);
  }

  async function checkFeeder(found: Findings): Promise<PrinterHealth["feeder"]> {
    const empty = { kind: "read-feeder", level: "empty" } as const;
    const emptyFeeders = await tryAsk(found, empty, decodeFeederState);
    if (emptyFeeders === undefined) return "unknown";
    const low = { kind: "read-feeder", level: "low" } as const;
    const lowFeeders = await tryAsk(found, low, decodeFeederState);
    // Cards are drawn from the first feeder, or the only one; an empty second one is a low stock.
    const isEmpty = emptyFeeders === "first" || emptyFeeders === "all";
    const isLow = emptyFeeders === "second" || (lowFeeders ?? "ok") !== "ok";
    found.show("media-empty", isEmpty);
    if (lowFeeders !== undefined || isLow) found.show("media-low", isLow && !isEmpty);
    if (isEmpty) return "empty";
    return isLow ? "low" : "ok";
  }

  /**
   * Switched off and on behind a line that stays open, a printer falls back to its stored modes,
   * in which it finishes a card by itself, or makes it anew.
   */
  async function checkModes(found: Findings): Promise<void> {
    const modes = await tryAsk(found, { kind: "read-error-mode" }, decodeErrorModes);
    if (modes !== undefined && modes.current !== HOST_CONTROLLED) await restoreModes();
  }

  return { check };
}

/** The fault that a refused question tells of; anything else that went wrong is thrown on. */
function faultOfRefusal(error: unknown): DeviceFault {
  if (!(error instanceof DaemonError) || error.code !== "PRINTER_REFUSED") throw error;
  const code = String(error.facts["code"]);
  if (isUnknownQuestion(code)) throw error;
  return faultOf(code);
}

/** `Rcr`: whether the ribbon stands at its end mark; every answer but `OK` says so. */
function decodeRibbonMark(text: string): DecodedAnswer<boolean> {
  const answer = decodeStandardAnswer(text);
  if (!answer.ok) return answer;
  if (answer.value.kind === "unknown-command") return { ok: false, defect: "refused" };
  return { ok: true, value: answer.value.kind !== "ok" };
}

/** The intervals between cleanings add up to the last one; their average is a whole number. */
function cardsSince(cardsFed: number, cardsAtLastCleaning: number): number | undefined {
  return cardsAtLastCleaning > 0 ? Math.max(0, cardsFed - cardsAtLastCleaning) : undefined;
}
