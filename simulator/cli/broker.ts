import { startEmbeddedBroker } from "../../src/io/embedded-broker.ts";
import { ready, stopSignal } from "./lifetime.ts";

/** A broker on loopback until SIGTERM. */
export async function runBroker(port: number): Promise<void> {
  const broker = await startEmbeddedBroker({ port });
  ready({ port: broker.port });
  await stopSignal();
  await broker.close();
}
