import { backoff } from "../core/backoff.ts";
import type { Broker, BrokerMessage, Cancel, Clock, Log, Look, Random } from "../core/ports.ts";

/** Pauses between attempts to connect: from 1 s, doubling, to 60 s, with jitter (contract). */
const RECONNECT = { firstMs: 1_000, longestMs: 60_000 };
/**
 * A connection that lasts so long is a success, after which pauses start short again. Two hosts
 * with one client id drive each other out at every connect, and Mosquitto does not tell them why; a
 * message that is refused comes again as soon as the next connection stands.
 */
const LASTING_MS = 5_000;
/** A broker that has not answered a look by then is connected to without it. */
const LOOK_MS = 15_000;

export interface BrokerSessionParts {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly subscriptions: readonly string[];
  /** Topic of what the host itself retains: read before each connection, and heard during it. */
  readonly stateTopic: string;
  /** What was retained there before this connection; comes before `connected`. */
  readonly stateFound: (payload: Uint8Array) => void;
  /** A look is over, however it ended. */
  readonly looked: () => void;
  /** A connection stands and is subscribed. */
  readonly connected: () => void;
  readonly message: (message: BrokerMessage) => void;
  readonly acked: (token: number) => void;
  readonly closed: () => void;
}

export interface BrokerSession {
  start(): void;
  /** What kept the host from taking a message is over: ends the pause before the next attempt. */
  hurry(): void;
  /** Leaves the broker and stays away. */
  stop(): void;
}

/** Keeps one connection to the broker, for ever, and looks before each (I12). */
export function createBrokerSession(parts: BrokerSessionParts): BrokerSession {
  const { broker, clock, random, log } = parts;
  const pauses = backoff(RECONNECT, random);
  let stopped = false;
  /** Ends the look or the pause that is under way. */
  let cancelTry: Cancel = () => {};
  let isPausing = false;
  let cancelLasting: Cancel = () => {};

  function look(): void {
    isPausing = false;
    const cancelLimit = clock.timer(LOOK_MS, () => {
      cancelLook();
      lookEnded({ kind: "refused", reason: "The broker did not answer in time." });
    });
    const cancelLook = broker.look(parts.stateTopic, (found) => {
      cancelLimit();
      lookEnded(found);
    });
    cancelTry = () => {
      cancelLimit();
      cancelLook();
    };
  }

  function lookEnded(found: Look): void {
    if (found.kind === "read" && found.payload !== undefined) parts.stateFound(found.payload);
    if (found.kind === "refused") {
      log.write("warn", "own state not read; connecting without", { reason: found.reason });
    }
    parts.looked();
    if (found.kind === "failed") closed(found.reason);
    else connect();
  }

  function connect(): void {
    broker.connect({
      connected({ version, sessionPresent }) {
        log.write("info", "broker connected", { version, sessionPresent });
        cancelLasting = clock.timer(LASTING_MS, () => pauses.reset());
        broker.subscribe(parts.subscriptions);
        broker.subscribe([parts.stateTopic], 0);
        parts.connected();
      },
      message: parts.message,
      acked: parts.acked,
      closed,
    });
  }

  function closed(reason: string): void {
    cancelLasting();
    log.write("warn", "broker connection closed", { reason });
    parts.closed();
    if (stopped) return;
    isPausing = true;
    cancelTry = clock.timer(pauses.nextMs(), look);
  }

  return {
    start: look,
    hurry() {
      pauses.reset();
      if (!isPausing) return;
      cancelTry();
      look();
    },
    stop() {
      stopped = true;
      cancelTry();
      broker.close();
    },
  };
}
