import { CARD_GEOMETRY, type Geometry } from "../../protocols/evolis/geometry.ts";
import type { CardRecord } from "./card.ts";

/** Time as the machine needs it: virtual in the stage, real on a pseudo-terminal. */
export interface MachineClock {
  timer(delayMs: number, run: () => void): () => void;
}

export interface PrinterSettings {
  readonly geometry: Geometry;
  readonly model: string;
  readonly firmware: string;
  /** Begins with SIM, so that everybody downstream can tell. */
  readonly serialNumber: string;
  /** When a command is acknowledged: after its movement, or at once. The guide leaves it open. */
  readonly ack: "executed" | "received";
  /** A payload that stops coming is dropped after so long without a byte. */
  readonly payloadTimeoutMs: number;
  /** 1 is the real mechanical speed, 10 ten times as fast, 0 takes no time. */
  readonly speed: number;
  readonly feederCards: number;
}

export const DEFAULT_SETTINGS: PrinterSettings = {
  geometry: CARD_GEOMETRY,
  model: "Simulated Dualys",
  firmware: "SIM-1.0",
  serialNumber: "SIM0001",
  ack: "executed",
  payloadTimeoutMs: 5_000,
  speed: 1,
  feederCards: 100,
};

export interface PrinterParts {
  readonly clock: MachineClock;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  /** A card has left the printer. */
  readonly cardOut: (card: CardRecord) => void;
}
