import type { Broker, Cancel, Clock, Look } from "../../src/core/ports.ts";
import {
  covers,
  type Exchange,
  encode,
  type Life,
  type MemoryClientOptions,
  MemoryLine,
  MemorySession,
  type Packet,
  type PacketProperties,
} from "./memory-broker-line.ts";

/**
 * An MQTT broker without a network, for the virtual world.
 *
 * What a client sends is with the broker at once, as bytes in the kernel survive their process.
 * Whatever a client or an observer is told comes through `clock.timer(0, …)`, so that nobody is
 * called within his own call and virtual time orders everything.
 */
export interface MemoryBroker {
  /** The `Broker` of one process. A session belongs to its client id and outlives the process. */
  client(options: MemoryClientOptions): Broker;
  /** A publication by someone else, who always reaches the broker. */
  publish(topic: string, payload: string | Uint8Array, options?: OutsideOptions): void;
  /** Everything ever published, wills included, in order. It survives `empty`: a judge reads it. */
  readonly log: readonly LoggedPublication[];
  /** Calls `run` for every later publication whose topic the filter covers. */
  onPublish(filter: string, run: (publication: LoggedPublication) => void): Cancel;
  /** Messages that sessions have not taken yet. */
  pending(): number;
  /** The connection of this client is lost; its will is published. */
  drop(clientId: string): void;
  /** The process that has this client is dead: its will is published, it is never called again. */
  kill(client: Broker): void;
  /** The broker started again without its memory: no session, no retained message, no will. */
  empty(): void;
  /** Whether clients reach the broker; `false` drops those that are connected. */
  setReachable(reachable: boolean): void;
}

export interface OutsideOptions extends PacketProperties {
  readonly retain?: boolean;
  /** What the log calls the sender; `outside` by default. */
  readonly from?: string;
}

export interface LoggedPublication {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** The client id of the sender. */
  readonly from: string;
  readonly correlationData?: Uint8Array;
}

type Timer = Pick<Clock, "timer">;

/** For use without virtual time: each callback in a turn of its own. */
const NEXT_TURN: Timer = {
  timer(_delayMs, run) {
    const turn = setImmediate(run);
    return () => clearImmediate(turn);
  },
};

export function createMemoryBroker({ clock = NEXT_TURN }: { clock?: Timer } = {}): MemoryBroker {
  return new Hub(clock);
}

const LOST = "The connection to the broker was lost.";

class Hub implements MemoryBroker, Exchange {
  readonly log: LoggedPublication[] = [];
  readonly clock: Timer;
  reachable = true;
  readonly #sessions = new Map<string, MemorySession>();
  readonly #retained = new Map<string, Packet>();
  readonly #observers = new Set<(publication: LoggedPublication) => void>();
  /** Ends a client for good. */
  readonly #deaths = new WeakMap<Broker, () => void>();

  constructor(clock: Timer) {
    this.clock = clock;
  }

  client(options: MemoryClientOptions): Broker {
    const life = { alive: true };
    let line: MemoryLine | undefined;
    const client: Broker = {
      connect: (events) => {
        if (!life.alive) return;
        if (line !== undefined && line.phase !== "closed") {
          throw new Error("connect called before closed");
        }
        line = new MemoryLine(this, options, life, events);
      },
      look: (topic, done) => this.#look(topic, life, done),
      subscribe: (topics, qos) => line?.subscribe(topics, qos),
      publish: (publication) => line?.publish(publication),
      close: () => line?.end("The host closed the connection."),
    };
    this.#deaths.set(client, () => {
      life.alive = false;
      line?.end(LOST, "will");
    });
    return client;
  }

  publish(topic: string, payload: string | Uint8Array, options: OutsideOptions = {}): void {
    const bytes = typeof payload === "string" ? encode(payload) : payload;
    const { retain = false, from, ...properties } = options;
    this.accept({ topic, payload: bytes, retain, ...properties }, from);
  }

  onPublish(filter: string, run: (publication: LoggedPublication) => void): Cancel {
    const observe = (publication: LoggedPublication) => {
      if (!covers(filter, publication.topic)) return;
      this.clock.timer(0, () => {
        if (this.#observers.has(observe)) run(publication);
      });
    };
    this.#observers.add(observe);
    return () => this.#observers.delete(observe);
  }

  pending(): number {
    const queues = [...this.#sessions.values()].map(({ queue }) => queue.length);
    return queues.reduce((sum, length) => sum + length, 0);
  }

  drop(clientId: string): void {
    this.#sessions.get(clientId)?.line?.end(LOST, "will");
  }

  kill(client: Broker): void {
    this.#deaths.get(client)?.();
  }

  empty(): void {
    const lines = [...this.#sessions.values()].map(({ line }) => line);
    this.#sessions.clear();
    this.#retained.clear();
    for (const line of lines) line?.end("The broker closed the connection.");
  }

  setReachable(reachable: boolean): void {
    this.reachable = reachable;
    if (reachable) return;
    for (const clientId of this.#sessions.keys()) this.drop(clientId);
  }

  accept(packet: Packet, from = "outside"): void {
    const { topic, payload, retain, correlationData } = packet;
    const known = correlationData === undefined ? {} : { correlationData };
    const text = new TextDecoder().decode(payload);
    const logged = { topic, payload: text, retain, from, ...known };
    this.log.push(logged);
    if (retain) this.#keep(packet);
    for (const session of this.#sessions.values()) session.offer(packet);
    for (const observe of this.#observers) observe(logged);
  }

  #look(topic: string, life: Life, done: (look: Look) => void): Cancel {
    return this.clock.timer(0, () => {
      if (!life.alive) return;
      if (this.reachable) done({ kind: "read", payload: this.#retained.get(topic)?.payload });
      else done({ kind: "failed", reason: "The broker cannot be reached." });
    });
  }

  #keep(packet: Packet): void {
    this.#retained.delete(packet.topic);
    if (packet.payload.length > 0) this.#retained.set(packet.topic, packet);
  }

  attach(line: MemoryLine, clientId: string): { session: MemorySession; present: boolean } {
    this.#sessions.get(clientId)?.line?.end("Another client took over the session.", "will");
    const known = this.#sessions.get(clientId);
    const session = known ?? new MemorySession();
    this.#sessions.set(clientId, session);
    session.line = line;
    return { session, present: known !== undefined };
  }

  retained(filter: string): readonly Packet[] {
    return [...this.#retained.values()].filter(({ topic }) => covers(filter, topic));
  }
}
