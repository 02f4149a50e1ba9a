import { conditionsOf, type Machinery, type PrinterCondition } from "./conditions.ts";
import type { Counters } from "./memory.ts";
import type { Modes } from "./modes.ts";
import type { MovementName } from "./movements.ts";
import type { PrinterSettings } from "./options.ts";
import { serialNumberOf } from "./queries.ts";

/** How things stand, for people and tests; keys as in every document of the project. */
export interface PrinterSnapshot {
  readonly serial_number: string;
  readonly powered: boolean;
  readonly plugged: boolean;
  readonly moving: boolean;
  readonly movement: MovementName | null;
  readonly cover: "open" | "closed";
  readonly feeder: number;
  readonly ribbon: string;
  /** Cards that the ribbon is good for. */
  readonly ribbon_left: number;
  /** The number of the card inside, by the printer's own count. */
  readonly card_inside: number | null;
  readonly output: number;
  readonly reject: number;
  readonly cards_total: number;
  readonly panels_total: number;
  readonly cards_since_cleaning: number;
  readonly error_mode: number;
  readonly answers: string;
  readonly conditions: readonly PrinterCondition[];
}

export function snapshotOf({
  settings,
  body,
  mechanism,
  modes,
}: Machinery & {
  readonly settings: PrinterSettings;
  readonly modes: Modes;
}): PrinterSnapshot {
  const counters: Counters = mechanism.counters;
  return {
    serial_number: serialNumberOf(settings, body),
    powered: body.isPowered,
    plugged: body.isPlugged,
    moving: !mechanism.still,
    movement: mechanism.movements.current ?? null,
    cover: body.isCoverOpen ? "open" : "closed",
    feeder: body.feeder.cards,
    ribbon: body.ribbon.kind,
    ribbon_left: body.ribbon.cardsLeft,
    card_inside: mechanism.card?.n ?? null,
    output: body.output.cards,
    reject: body.reject.cards,
    cards_total: counters.cards,
    panels_total: counters.panels,
    cards_since_cleaning: counters.cardsSinceCleaning,
    error_mode: modes.current.error,
    answers: modes.current.answers,
    conditions: conditionsOf({ body, mechanism }),
  };
}
