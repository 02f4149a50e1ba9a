import {
  encodeCardInside,
  encodeCleaningDue,
  encodeCounter,
  encodeErrorModes,
  encodeFeederState,
} from "../../protocols/evolis/answers.ts";
import { type Outcome, refused, text } from "./answer.ts";
import type { Body } from "./body.ts";
import type { CommandOf, EachCommand } from "./each-command.ts";
import type { Mechanism } from "./mechanism.ts";
import { type Counters, cleaningDue, cleaningIntervalAverage } from "./memory.ts";
import { equipmentOf } from "./model.ts";
import type { Modes } from "./modes.ts";
import type { PrinterSettings } from "./options.ts";

/** All that an answer can be taken from. */
export interface Asked {
  readonly settings: PrinterSettings;
  readonly body: Body;
  readonly modes: Modes;
  readonly mechanism: Mechanism;
  /** The text of the answer before, as it is or would be in standard mode. */
  readonly lastAnswer: string;
}

type QueryKind = Extract<EachCommand["kind"], `read-${string}`>;

export const QUERIES: {
  readonly [Kind in QueryKind]: (query: CommandOf<Kind>, asked: Asked) => Outcome;
} = {
  "read-firmware": (_, { settings }) => text(settings.firmware),
  "read-serial-number": (_, { settings, body }) => text(serialNumberOf(settings, body)),
  "read-model": (_, { settings }) => text(settings.model),
  "read-head-kit": (_, { settings }) => text(`${settings.serialNumber}-HEAD`),
  "read-error-mode": (_, { modes: { current, stored } }) =>
    text(encodeErrorModes({ current: current.error, saved: stored.error })),
  "read-counter": ({ counter }, { mechanism, body }) =>
    text(encodeCounter(COUNTS[counter](mechanism.counters, body))),
  "read-ribbon-mark": (_, { body }) => (body.ribbon.isEnded ? refused("R") : text("OK")),
  "read-last-answer": ({ about }, asked) => text(LAST_ANSWERS[about](asked)),
  "read-sensor": ({ sensor }) => text(SENSOR_VOLTS[sensor]),
  "read-feeder": ({ level }, asked) => readFeeder(level, asked),
};

export function serialNumberOf(settings: PrinterSettings, { isExchanged }: Body): string {
  return isExchanged ? settings.otherSerialNumber : settings.serialNumber;
}

const COUNTS: Readonly<
  Record<CommandOf<"read-counter">["counter"], (counters: Counters, body: Body) => number>
> = {
  panels: ({ panels }) => panels,
  cards: ({ cards }) => cards,
  cleanings: ({ cleanings }) => cleanings,
  "cleaning-interval-average": cleaningIntervalAverage,
  "cleaning-interval-max": ({ cleaningIntervalMax }) => cleaningIntervalMax,
  "cards-left": (_, { ribbon }) => ribbon.cardsLeft,
};

const LAST_ANSWERS: Readonly<
  Record<CommandOf<"read-last-answer">["about"], (asked: Asked) => string>
> = {
  last: ({ lastAnswer }) => lastAnswer,
  card: ({ mechanism }) => encodeCardInside(mechanism.card !== undefined),
  cleaning: ({ mechanism }) => encodeCleaningDue(cleaningDue(mechanism.counters)),
};

/** This printer has one feeder. */
function readFeeder(level: "empty" | "low", { settings, body }: Asked): Outcome {
  if (!equipmentOf(settings.model).feederSensor) return refused("1");
  const isReported = level === "empty" ? body.feeder.isEmpty : body.feeder.isLow;
  return text(encodeFeederState(isReported ? "first" : "ok"));
}

/** Fixed: what the voltages mean is not in the guide. */
const SENSOR_VOLTS: Readonly<Record<CommandOf<"read-sensor">["sensor"], string>> = {
  o: "2.51",
  p: "1.87",
  m: "3.02",
  c: "2.20",
  r: "1.45",
};
