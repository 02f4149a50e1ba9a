import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { connectAsync } from "mqtt";
import { freePort } from "../../simulator/io/free-port.ts";
import { startMosquitto } from "../../simulator/io/mosquitto.ts";
import { createMemoryBroker } from "../../simulator/stage/memory-broker.ts";
import type { Broker } from "../../src/core/ports.ts";
import { startEmbeddedBroker } from "../../src/io/embedded-broker.ts";
import { createMqttBroker } from "../../src/io/mqtt-broker.ts";
import type { MqttBrokerOptions } from "../../src/io/mqtt-options.ts";

export interface Observed {
  readonly topic: string;
  readonly payload: string;
  readonly correlationData?: string;
}

/** What MQTT 5 sends along with a request. */
export interface Asking {
  readonly responseTopic: string;
  readonly correlationData: string;
}

/** A broker, a host's way to it, and someone else who talks to it directly. */
export interface BrokerWorld {
  /** The `Broker` under test. Its will says `offline` on `will/<clientId>`. */
  broker(clientId: string): Broker;
  publish(topic: string, payload: string, retain?: boolean): Promise<void>;
  /** The same by a sender who speaks MQTT 5 where the broker does, and wants an answer. */
  request(topic: string, payload: string, asking: Asking): Promise<void>;
  /** Takes down what is published from now on; `next` waits for it. */
  observe(filter: string): Promise<{ next(): Promise<Observed> }>;
  /** Cuts every connection of the host, with no word to either side. */
  cut(): void;
  /** The broker is killed and started again. */
  restart(): Promise<void>;
  /** Nothing listens any more. */
  halt(): Promise<void>;
  dispose(): Promise<void>;
}

export function memoryWorld(version: 4 | 5): BrokerWorld {
  const memory = createMemoryBroker();
  const clientIds = new Set<string>();
  return {
    broker(clientId) {
      clientIds.add(clientId);
      return memory.client({ clientId, version, will: willOf(clientId) });
    },
    publish: async (topic, payload, retain = false) => memory.publish(topic, payload, { retain }),
    async request(topic, payload, { responseTopic, correlationData }) {
      const properties = { responseTopic, correlationData: Buffer.from(correlationData) };
      memory.publish(topic, payload, properties);
    },
    async observe(filter) {
      const inbox = createInbox();
      memory.onPublish(filter, ({ topic, payload, correlationData }) =>
        inbox.add({ topic, payload, ...textOf(correlationData) }),
      );
      return inbox;
    },
    cut() {
      for (const clientId of clientIds) memory.drop(clientId);
    },
    restart: async () => memory.empty(),
    halt: async () => memory.setReachable(false),
    dispose: async () => memory.setReachable(false),
  };
}

function textOf(correlationData: Uint8Array | undefined): Pick<Observed, "correlationData"> {
  if (correlationData === undefined) return {};
  return { correlationData: new TextDecoder().decode(correlationData) };
}

/** A broker program as a world sees it. */
interface Program {
  readonly port: number;
  /** The highest MQTT protocol level that it speaks. */
  readonly level: 4 | 5;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function aedesProgram(): Promise<Program> {
  const port = await freePort();
  let running = await startEmbeddedBroker({ port });
  return {
    port,
    level: 4,
    async restart() {
      await running.close();
      running = await startEmbeddedBroker({ port });
    },
    stop: () => running.close(),
  };
}

export async function mosquittoProgram(): Promise<Program> {
  const mosquitto = await startMosquitto();
  return {
    port: mosquitto.port,
    level: 5,
    async restart() {
      await mosquitto.kill();
      await mosquitto.restart();
    },
    stop: mosquitto.stop,
  };
}

/** The host goes through a relay, which is where its connections can be cut. */
export async function networkWorld(
  program: Program,
  version: MqttBrokerOptions["version"],
): Promise<BrokerWorld> {
  const relay = await startRelay(program.port);
  const direct = `mqtt://127.0.0.1:${program.port}`;
  const leave: (() => Promise<void>)[] = [];
  let running = true;

  async function halt(): Promise<void> {
    if (!running) return;
    running = false;
    await relay.close();
    await program.stop();
  }

  return {
    broker: (clientId) =>
      createMqttBroker({
        url: `mqtt://127.0.0.1:${relay.port}`,
        clientId,
        version,
        will: willOf(clientId),
      }),
    async publish(topic, payload, retain = false) {
      const client = await connectAsync(direct, { reconnectPeriod: 0 });
      await client.publishAsync(topic, payload, { qos: 1, retain });
      await client.endAsync();
    },
    async request(topic, payload, { responseTopic, correlationData }) {
      const { level: protocolVersion } = program;
      const client = await connectAsync(direct, { reconnectPeriod: 0, protocolVersion });
      const properties = { responseTopic, correlationData: Buffer.from(correlationData) };
      const asking = protocolVersion === 5 ? { properties } : {};
      await client.publishAsync(topic, payload, { qos: 1, ...asking });
      await client.endAsync();
    },
    async observe(filter) {
      const inbox = createInbox();
      const { level: protocolVersion } = program;
      const client = await connectAsync(direct, { reconnectPeriod: 0, protocolVersion });
      leave.push(() => client.endAsync(true));
      client.on("message", (topic, payload, { properties }) =>
        inbox.add({ topic, payload: String(payload), ...textOf(properties?.correlationData) }),
      );
      await client.subscribeAsync(filter, { qos: 1 });
      return inbox;
    },
    cut: relay.cut,
    restart: program.restart,
    halt,
    async dispose() {
      await Promise.all(leave.map((run) => run()));
      await halt();
    },
  };
}

function willOf(clientId: string) {
  return { topic: `will/${clientId}`, payload: "offline", retain: false };
}

function createInbox() {
  const arrived: Observed[] = [];
  let wake = () => {};
  return {
    add(observed: Observed) {
      arrived.push(observed);
      wake();
    },
    async next(): Promise<Observed> {
      for (;;) {
        const first = arrived.shift();
        if (first !== undefined) return first;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

async function startRelay(target: number) {
  const port = await freePort();
  const sockets = new Set<Socket>();
  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
  }
  // Half open, so that an end passes through only behind the last byte before it.
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true });
    keep(near);
    keep(far);
    near.pipe(far).pipe(near);
    near.once("close", (failed) => failed && far.destroy());
    far.once("close", (failed) => failed && near.destroy());
  });
  await once(server.listen(port, "127.0.0.1"), "listening");

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    port,
    cut,
    async close() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
