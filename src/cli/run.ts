import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../config/load.ts";
import type { Config, PrinterConfig } from "../../config/schema.ts";
import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import { clientId, hostTopics } from "../../protocols/host/topics.ts";
import type { Clock, Log } from "../core/ports.ts";
import { createDaemon, type DaemonPrinter } from "../daemon.ts";
import { createEvolisDriver } from "../drivers/evolis/driver.ts";
import { createSystemClock } from "../io/clock.ts";
import { startEmbeddedBroker } from "../io/embedded-broker.ts";
import { createLog } from "../io/log.ts";
import { createMqttBroker } from "../io/mqtt-broker.ts";
import { createSystemRandom } from "../io/random.ts";
import { createSerialLink } from "../io/serial-link.ts";
import { openStore } from "../io/store.ts";
import { createRenderer } from "../render/renderer.ts";

/** Runs the daemon until SIGTERM or SIGINT. Throws `DaemonError` for a bad configuration. */
export async function run(configPath: string): Promise<void> {
  const config = loadConfig(configPath);
  const log = createLog();
  mkdirSync(config.state_dir, { recursive: true, mode: 0o700 });
  const clock = createSystemClock();
  const random = createSystemRandom();
  const store = openStore({ path: join(config.state_dir, "cetakd.db"), random });
  const { url, version, closeBroker } = await reachBroker(config);
  const { site, host } = config;
  const will = { topic: hostTopics(config).availability, payload: "offline", retain: true };
  const daemon = createDaemon({
    site,
    host,
    clock,
    random,
    store,
    broker: createMqttBroker({ url, version, clientId: clientId(config), will }),
    renderer: createRenderer(),
    printers: config.printers.map((printer) => openPrinter(printer, clock)),
    log,
    fatal: (error) => stopAtOnce(log, error),
  });
  await stopSignal(() => daemon.start());
  daemon.stop();
  await closeBroker();
  store.close();
}

async function reachBroker({ mqtt }: Config) {
  if ("url" in mqtt) return { ...mqtt, closeBroker: async () => {} };
  const broker = await startEmbeddedBroker({ port: mqtt.embedded.port });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  return { url, version: "auto", closeBroker: () => broker.close() } as const;
}

function openPrinter({ id, stock, line }: PrinterConfig, clock: Clock): DaemonPrinter {
  const { path, baud_rate: baudRate } = line;
  const geometry = CARD_GEOMETRY;
  return {
    id,
    stock,
    geometry,
    openLink: () => createSerialLink({ path, baudRate }),
    createDriver: (link) =>
      createEvolisDriver(link, { clock, geometry, baudRate, payloadTimeoutMs: 5_000 }),
  };
}

/** What is not on disk never happened: the next start goes on from the store. */
function stopAtOnce(log: Log, error: unknown): void {
  log.write("error", "stopping at once", { err: error });
  process.exit(1);
}

function stopSignal(start: () => void): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
    start();
  });
}
