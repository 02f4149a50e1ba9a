import { backoff } from "../core/backoff.ts";
import type { Broker, BrokerMessage, Cancel, Clock, Log, Random } from "../core/ports.ts";

/** Pauses between attempts to connect: from 1 s, doubling, to 60 s, with jitter (contract). */
const RECONNECT = { firstMs: 1_000, longestMs: 60_000 };

export interface BrokerSessionParts {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly subscriptions: readonly string[];
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

/**
 * Keeps one connection to the broker, for ever. A message that is refused comes again at once when
 * the next one stands, so the pauses grow from refusal to refusal as they do without a broker.
 */
export function createBrokerSession(parts: BrokerSessionParts): BrokerSession {
  const { broker, clock, random, log } = parts;
  const pauses = backoff(RECONNECT, random);
  let stopped = false;
  let refused = false;
  let cancelRetry: Cancel | undefined;

  function connect(): void {
    cancelRetry = undefined;
    broker.connect({
      connected({ version, sessionPresent }) {
        log.write("info", "broker connected", { version, sessionPresent });
        if (!refused) pauses.reset();
        refused = false;
        broker.subscribe(parts.subscriptions);
        parts.connected();
      },
      message(message) {
        parts.message({
          ...message,
          settle(verdict) {
            if (verdict === "refuse") refused = true;
            message.settle(verdict);
          },
        });
      },
      acked: parts.acked,
      closed(reason) {
        log.write("warn", "broker connection closed", { reason });
        parts.closed();
        if (!stopped) cancelRetry = clock.timer(pauses.nextMs(), connect);
      },
    });
  }

  return {
    start: connect,
    hurry() {
      pauses.reset();
      if (cancelRetry === undefined) return;
      cancelRetry();
      connect();
    },
    stop() {
      stopped = true;
      cancelRetry?.();
      broker.close();
    },
  };
}
