import type { Condition, FAULTS } from "../../protocols/faults.ts";
import type { Body } from "./body.ts";
import type { Mechanism } from "./mechanism.ts";
import { CLEANING_INTERVAL_CARDS, cleaningDue } from "./memory.ts";
import type { MovementName } from "./movements.ts";

/** The conditions of the catalogue that a printer can be in: this protocol shows all of them. */
export type PrinterCondition = {
  [Name in Condition]: (typeof FAULTS)[Name]["device"] extends "printer" ? Name : never;
}[Condition];

export interface Machinery {
  readonly body: Body;
  readonly mechanism: Mechanism;
}

interface ConditionRule {
  /** What happens to the machine. */
  readonly raise: (machinery: Machinery) => void;
  /** What a person, or time, does about it. */
  readonly clear: (machinery: Machinery) => void;
  readonly holds: (machinery: Machinery) => boolean;
  /** The steps that it can befall; a condition without movements befalls a command. */
  readonly steps: readonly (MovementName | "command")[];
}

const MOVEMENTS = ["feed", "print", "flip", "carry", "eject", "clean"] as const;
/** So few are low by anybody's measure. */
const LOW_CARDS = 5;
/** More than anybody calls low, and too few for a queue that is longer. */
const SHORT_CARDS = 25;

/** A condition without a row does not compile: the simulator cannot fall behind the catalogue. */
const RULES: Readonly<Record<PrinterCondition, ConditionRule>> = {
  "media-empty": {
    raise: ({ body }) => {
      body.feeder.cards = 0;
    },
    clear: ({ body }) => body.feeder.refill(),
    holds: ({ body }) => body.feeder.isEmpty,
    steps: ["feed"],
  },
  "media-low": {
    raise: ({ body: { feeder } }) => {
      feeder.cards = Math.min(feeder.cards, LOW_CARDS);
    },
    clear: ({ body }) => body.feeder.refill(),
    holds: ({ body }) => body.feeder.isLow,
    steps: ["feed"],
  },
  "media-jam": flag("isJammed", MOVEMENTS),
  "card-inside": {
    raise: ({ mechanism }) => mechanism.leaveStrangeCard(),
    clear: ({ mechanism }) => mechanism.takeCard(),
    holds: ({ mechanism }) => mechanism.card !== undefined && mechanism.still,
    steps: ["command"],
  },
  "cover-open": flag("isCoverOpen", MOVEMENTS),
  "marker-supply-empty": {
    raise: ({ body }) => body.ribbon.end(),
    clear: ({ body }) => body.ribbon.replace(),
    holds: ({ body }) => body.ribbon.isEnded,
    steps: ["print"],
  },
  "marker-supply-low": {
    raise: ({ body: { ribbon } }) => {
      ribbon.cardsLeft = Math.min(ribbon.cardsLeft, LOW_CARDS);
    },
    clear: ({ body }) => body.ribbon.replace(),
    holds: ({ body }) => body.ribbon.isLow,
    steps: ["print"],
  },
  "marker-supply-insufficient": {
    raise: ({ body: { ribbon } }) => {
      ribbon.cardsLeft = Math.min(ribbon.cardsLeft, SHORT_CARDS);
    },
    clear: ({ body }) => body.ribbon.replace(),
    // Whether it is one depends on the queue, of which a printer knows nothing.
    holds: ({ body }) => body.ribbon.cardsLeft <= SHORT_CARDS,
    steps: ["print"],
  },
  "cleaning-due": {
    raise: ({ mechanism: { counters } }) => {
      counters.cardsSinceCleaning = Math.max(counters.cardsSinceCleaning, CLEANING_INTERVAL_CARDS);
    },
    clear: ({ mechanism }) => mechanism.countCleaning(),
    holds: ({ mechanism }) => cleaningDue(mechanism.counters),
    steps: ["feed"],
  },
  "output-area-full": {
    raise: ({ body }) => {
      body.output.isBlocked = true;
      body.reject.isBlocked = true;
    },
    clear: ({ body }) => {
      body.output.empty();
      body.reject.empty();
    },
    holds: ({ body }) => body.output.isFull || body.reject.isFull,
    // While a card is under way to a box it is too late for that card.
    steps: ["feed", "print"],
  },
  "marker-over-temperature": {
    raise: ({ body }) => {
      body.isHot = true;
    },
    // It takes its time: the fault is over when the head has cooled down.
    clear: ({ mechanism }) => mechanism.coolDown(),
    holds: ({ body }) => body.isHot,
    steps: ["print"],
  },
  "timed-out": flag("isSilent", ["command"]),
  "connecting-to-device": {
    raise: ({ body }) => {
      body.isPlugged = false;
    },
    clear: ({ body }) => {
      body.isPlugged = true;
    },
    holds: ({ body }) => !body.isPlugged,
    steps: MOVEMENTS,
  },
  "device-changed": flag("isExchanged", ["command"]),
  "command-refused": flag("isRefusing", ["command"]),
  other: flag("isOdd", MOVEMENTS),
};

type Flag = "isJammed" | "isCoverOpen" | "isSilent" | "isExchanged" | "isRefusing" | "isOdd";

function flag(name: Flag, steps: ConditionRule["steps"]): ConditionRule {
  return {
    raise: ({ body }) => {
      body[name] = true;
    },
    clear: ({ body }) => {
      body[name] = false;
    },
    holds: ({ body }) => body[name],
    steps,
  };
}

export const PRINTER_CONDITIONS = Object.keys(RULES) as readonly PrinterCondition[];

export function conditionRule(condition: PrinterCondition): ConditionRule {
  return RULES[condition];
}

/** All that hold now. A card inside counts once nothing moves it any more. */
export function conditionsOf(machinery: Machinery): readonly PrinterCondition[] {
  return PRINTER_CONDITIONS.filter((condition) => RULES[condition].holds(machinery));
}
