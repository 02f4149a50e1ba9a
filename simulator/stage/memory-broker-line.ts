import type { BrokerEvents, Clock, Publication } from "../../src/core/ports.ts";

export interface MemoryClientOptions {
  readonly clientId: string;
  /** 5 subscribes with retain-as-published. */
  readonly version: 4 | 5;
  readonly will?: {
    readonly topic: string;
    readonly payload: string;
    readonly retain: boolean;
  };
}

/** Mosquitto keeps this many for a session and drops what comes after (max_queued_messages). */
const QUEUED_MAX = 1_000;

export interface Packet extends PacketProperties {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

interface Subscription {
  readonly retainAsPublished: boolean;
  /** 0: nothing is kept while the client is away. */
  readonly qos: 0 | 1;
}

/** They pass from MQTT 5 to MQTT 5 alone. */
export interface PacketProperties {
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
}

/** One process: after its death nobody in it is called again. */
export interface Life {
  alive: boolean;
}

/** What a line needs of the broker behind it. */
export interface Exchange {
  readonly clock: Pick<Clock, "timer">;
  readonly reachable: boolean;
  /** Gives a new connection its session; an older connection of the same client id ends. */
  attach(
    line: MemoryLine,
    clientId: string,
  ): { readonly session: MemorySession; readonly present: boolean };
  /** Takes a publication from anyone and gives it to the sessions and observers that want it. */
  accept(packet: Packet, from?: string): void;
  retained(filter: string): readonly Packet[];
}

/** What the broker keeps of one client id: what it wants, and what it has not acknowledged. */
export class MemorySession {
  line: MemoryLine | undefined;
  readonly subscriptions = new Map<string, Subscription>();
  readonly queue: Packet[] = [];
  /** Whether a process has had the first of the queue before. */
  wasGiven = false;

  offer(packet: Packet): void {
    const wanted = [...this.subscriptions]
      .filter(([filter]) => covers(filter, packet.topic))
      .map(([, subscription]) => subscription)
      .filter(({ qos }) => qos === 1 || this.line !== undefined);
    if (wanted.length === 0) return;
    const isMarked = wanted.some(({ retainAsPublished }) => retainAsPublished);
    this.push({ ...packet, retain: packet.retain && isMarked });
  }

  push(packet: Packet): void {
    if (this.queue.length >= QUEUED_MAX) return;
    this.queue.push(packet);
    this.line?.deliver();
  }
}

/** One connect call: it opens or not, serves, and is closed once. */
export class MemoryLine {
  phase: "connecting" | "open" | "ended" | "closed" = "connecting";
  readonly #hub: Exchange;
  readonly #options: MemoryClientOptions;
  readonly #life: Life;
  readonly #events: BrokerEvents;
  #session = new MemorySession();
  /** A message is with the process or on its way to it: the next one waits. */
  #busy = false;
  /** The process has it and has not settled it: as with the real client, PUBACKs wait too. */
  #unsettled = false;
  readonly #acked: number[] = [];

  constructor(hub: Exchange, options: MemoryClientOptions, life: Life, events: BrokerEvents) {
    this.#hub = hub;
    this.#options = options;
    this.#life = life;
    this.#events = events;
    this.#tell("connecting", () => this.#open());
  }

  subscribe(topics: readonly string[], qos: 0 | 1 = 1): void {
    if (this.phase !== "open") return;
    const retainAsPublished = this.#options.version === 5;
    for (const topic of topics) {
      this.#session.subscriptions.set(topic, { retainAsPublished, qos });
      for (const packet of this.#hub.retained(topic)) this.#session.push(packet);
    }
  }

  publish({ topic, payload, retain, token, correlationData }: Publication): void {
    if (this.phase !== "open") return;
    const known = correlationData === undefined ? {} : { correlationData };
    const packet = { topic, payload: encode(payload), retain, ...this.#passing(known) };
    this.#hub.accept(packet, this.#options.clientId);
    if (token !== undefined) this.#tell("open", () => this.#ack(token));
  }

  deliver(): void {
    const [packet] = this.#session.queue;
    if (this.phase !== "open" || this.#busy || packet === undefined) return;
    this.#busy = true;
    this.#tell("open", () => {
      const { topic, payload, retain: retained, ...properties } = packet;
      const settle = (verdict: "ok" | "refuse") => this.#settle(packet, verdict);
      this.#unsettled = true;
      // As on the wire. The port knows no such mark: a host that went by it would lose jobs.
      const dup = this.#session.wasGiven;
      this.#session.wasGiven = true;
      const message = { topic, payload, retained, dup, ...this.#passing(properties), settle };
      this.#events.message(message);
    });
  }

  end(reason: string, will?: "will"): void {
    if (this.phase === "ended" || this.phase === "closed") return;
    const wasOpen = this.phase === "open";
    this.phase = "ended";
    if (this.#session.line === this) this.#session.line = undefined;
    this.#tell("ended", () => {
      this.phase = "closed";
      this.#events.closed(reason);
    });
    const { clientId, will: last } = this.#options;
    if (!wasOpen || will === undefined || last === undefined) return;
    this.#hub.accept({ ...last, payload: encode(last.payload) }, clientId);
  }

  #open(): void {
    if (!this.#hub.reachable) {
      this.end("The broker cannot be reached.");
      return;
    }
    const { clientId, version } = this.#options;
    const { session, present } = this.#hub.attach(this, clientId);
    this.#session = session;
    this.phase = "open";
    this.#events.connected({ version, sessionPresent: present });
    this.deliver();
  }

  #settle(packet: Packet, verdict: "ok" | "refuse"): void {
    if (this.phase !== "open" || this.#session.queue[0] !== packet) return;
    if (verdict === "refuse") {
      this.end("The host left because it could not take a message.", "will");
      return;
    }
    this.#session.queue.shift();
    this.#session.wasGiven = false;
    this.#busy = false;
    this.#unsettled = false;
    for (const token of this.#acked.splice(0)) this.#tell("open", () => this.#ack(token));
    this.deliver();
  }

  #passing(properties: PacketProperties): PacketProperties {
    return this.#options.version === 5 ? properties : {};
  }

  #ack(token: number): void {
    if (this.#unsettled) this.#acked.push(token);
    else this.#events.acked(token);
  }

  /** Calls back in a turn of its own, unless by then the line is elsewhere or the process dead. */
  #tell(phase: MemoryLine["phase"], run: () => void): void {
    this.#hub.clock.timer(0, () => {
      if (this.#life.alive && this.phase === phase) run();
    });
  }
}

/** Whether an MQTT topic filter covers a topic. Source: MQTT 3.1.1 §4.7. */
export function covers(filter: string, topic: string): boolean {
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false;
  const levels = topic.split("/");
  const parts = filter.split("/");
  for (const [index, part] of parts.entries()) {
    if (part === "#") return true;
    if (levels[index] === undefined || (part !== "+" && part !== levels[index])) return false;
  }
  return parts.length === levels.length;
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
