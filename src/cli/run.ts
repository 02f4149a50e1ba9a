import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../config/load.ts";
import type { Config, PrinterConfig } from "../../config/schema.ts";
import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import { clientId, hostTopics } from "../../protocols/host/topics.ts";
import { DaemonError } from "../core/errors.ts";
import type { Broker, Clock, Log, Notify } from "../core/ports.ts";
import { storeFailureOf } from "../core/store-fault.ts";
import { policyOf, watchedServers } from "../daemon/policy.ts";
import { driverSettings, ribbonCapacity } from "../daemon/printer-plan.ts";
import { openRecordings, type Recordings } from "../daemon/recordings.ts";
import { createDaemon, type DaemonPrinter } from "../daemon.ts";
import { createEvolisDriver } from "../drivers/evolis/driver.ts";
import { createBackups } from "../io/backup.ts";
import { createSystemClock } from "../io/clock.ts";
import type { ControlApi } from "../io/control-api.ts";
import { type ControlServer, startControlServer } from "../io/control-server.ts";
import { startEmbeddedBroker } from "../io/embedded-broker.ts";
import { openHostStore } from "../io/host-store.ts";
import { createLog } from "../io/log.ts";
import { condemnStore } from "../io/lost-store-files.ts";
import { createMachine } from "../io/machine.ts";
import { createMqttBroker } from "../io/mqtt-broker.ts";
import { createProbe } from "../io/probe.ts";
import { createSystemRandom } from "../io/random.ts";
import { createSchedule, isCronExpression } from "../io/schedule.ts";
import { createSerialLink } from "../io/serial-link.ts";
import { openStateFolder } from "../io/state-folder.ts";
import { notifySupervisor } from "../io/supervisor.ts";
import { createWebhook } from "../io/webhook.ts";
import { createRenderer } from "../render/renderer.ts";
import { createStatusContext } from "../status/context.ts";
import { EXIT } from "./command-error.ts";
import { controlSocketPath } from "./config-path.ts";
import { type RecordFlags, recordingWishes } from "./record-flags.ts";
import { VERSION } from "./version.ts";

/** A store of a million jobs on a slow disk takes minutes to check and read. */
const OPENING_MAX_S = 900;

/** Runs the daemon until SIGTERM or SIGINT. Throws `DaemonError` for a bad configuration. */
export async function run(configPath: string, flags: RecordFlags = {}): Promise<void> {
  const config = loadConfig(configPath, { isCron: isCronExpression });
  const wishes = recordingWishes(config, flags);
  const log = createLog();
  openStateFolder(config.state_dir);
  const clock = createSystemClock();
  const recordings = openRecordings(wishes, { clock, log });
  const random = createSystemRandom();
  const storePath = join(config.state_dir, "cetakd.db");
  notifySupervisor(`EXTEND_TIMEOUT_USEC=${OPENING_MAX_S * 1e6}`);
  const store = openHostStore({ path: storePath, random, clock, log });
  const { broker, closeBroker } = await reachBroker(config);
  const { site, host, home_assistant: homeAssistant } = config;
  const policy = policyOf(config, createSchedule());
  const daemon = createDaemon({
    site,
    host,
    policy,
    clock,
    random,
    store,
    broker,
    renderer: createRenderer({ templatesDir: config.templates_dir }),
    probe: createProbe(),
    machine: createMachine({ stateDir: config.state_dir }),
    notify: openWebhook(config),
    printers: config.printers.map((printer) => openPrinter(printer, { clock, log, recordings })),
    servers: watchedServers(config),
    log,
    fatal(error) {
      log.write("error", "stopping at once", { err: error });
      if (storeFailureOf(error) === "corrupt") tryCondemn(storePath, clock, log);
      // What is not on disk never happened: the next start goes on from the store.
      process.exit(EXIT.failed);
    },
    context: createStatusContext({
      zone: config.timezone,
      language: config.language,
      version: VERSION,
      startedAtMs: clock.wallMs(),
      policy,
      ribbonCapacities: Object.fromEntries(
        config.printers.map(({ id, ribbon }) => [id, ribbonCapacity(ribbon)]),
      ),
    }),
    homeAssistant: homeAssistant || { prefix: "homeassistant", discovery: false },
  });
  const backups = createBackups(storePath);
  const api = { ...daemon.control, backup: backups.open };
  const control = await openControl(config, api, log);
  log.write("info", "started", { site, host, version: VERSION });
  await stopSignal(() => daemon.start());
  notifySupervisor("STOPPING=1");
  await daemon.stop();
  recordings.close();
  await control.close();
  await closeBroker();
  store.close();
  backups.close();
}

/** Without it the next start has to find the corruption by itself. */
function tryCondemn(storePath: string, clock: Clock, log: Log): void {
  try {
    condemnStore(storePath, clock.wallMs());
  } catch (error) {
    log.write("error", "the corrupt store cannot be condemned", { err: error });
  }
}

/** A port that is taken costs a page, never the printing. */
async function openControl(config: Config, api: ControlApi, log: Log): Promise<ControlServer> {
  const { http } = config;
  const options = { api, socketPath: controlSocketPath(config), version: VERSION, log };
  if (http === false) return await startControlServer({ ...options, listen: false });
  const { address: host, port } = http.listen;
  try {
    return await startControlServer({ ...options, listen: { host, port } });
  } catch (error) {
    if (!(error instanceof DaemonError) || error.facts["port"] === undefined) throw error;
    log.write("error", "the web port cannot be opened; going on without it", { host, port });
    return await startControlServer({ ...options, listen: false });
  }
}

interface ReachedBroker {
  readonly broker: Broker;
  readonly closeBroker: () => Promise<void>;
}

async function reachBroker(config: Config): Promise<ReachedBroker> {
  const { mqtt } = config;
  const will = { topic: hostTopics(config).availability, payload: "offline", retain: true };
  const session = { clientId: clientId(config), will };
  if ("embedded" in mqtt) {
    const { port, listen: host } = mqtt.embedded;
    const embedded = await startEmbeddedBroker({ port, host }).catch((cause: Error) => {
      const facts = { host, port, reason: cause.message };
      throw new DaemonError("BROKER_FAILED", "the embedded broker cannot listen", facts, cause);
    });
    const url = `mqtt://127.0.0.1:${embedded.port}`;
    const broker = createMqttBroker({ ...session, url, version: "auto" });
    return { broker, closeBroker: () => embedded.close() };
  }
  const { url, version, username, password_file, ca_file, cert_file, key_file, keepalive } = mqtt;
  const broker = createMqttBroker({
    ...session,
    url,
    version,
    keepaliveS: keepalive / 1_000,
    ...(username === undefined ? {} : { username }),
    ...(password_file === undefined ? {} : { password: firstLine(password_file) }),
    ...(ca_file === undefined ? {} : { ca: readFileSync(ca_file, "utf8") }),
    ...(cert_file === undefined ? {} : { cert: readFileSync(cert_file, "utf8") }),
    ...(key_file === undefined ? {} : { key: readFileSync(key_file, "utf8") }),
  });
  return { broker, closeBroker: async () => {} };
}

function openWebhook({ notify: { webhook } }: Config): Notify | undefined {
  if (webhook === undefined) return undefined;
  const { url, token_file: tokenFile, timeout: timeoutMs } = webhook;
  return createWebhook({ url, tokenFile, timeoutMs, version: VERSION });
}

function firstLine(path: string): string {
  return readFileSync(path, "utf8").split(/\r?\n/, 1)[0] ?? "";
}

interface Around {
  readonly clock: Clock;
  readonly log: Log;
  readonly recordings: Recordings;
}

function openPrinter(printer: PrinterConfig, around: Around): DaemonPrinter {
  const { clock, log, recordings } = around;
  const { id, line } = printer;
  const { path, baud_rate: baudRate } = line;
  const geometry = CARD_GEOMETRY;
  return {
    id,
    geometry,
    varnish: printer.varnish,
    openLink: () => recordings.of(id, createSerialLink({ path, baudRate })),
    createDriver: (link) =>
      createEvolisDriver(link, {
        ...driverSettings(printer),
        clock,
        geometry,
        trace: (direction, frame) => log.write("trace", "frame", { printer: id, direction, frame }),
      }),
  };
}

function stopSignal(start: () => void): Promise<void> {
  return new Promise((resolve) => {
    // One that comes twice, by the group and by a launcher, must not cut the last card short.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
    start();
    notifySupervisor("READY=1");
  });
}
