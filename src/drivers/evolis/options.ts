import type { ColourLevels, Geometry } from "../../../protocols/evolis/geometry.ts";
import type { Clock } from "../../core/ports.ts";
import { RIBBON_LOW_CARDS } from "./health.ts";
import type { EvolisRibbon } from "./ribbon.ts";
import type { CardPosition } from "./simulated.ts";
import type { AnswerTerminator } from "./text-lines.ts";
import type { Trace } from "./trace.ts";

export interface EvolisOptions extends Partial<EvolisSettings> {
  readonly clock: Clock;
  readonly geometry: Geometry;
  /** Bits a second; 0: the line takes no time. */
  readonly baudRate: number;
  /** Every frame on the wire, without the dots of a card. */
  readonly trace?: Trace;
}

/** What the guide leaves open, and what is fitted. Each is named on the driver's page. */
export interface EvolisSettings {
  readonly ribbon: EvolisRibbon;
  readonly colourLevels: ColourLevels;
  readonly answerTerminator: AnswerTerminator;
  /**
   * When the printer acknowledges. The driver is right with both; to know `executed` for sure
   * spares a wait after cards whose position cannot be told.
   */
  readonly ack: "executed" | "received" | "unknown";
  readonly cardPosition: CardPosition;
  readonly rejectBox: "output" | "feeder" | "none";
  /** After so long without a byte the printer drops a payload that was cut off. */
  readonly payloadTimeoutMs: number;
  /** Cards left on the ribbon at which it counts as low. */
  readonly ribbonLowCards: number;
}

export const DEFAULT_EVOLIS_SETTINGS: EvolisSettings = {
  ribbon: "ymcko",
  // A step of 4 of 255 is not seen in a face; 32 levels show bands, 128 take a sixth longer.
  colourLevels: 64,
  answerTerminator: "auto",
  ack: "unknown",
  cardPosition: "if-simulated",
  rejectBox: "output",
  payloadTimeoutMs: 5_000,
  ribbonLowCards: RIBBON_LOW_CARDS,
};
