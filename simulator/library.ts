/**
 * `cetakd/simulator`: a card printer, a server and an MQTT broker for other people's tests. Nothing
 * else of the package is public. What this file exports changes as `CHANGELOG.md` says.
 *
 * ```ts
 * const printer = await startPrinter({ link: "./printer1", onCard: (card) => cards.push(card) });
 * printer.raise("media-jam");
 * await printer.untilCards(3);
 * await printer.stop();
 * ```
 *
 * Any number of each run in one process, in real time. Each holds what it has opened (a
 * pseudo-terminal, a port, timers) until its `stop()` has settled, and leaves nothing behind then;
 * `stop()` may be called again.
 */

import { CARD_GEOMETRY } from "../protocols/evolis/geometry.ts";
import { DEVICE_ID } from "../protocols/words.ts";
import { startEmbeddedBroker } from "../src/io/embedded-broker.ts";
import { DEVICE_NAME } from "./io/control-folder.ts";
import { openServer } from "./io/running-server.ts";
import type { CardRecord } from "./printer/card.ts";
import type { PrinterCondition } from "./printer/conditions.ts";
import type { HandAction } from "./printer/hands.ts";
import { pictureOf } from "./printer/picture.ts";
import type { RibbonKind } from "./printer/ribbon.ts";
import type { PrinterSnapshot } from "./printer/snapshot.ts";
import { openRecordedPrinter } from "./recorded-printer.ts";
import type { ServerJob } from "./server/options.ts";
import type { ServerAction, ServerCondition, ServerSnapshot } from "./server/words.ts";

export type {
  CardRecord,
  HandAction,
  PrinterCondition,
  PrinterSnapshot,
  RibbonKind,
  ServerAction,
  ServerCondition,
  ServerJob,
  ServerSnapshot,
};

export interface PrinterOptions {
  /**
   * Path of the symbolic link that is made to the pseudo-terminal: what a host opens as its serial
   * port. There may be a dead link of an earlier printer, and nothing else.
   */
  readonly link: string;
  /** 1–64 of `A-Z a-z 0-9 . _ -`. Default: the end of `link`. */
  readonly name?: string;
  /** Gives, together with the name, the serial number, the same on every machine. Default: 0. */
  readonly seed?: number;
  /**
   * Folder for a PNG and a record of each card, and for what a printer remembers without power: its
   * counters, its stored modes, a card inside. A printer that is started again with the same name,
   * seed and folder is the same one. Default: nothing is written, and `stop` forgets it all.
   */
  readonly cardsDir?: string;
  /** Called with each card that leaves the printer, before the host is told that it is out. */
  readonly onCard?: (card: CardRecord) => void;
  /** What it says it is; `Dualys`, `Tattoo` and `Pebble` lack stations that others have. */
  readonly model?: string;
  /** Pace of the mechanism: 1 as a real one, 10 ten times as fast, 0 takes no time. Default: 0. */
  readonly speed?: number;
  /** Pace of the line in bits a second; 0 is unpaced. Default: 0. */
  readonly baud?: number;
  /** Blank cards in the feeder. Default: 100. */
  readonly feederCards?: number;
  /** What `refill` fills the feeder up to; never below `feederCards`. Default: 100. */
  readonly feederCapacity?: number;
  /** The ribbon fitted; a colour one prints black cards too. Default: `ymcko`. */
  readonly ribbonKind?: RibbonKind;
  /** Cards that the ribbon is good for. Default: a new one. */
  readonly ribbonCards?: number;
  /** Good cards that find room. Default: any number, somebody takes them as they come. */
  readonly outputCapacity?: number;
  /** Rejected cards that find room. Default: 100. */
  readonly rejectCapacity?: number;
  /** When a command is acknowledged: when its movement is over, or at once. Default: `executed`. */
  readonly ack?: "executed" | "received";
  /** After so long without a byte a cut-off payload is dropped. Default: 5,000. */
  readonly payloadTimeoutMs?: number;
  /**
   * File to which what crosses the line is added, images and fields left out: for `cetakd-sim show`
   * and `replay`. Default: nothing is recorded.
   */
  readonly record?: string;
  /** Keeps images and fields in the recording. Default: false. */
  readonly recordData?: boolean;
}

/** A printer that speaks the language of Evolis printers on a pseudo-terminal. */
export interface RunningPrinter {
  readonly name: string;
  readonly link: string;
  /** Begins with `SIM`: cetakd prints nothing but specimens on it. */
  readonly serialNumber: string;
  /** All that can befall it; what they mean stands in `docs/faults.md`. */
  readonly conditions: readonly PrinterCondition[];
  /** All that a person can do at it. */
  readonly actions: readonly HandAction[];
  /**
   * Lets a condition befall it at once, or in the midst of the next movement that it can befall.
   * Throws a `RangeError` that names all conditions if there is none of this name; so does `clear`.
   */
  raise(condition: PrinterCondition, when?: "at-once" | "next-step"): void;
  /** The condition is over. Also takes back one that has not befallen it yet. */
  clear(condition: PrinterCondition): void;
  /** Does what a person does with the hands. Throws a `RangeError` on an unknown action. */
  hand(action: HandAction): void;
  /** How things stand with it now: counters, feeder, ribbon, conditions. */
  state(): PrinterSnapshot;
  /**
   * Settles when so many cards have left it since it was started, into whatever box, at once if
   * they have already. Rejects if it is stopped before.
   */
  untilCards(count: number): Promise<void>;
  /** Switches it off and pulls its cable: a host that has it open loses it, the link is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a printer. Rejects with a `RangeError` on a wrong name; with an `Error` if there is
 * something else at `link`, if `cardsDir` holds a memory that cannot be read, if `record` cannot be
 * written, or if there is no pseudo-terminal to be had.
 */
export async function startPrinter(options: PrinterOptions): Promise<RunningPrinter> {
  const { name } = options;
  if (name !== undefined) assertMatch("name", name, DEVICE_NAME);
  return openRecordedPrinter(options, (why) => process.emitWarning(why));
}

/** A side of a card as it can be looked at. */
export interface CardPicture {
  /** Dots, which are pixels: 1016 by 648, landscape as a person reads it. */
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha, a byte each, row by row from the top left. */
  readonly data: Uint8Array;
}

/** What one side of a card looks like: white plastic and what has been printed on it. */
export function cardPicture(card: CardRecord, side: "front" | "back" = "front"): CardPicture {
  const panels = card.panels.filter((panel) => panel.side === side);
  const { widthDots: width, heightDots: height } = CARD_GEOMETRY;
  return { width, height, data: pictureOf(panels, CARD_GEOMETRY) };
}

export interface ServerOptions {
  /** The broker: `mqtt://127.0.0.1:1883`. */
  readonly url: string;
  /** Site and id of the host that is to print; 1–32 of `a-z 0-9 -`, as every id. */
  readonly site: string;
  readonly host: string;
  /** Default: `server1`, which is not named in the documents then. */
  readonly id?: string;
  /**
   * What it has printed: so many jobs of people who do not exist, all specimens, or documents of
   * your own. Default: 0, it only reports its health and answers.
   */
  readonly jobs?: number | readonly ServerJob[];
  /** Sends no job before the host has asked for some. Default: false. */
  readonly waitsForCredit?: boolean;
  /** Takes connections on this port of 127.0.0.1, for a probe. Default: none. */
  readonly probePort?: number;
  /** How long the first connection may take. Default: 10,000; later ones are tried for ever. */
  readonly connectTimeoutMs?: number;
  /** Told what is worth knowing: a refused document, a breach of the contract by the host. */
  readonly onNote?: (line: string) => void;
}

/** A server that has cards printed, reports its health every minute and watches the host. */
export interface RunningServer {
  readonly id: string;
  /** All that can befall it; what they mean stands in `docs/faults.md`. */
  readonly conditions: readonly ServerCondition[];
  readonly actions: readonly ServerAction[];
  /** Ids of the documents that were sent and have no answer. */
  readonly unanswered: readonly string[];
  /** Throws a `RangeError` that names all conditions if there is none of this name, as `clear`. */
  raise(condition: ServerCondition): void;
  clear(condition: ServerCondition): void;
  /** `power-off` cuts its connection without a goodbye. Throws a `RangeError` on another word. */
  hand(action: ServerAction): void;
  /** It is to have these printed, too: documents of your own, with ids that it does not have. */
  add(jobs: readonly ServerJob[]): void;
  /** How things stand with it now: its jobs by their end, breaches of the contract by the host. */
  state(): ServerSnapshot;
  /**
   * Settles when all its jobs have come to an end: are completed, canceled, aborted, expired, or
   * were refused. Which, stands in `state().ended`. Rejects if it is stopped before.
   */
  untilEnded(): Promise<void>;
  /** Says `offline` and leaves, or just leaves if the broker is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a server and settles when it is connected. Rejects with a `RangeError` on a wrong id; with
 * an `Error` if the broker cannot be reached in time or `probePort` is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { site, host, id, connectTimeoutMs = 10_000 } = options;
  for (const [what, word] of Object.entries({ site, host, ...(id !== undefined && { id }) })) {
    assertMatch(what, word, DEVICE_ID);
  }
  const { server, untilConnected } = await openServer(options);
  try {
    await untilConnected(connectTimeoutMs);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

export interface BrokerOptions {
  /** On 127.0.0.1. Default: 0, a free one. */
  readonly port?: number;
}

/** An MQTT 3.1.1 broker that keeps everything in memory and asks nobody for a password. */
export interface RunningBroker {
  readonly port: number;
  /** What clients on this host connect to. */
  readonly url: string;
  /** Cuts all connections; sessions, messages and what was retained are gone. */
  stop(): Promise<void>;
}

/**
 * Starts a broker. Rejects with the error of the system, `EADDRINUSE` for one, if it cannot have
 * the port. One that is started on the port of a stopped one is that broker, emptied.
 */
export async function startBroker({ port = 0 }: BrokerOptions = {}): Promise<RunningBroker> {
  const broker = await startEmbeddedBroker({ port });
  let stopped: Promise<void> | undefined;
  return {
    port: broker.port,
    url: `mqtt://127.0.0.1:${broker.port}`,
    stop() {
      stopped ??= broker.close();
      return stopped;
    },
  };
}

function assertMatch(what: string, word: string, pattern: RegExp): void {
  if (!pattern.test(word)) throw new RangeError(`this is no ${what}: ${word}`);
}
