import type { Terminator } from "../../protocols/evolis/answers.ts";
import { CARD_GEOMETRY, type Geometry } from "../../protocols/evolis/geometry.ts";
import type { CardRecord } from "./card.ts";
import type { PrinterMemory } from "./memory.ts";
import type { AnswerMode } from "./modes.ts";
import type { RibbonKind } from "./ribbon.ts";

/** Time as the machine needs it: virtual in the stage, real on a pseudo-terminal. */
export interface MachineClock {
  timer(delayMs: number, run: () => void): () => void;
}

export interface PrinterSettings {
  readonly geometry: Geometry;
  /** What `Rtp` answers; by its name a model has more or fewer stations: `model.ts`. */
  readonly model: string;
  readonly firmware: string;
  /** Begins with SIM, so that everybody downstream can tell. */
  readonly serialNumber: string;
  /** The printer that stands there while `device-changed` is raised. */
  readonly otherSerialNumber: string;
  /** When a command is acknowledged: after its movement, or at once. The guide leaves it open. */
  readonly ack: "executed" | "received";
  /** How it answers as it leaves the factory; `Pem;4;s` changes what is stored. */
  readonly answers: AnswerMode;
  /** What ends a text. */
  readonly terminator: Terminator;
  /** A payload that stops coming is dropped after so long without a byte. */
  readonly payloadTimeoutMs: number;
  /** 1 is the real mechanical speed, 10 ten times as fast, 0 takes no time. */
  readonly speed: number;
  readonly feederCards: number;
  /** What `refill` fills up to; never below `feederCards`. */
  readonly feederCapacity: number;
  readonly ribbonKind: RibbonKind;
  /** Cards that the fitted ribbon is good for; `undefined`: it is new. */
  readonly ribbonCards: number | undefined;
  readonly outputCapacity: number;
  readonly rejectCapacity: number;
}

export const DEFAULT_SETTINGS: PrinterSettings = {
  geometry: CARD_GEOMETRY,
  model: "Simulated Quantum",
  firmware: "SIM-1.0",
  serialNumber: "SIM0001",
  otherSerialNumber: "SIM0002",
  ack: "executed",
  answers: "ack-nack",
  terminator: "cr",
  payloadTimeoutMs: 5_000,
  speed: 1,
  feederCards: 100,
  feederCapacity: 100,
  ribbonKind: "ymcko",
  ribbonCards: undefined,
  // Somebody takes the good cards as they come; rejected ones stay until somebody is told.
  outputCapacity: Number.POSITIVE_INFINITY,
  rejectCapacity: 100,
};

export interface PrinterParts {
  readonly clock: MachineClock;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  /** A card has left the printer. */
  readonly cardOut: (card: CardRecord) => void;
  /** What a printer of this serial number remembered when it was last on; absent: it is new. */
  readonly memory?: PrinterMemory;
  /** Called with what has to survive, before the movement that changed it ends. */
  readonly keep?: (memory: PrinterMemory) => void;
  /** The cable was pulled or put in. */
  readonly plugged?: (isPlugged: boolean) => void;
}
