import {
  connect,
  type IClientPublishOptions,
  type IConnackPacket,
  type IPublishPacket,
  type MqttClient,
} from "mqtt";
import type { BrokerEvents, Publication } from "../core/ports.ts";
import { clientOptions, type MqttConnectionOptions, type MqttLevel } from "./mqtt-options.ts";
import { codeOf, codeText, failureText } from "./mqtt-reason.ts";

/**
 * How a connection ended. `version-refused`: the broker said that it does not speak this version.
 * `dropped`: the line was closed before any answer, which an old broker does, and a busy one too.
 * `refused`: the broker would not have this client, or one of its subscriptions.
 */
export interface ConnectionEnd {
  readonly kind: "version-refused" | "dropped" | "refused" | "other";
  readonly reason: string;
}

/** `ended` comes exactly once, last, and instead of `closed`. */
export interface ConnectionEvents extends Pick<BrokerEvents, "connected" | "message" | "acked"> {
  ended(end: ConnectionEnd): void;
}

/** Publications without an answer at one time; AWS IoT takes 100, the fewest we know of. */
const IN_FLIGHT_MAX = 64;

/** What a broker has for taking the last bytes; a frozen one would hold the line for ever. */
const FAREWELL_MS = 2_000;

type Phase = "connecting" | "open" | "leaving" | "ended";
type Settled = () => void;

/** One attempt with one MQTT.js client: it connects once, serves, and ends once. */
export class MqttConnection {
  readonly #client: MqttClient;
  readonly #broker: string;
  readonly #level: MqttLevel;
  readonly #events: ConnectionEvents;
  /** Not yet with the client. The daemon's outbox bounds it, and it ends with the line. */
  readonly #unsent: Publication[] = [];
  #inFlight = 0;
  #inFlightMax = IN_FLIGHT_MAX;
  #phase: Phase = "connecting";
  #error: Error | undefined;
  #reason: string | undefined;
  #isRefused = false;
  #farewell: NodeJS.Timeout | undefined;

  constructor(options: MqttConnectionOptions, level: MqttLevel, events: ConnectionEvents) {
    this.#broker = new URL(options.url).host;
    this.#level = level;
    this.#events = events;
    this.#client = connect(options.url, clientOptions(options, level));
    this.#client.handleMessage = (packet, settled) => this.#receive(packet, settled);
    this.#client.on("connect", (connack) => this.#opened(connack));
    this.#client.on("disconnect", ({ reasonCode = 0 }) => {
      this.#reason ??= `The broker ${this.#broker} ended the connection: ${codeText(reasonCode)}.`;
    });
    this.#client.on("error", (error) => this.#failed(error));
    this.#client.on("close", () => this.#ended());
  }

  /** `granted` is called once the broker has granted all of them. */
  subscribe(topics: readonly string[], qos: 0 | 1 = 1, granted: () => void = () => {}): void {
    if (this.#phase !== "open" || topics.length === 0) return;
    const options = { qos, rap: this.#level === 5 } as const;
    this.#client.subscribe([...topics], options, (error, _granted, suback) => {
      if (this.#phase !== "open") return;
      if (error === null) return granted();
      this.#isRefused = true;
      const code = suback?.granted.find((granted) => Number(granted) >= 128);
      this.#leave(`The broker ${this.#broker} refused a subscription${because(code)}.`);
    });
  }

  publish(publication: Publication): void {
    if (this.#phase !== "open") return;
    this.#unsent.push(publication);
    this.#send();
  }

  close(): void {
    if (this.#phase === "connecting") {
      this.#phase = "leaving";
      this.#reason = "The host gave up connecting.";
      this.#client.stream.destroy();
    } else if (this.#phase === "open") {
      // The last words go out too: a broker that finds them too many cuts the line, and the will
      // says the same.
      this.#inFlightMax = Number.POSITIVE_INFINITY;
      this.#send();
      this.#leave("The host closed the connection.", "goodbye");
    }
  }

  #opened({ sessionPresent, properties }: IConnackPacket): void {
    if (this.#phase !== "connecting") return;
    this.#phase = "open";
    this.#inFlightMax = Math.min(properties?.receiveMaximum ?? IN_FLIGHT_MAX, IN_FLIGHT_MAX);
    this.#events.connected({ version: this.#level, sessionPresent });
  }

  /**
   * MQTT.js takes up the next packet only after `settled`: there is one message at a time. What a
   * kept session sends right behind CONNACK it takes up after "connect", and a test holds it to it.
   */
  #receive(packet: IPublishPacket, settled: Settled): void {
    if (this.#phase !== "open") return;
    const { topic, payload, retain: retained, properties } = packet;
    const { responseTopic, correlationData } = properties ?? {};
    let open = true;
    this.#events.message({
      topic,
      payload: typeof payload === "string" ? Buffer.from(payload) : payload,
      retained,
      ...(responseTopic === undefined ? {} : { responseTopic }),
      ...(correlationData === undefined ? {} : { correlationData }),
      settle: (verdict) => {
        if (!open || this.#phase !== "open") return;
        open = false;
        // An error given to `settled` is lost in MQTT.js, which would go on without the PUBACK.
        if (verdict === "ok") settled();
        else this.#leave("The host left because it could not take a message.");
      },
    });
  }

  #send(): void {
    while (this.#phase === "open" && this.#inFlight < this.#inFlightMax) {
      const next = this.#unsent.shift();
      if (next === undefined) return;
      this.#inFlight += 1;
      const { topic, payload, retain, token } = next;
      const options = { qos: 1, retain, ...this.#propertiesOf(next) } as const;
      this.#client.publish(topic, payload, options, (error) => {
        if (this.#phase === "open") this.#answered(token, error);
      });
    }
  }

  #propertiesOf({ correlationData }: Publication): Pick<IClientPublishOptions, "properties"> {
    if (this.#level !== 5 || correlationData === undefined) return {};
    return { properties: { correlationData: Buffer.from(correlationData) } };
  }

  #answered(token: number | undefined, error: Error | undefined | null): void {
    this.#inFlight -= 1;
    if (token !== undefined && error) {
      this.#leave(`The broker ${this.#broker} refused a publication${because(codeOf(error))}.`);
      return;
    }
    if (token !== undefined) this.#events.acked(token);
    this.#send();
  }

  /** Lets what is written out, hears nothing more, and closes; without goodbye the will speaks. */
  #leave(reason: string, goodbye?: "goodbye"): void {
    this.#phase = "leaving";
    this.#reason = reason;
    const { stream } = this.#client;
    this.#farewell = setTimeout(() => stream.destroy(), FAREWELL_MS);
    // An unsettled message holds the pipe up, and the end of the stream would never be seen.
    stream.unpipe();
    stream.resume();
    if (goodbye === undefined) {
      stream.end();
      return;
    }
    // MQTT.js would say goodbye only after the last PUBACK, which is no longer listened for.
    this.#client.outgoing = {};
    this.#client.end(false, { reasonCode: 0 });
  }

  /** After some errors MQTT.js leaves the line open; here every error is the end of it. */
  #failed(error: Error): void {
    this.#error ??= error;
    this.#client.stream.destroy();
  }

  #ended(): void {
    clearTimeout(this.#farewell);
    if (this.#phase === "ended") return;
    const kind = this.#phase === "connecting" ? kindOf(this.#error) : this.#kindOfOpen();
    this.#phase = "ended";
    this.#events.ended({ kind, reason: this.#reason ?? failureText(this.#broker, this.#error) });
  }

  #kindOfOpen(): ConnectionEnd["kind"] {
    return this.#isRefused ? "refused" : "other";
  }
}

function kindOf(error: Error | undefined): ConnectionEnd["kind"] {
  const code = codeOf(error);
  if (code === 1 || code === 132) return "version-refused";
  if (typeof code === "number") return "refused";
  const dropped = error === undefined || code === "ECONNRESET" || code === "EPIPE";
  return dropped ? "dropped" : "other";
}

function because(code: unknown): string {
  return typeof code === "number" ? `: ${codeText(code)}` : "";
}
