import type { Condition } from "../../protocols/faults.ts";
import type { HandAction } from "../printer/hands.ts";
import type { PrinterSnapshot } from "../printer/snapshot.ts";

/** A card that has left a printer. */
export interface SeenCard {
  readonly atMs: number;
  readonly printer: string;
  readonly box: "output" | "reject" | "removed";
  /** Whether its sequence ran to the end. */
  readonly complete: boolean;
  /** The job whose picture is on it; `undefined`: there is none on it. */
  readonly job: string | undefined;
}

export interface SeenPublication {
  readonly atMs: number;
  readonly topic: string;
  readonly payload: string;
}

/** A job that is to be sent. */
export interface JobToSend {
  readonly id: string;
  readonly server: string | undefined;
  readonly priority?: number | undefined;
  readonly stock?: string | undefined;
  /** So long after it was recorded it expires. Milliseconds. */
  readonly expiresMs?: number | undefined;
}

export interface CardInside {
  readonly n: number;
  readonly isComingOut: boolean;
}

/**
 * Where a scenario is played: a host with its devices and its broker, in virtual time or in real
 * time. All that a scenario sees, it sees from outside; times are milliseconds since it began.
 */
export interface Scene {
  /** So late a step may come: what is done before it takes real time. */
  readonly graceMs: number;
  nowMs(): number;
  /** Milliseconds since 1970, by the clock of the host. */
  wallMs(): number;
  /** Lets time pass until it is so, at most until then. Tells whether it is. */
  pass(untilMs: number, isSo?: () => boolean): Promise<boolean>;
  /** Called with everything the broker carries, from the beginning, in order. */
  onPublication(run: (publication: SeenPublication) => void): void;
  onCard(run: (card: SeenCard) => void): void;
  /** The card that is being made, by the printer's own count, and whether it is on its way out. */
  cardInside(printer: string): CardInside | undefined;
  raise(device: string, condition: Condition, when: "at-once" | "next-step"): void;
  clear(device: string, condition: Condition): void;
  hand(device: string, action: HandAction): void;
  /** What is wrong at a printer that a person sees to every day. */
  needsUpkeep(printer: string): boolean;
  send(jobs: readonly JobToSend[]): void;
  /** Runs it after so long, unless the scene is closed by then. */
  later(delayMs: number, run: () => void): void;
  killDaemon(): void;
  power(isOn: boolean): void;
  broker(action: "stop" | "start" | "empty" | "drop"): Promise<void>;
  stepClock(byMs: number): void;
  /** `retain`: the broker keeps it, and hands it to whoever subscribes later. */
  command(document: Readonly<Record<string, unknown>>, retain: boolean): void;
  /** Promises that were seen broken so far. */
  broken(): readonly string[];
  close(): Promise<void>;
}

/** Of a simulated printer, whichever world it stands in. */
export function cardInside(printer: PrinterSnapshot | undefined): CardInside | undefined {
  const n = printer?.card_inside ?? undefined;
  return n === undefined ? undefined : { n, isComingOut: printer?.movement === "eject" };
}
