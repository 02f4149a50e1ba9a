import { connect, type MqttClient } from "mqtt";
import type { ServerPublication } from "../server/options.ts";

export interface ServerLinkOptions {
  readonly url: string;
  readonly clientId: string;
  /** What the broker says when the line is lost without a goodbye; retained. */
  readonly will: { readonly topic: string; readonly payload: string };
  readonly subscriptions: readonly string[];
  readonly connected: () => void;
  readonly lost: () => void;
  readonly message: (topic: string, payload: Uint8Array, isRetained: boolean) => void;
  /** The broker cannot be reached; it is tried again. */
  readonly failed: (message: string) => void;
}

/** A server's line to the broker: QoS 1, made again after a second whenever it is lost. */
export interface ServerLink {
  /** Does nothing while there is no line. */
  publish(publication: ServerPublication): void;
  /** Off: cut without a goodbye, as by a power cut, and not made again until it is on. */
  setPower(isPowered: boolean): void;
  /** Says the last word and leaves. */
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;

export function openServerLink(options: ServerLinkOptions): ServerLink {
  let client: MqttClient | undefined = dial(options);
  return {
    publish({ topic, payload, retain }) {
      if (client?.connected) client.publish(topic, payload, { qos: 1, retain }, () => {});
    },
    setPower(isPowered) {
      if (isPowered) client ??= dial(options);
      else client?.end(true);
      if (!isPowered) client = undefined;
    },
    async close() {
      const leaving = client;
      client = undefined;
      if (leaving === undefined) return;
      const cut = new Promise<void>((resolve) => leaving.once("close", () => resolve()));
      // A broker that is gone takes no last word: that one would be waited for without an end.
      if (leaving.connected) await Promise.race([sayGoodbye(leaving, options.will), cut]);
      await leaving.endAsync(true);
    },
  };
}

async function sayGoodbye(client: MqttClient, will: ServerLinkOptions["will"]): Promise<void> {
  await client.publishAsync(will.topic, will.payload, { qos: 1, retain: true });
  await client.endAsync();
}

function dial(options: ServerLinkOptions): MqttClient {
  const { will, url, clientId, subscriptions } = options;
  const client = connect(url, {
    clientId,
    clean: true,
    reconnectPeriod: RECONNECT_MS,
    resubscribe: false,
    will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true },
  });
  let isUp = false;
  client.on("connect", () => {
    client.subscribe([...subscriptions], { qos: 1 }, (error) => {
      if (error) return;
      isUp = true;
      options.connected();
    });
  });
  client.on("close", () => {
    if (isUp) options.lost();
    isUp = false;
  });
  client.on("error", ({ message }) => options.failed(message));
  client.on("message", (topic, payload, { retain }) => options.message(topic, payload, retain));
  return client;
}
