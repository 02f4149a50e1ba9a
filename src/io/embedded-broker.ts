import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Aedes } from "aedes";

export interface EmbeddedBroker {
  /** The port really taken. */
  readonly port: number;
  /** Cuts all connections; sessions and retained messages are gone with it. */
  close(): Promise<void>;
}

export interface EmbeddedBrokerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Loopback by default: this broker asks nobody for a password. */
  readonly host?: string;
}

/**
 * An MQTT 3.1.1 broker in this process, for a host without one; it keeps everything in memory.
 * Rejects with the system's error when the port cannot be taken.
 */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { port, host = "127.0.0.1" } = options;
  const broker = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    broker.handle(socket);
  });
  const closeBroker = () => new Promise<void>((resolve) => broker.close(resolve));
  try {
    await once(server.listen(port, host), "listening");
  } catch (error) {
    await closeBroker();
    throw error;
  }

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closeBroker();
      await closed;
    },
  };
}
