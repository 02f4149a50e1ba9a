import { setImmediate } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { type Gate, openGate } from "../io/gate.ts";
import { mosquittoInstalled, startMosquitto } from "../io/mosquitto.ts";
import { startBroker } from "../library.ts";
import type { Closing } from "./closing.ts";
import type { Scene } from "./scene.ts";

/**
 * A broker that others reach through gates, and somebody who hears all that it carries. The gates
 * are shut before it goes and opened when the listener is back, so nothing passes unheard.
 */
export interface RealBroker {
  /** Which one it is, for people. */
  readonly name: string;
  /** Where the host finds it, and where the servers do: each can be cut without the other. */
  readonly hostUrl: string;
  readonly serversUrl: string;
  act(action: Parameters<Scene["broker"]>[0]): Promise<void>;
  /** Sent when the broker is there again, if it is away. */
  publish(topic: string, payload: string, retain?: boolean): void;
}

export interface RealBrokerParts {
  readonly hear: (topic: string, payload: string) => void;
  readonly closing: Closing;
  /** Mosquitto, or the broker of this package. Default: Mosquitto, where it is installed. */
  readonly which?: "mosquitto" | "own";
}

export async function openRealBroker(parts: RealBrokerParts): Promise<RealBroker> {
  const { hear, closing, which = mosquittoInstalled() ? "mosquitto" : "own" } = parts;
  const machine = await (which === "mosquitto" ? startInstalled(closing) : startOwn(closing));
  const listener = createListener(`mqtt://127.0.0.1:${machine.port}`, hear);
  closing.add(listener.leave);
  await listener.come();
  const host = await gateTo(machine.port, closing);
  const servers = await gateTo(machine.port, closing);

  let isAway = false;

  async function away(change: Change): Promise<void> {
    isAway = true;
    await Promise.all([host.shut(), servers.shut()]);
    // It says the last wills of those who were cut before it answers this.
    await listener.settle();
    if ((await change()) === "ended") await listener.gone();
  }

  async function back(): Promise<void> {
    isAway = false;
    await listener.come();
    await Promise.all([host.open(), servers.open()]);
  }

  return {
    name: machine.name,
    hostUrl: `mqtt://127.0.0.1:${host.port}`,
    serversUrl: `mqtt://127.0.0.1:${servers.port}`,
    publish: listener.publish,
    async act(action) {
      if (action === "drop") host.cut();
      if (action === "stop") await away(machine.stop);
      if (action === "start" && isAway) await machine.start().then(back);
      if (action === "empty") await away(machine.empty).then(back);
    },
  };
}

async function gateTo(port: number, closing: Closing): Promise<Gate> {
  const gate = await openGate(port);
  closing.add(gate.shut);
  return gate;
}

/** On one port as long as the scene lasts. */
interface Machine {
  readonly name: string;
  readonly port: number;
  /** It keeps what it has for `start`. */
  readonly stop: Change;
  start(): Promise<void>;
  readonly empty: Change;
}

/** Whether its process or its sockets have ended by it. */
type Change = () => Promise<"ended" | "lives">;

async function startInstalled(closing: Closing): Promise<Machine> {
  const mosquitto = await startMosquitto({ persistence: true });
  closing.add(mosquitto.stop);
  return {
    name: "Mosquitto",
    port: mosquitto.port,
    stop: () => mosquitto.end().then(() => "ended"),
    start: mosquitto.restart,
    empty: () => mosquitto.empty().then(() => "ended"),
  };
}

/** What it has lies in memory alone: shut gates stand for a stop. */
async function startOwn(closing: Closing): Promise<Machine> {
  let broker = await startBroker();
  const { port } = broker;
  closing.add(() => broker.stop());
  return {
    name: "the broker of the package (Mosquitto is not installed)",
    port,
    stop: async () => "lives",
    start: async () => {},
    async empty() {
      await broker.stop();
      broker = await startBroker({ port });
      return "ended";
    },
  };
}

/** A client that hears everything, and says what nobody else says. */
function createListener(url: string, hear: RealBrokerParts["hear"]) {
  const last = new Map<string, string>();
  const waiting: (readonly [topic: string, payload: string, retain: boolean])[] = [];
  let client: MqttClient | undefined;
  let closed = Promise.resolve();

  function take(topic: string, bytes: Uint8Array, isRetained: boolean): void {
    const payload = new TextDecoder().decode(bytes);
    // What the broker has kept and was heard when it was said is nothing new.
    if (isRetained && last.get(topic) === payload) return;
    last.set(topic, payload);
    hear(topic, payload);
  }

  function publish(topic: string, payload: string, retain = false): void {
    if (client === undefined) waiting.push([topic, payload, retain]);
    else client.publish(topic, payload, { qos: 1, retain }, () => {});
  }

  async function come(): Promise<void> {
    if (client !== undefined) return;
    const opened = await connectAsync(url, { reconnectPeriod: 0 });
    client = opened;
    closed = new Promise((resolve) => opened.once("close", () => resolve()));
    opened.on("message", (topic, bytes, { retain }) => take(topic, bytes, retain));
    opened.on("error", () => {});
    await opened.subscribeAsync("#", { qos: 0 });
    for (const each of waiting.splice(0)) publish(...each);
  }

  async function leave(): Promise<void> {
    const leaving = client;
    client = undefined;
    await leaving?.endAsync(true);
  }

  return {
    publish,
    come,
    leave,
    /** Settles when the broker has seen to all that it was told before. */
    async settle(): Promise<void> {
      await client?.unsubscribeAsync("nothing");
    },
    /** Settles when the connection has ended by itself and all is heard that came over it. */
    async gone(): Promise<void> {
      await closed;
      await setImmediate();
      await leave();
    },
  };
}
