import { clientId, hostTopics } from "../../protocols/host/topics.ts";
import type {
  Broker,
  ByteLink,
  Clock,
  Geometry,
  PrinterDriver,
  Renderer,
  Store,
} from "../../src/core/ports.ts";
import { createDaemon, type DaemonParts } from "../../src/daemon.ts";
import type { CardRecord } from "../printer/card.ts";
import { createSimulatedPrinter, type SimulatedPrinter } from "../printer/machine.ts";
import type { PrinterSettings } from "../printer/options.ts";
import type { SimulatedServer } from "../server/server.ts";
import { createSeededRandom } from "./chance.ts";
import { createLife, type DeathPoint, type Life } from "./life.ts";
import { createMemoryBroker, type MemoryBroker } from "./memory-broker.ts";
import { createMemoryLine } from "./memory-link.ts";
import { createMemoryMachine, type MemoryMachine } from "./memory-machine.ts";
import { createMemoryReceiver, type MemoryReceiver } from "./memory-receiver.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";
import { createWitness } from "./witness.ts";
import { doorProbe, plugServer, type ServerWork } from "./world-server.ts";

const SITE = { site: "oku", host: "host1" } as const;
/** How long the supervisor waits before it starts the daemon again. */
const RESTART_MS = 1_000;

export interface WorldOptions {
  readonly seed: number;
  readonly geometry: Geometry;
  readonly printer?: Partial<PrinterSettings>;
  readonly renderer: Renderer;
  readonly policy: DaemonParts["policy"];
  readonly context: DaemonParts["context"];
  /** The real store of the daemon, on a file or in memory; it outlives every process. */
  readonly store: Store;
  /** The store as the daemon has it; a test plants a mistake here. */
  readonly daemonStore?: (store: Store) => Store;
  /** The broker as the daemon has it; a test looks on from here. */
  readonly daemonBroker?: (broker: Broker) => Broker;
  /** What the daemon speaks: 4 is MQTT 3.1.1 (default). */
  readonly mqttVersion?: 4 | 5;
  readonly createDriver: (link: ByteLink, clock: Clock) => PrinterDriver;
  /** Each of them is simulated, on the broker and behind its probe; none by default. */
  readonly servers?: DaemonParts["servers"];
  /** What they have to send, by id; nothing by default: a test sends its own. */
  readonly serverWork?: Readonly<Record<string, ServerWork>>;
  /** Stands in the cable: passes bytes on to the printer, all of them, some, or none. */
  readonly cable?: (bytes: Uint8Array, pass: (bytes: Uint8Array) => void) => void;
  /** For each process of the daemon in turn: the crash point at which it dies. */
  readonly deaths: readonly number[];
  /** Called when one has died, before anything else happens. */
  readonly mourn?: () => void;
}

/** A daemon, a printer and a broker in virtual time. Nothing in it waits for the real clock. */
export interface World {
  readonly clock: VirtualClock;
  readonly broker: MemoryBroker;
  readonly machine: MemoryMachine;
  readonly printer: SimulatedPrinter;
  /** By id. */
  readonly servers: ReadonlyMap<string, SimulatedServer>;
  /** Where messages go, if the policy has any. */
  readonly receiver: MemoryReceiver;
  readonly topics: ReturnType<typeof hostTopics>;
  /** Every card that has left the printer, in order. */
  readonly cards: readonly CardRecord[];
  /** All processes of the daemon so far, the last one may be alive. */
  readonly lives: readonly Life[];
  /** What happened, one line each, with virtual time: two runs of one seed give the same lines. */
  readonly log: readonly string[];
  /** What the daemon called fatal: a programmer's error. */
  readonly fatal: readonly unknown[];
  /** Promises seen broken at the instant when something left a process. */
  readonly violations: readonly string[];
  note(line: string): void;
  start(): void;
  /** The daemon dies at the crash point of this number from now on; 0: at once. */
  kill(points: number): void;
}

export function createWorld(options: WorldOptions): World {
  const { daemonStore = (store) => store, cable = (bytes, pass) => pass(bytes) } = options;
  const { daemonBroker = (broker) => broker, mqttVersion: version = 4 } = options;
  const { servers: watched = [], serverWork = {} } = options;
  const clock = createVirtualClock({ startWallMs: Date.UTC(2021, 0, 4, 1) });
  const random = createSeededRandom(options.seed);
  const broker = createMemoryBroker({ clock });
  const machine = createMemoryMachine(clock);
  const receiver = createMemoryReceiver({ clock });
  const topics = hostTopics(SITE);
  const log: string[] = [];
  const cards: CardRecord[] = [];
  const lives: Life[] = [];
  const fatal: unknown[] = [];
  const witness = createWitness({ ...options, topics });
  const line = createMemoryLine({ clock });
  const device = line.plug();
  const printer = createSimulatedPrinter(
    {
      clock,
      send: (bytes) => device.write(bytes),
      plugged: (isPlugged) => (isPlugged ? device.plugIn() : device.unplug()),
      cardOut(card) {
        note(`card ${card.n} to ${card.box} with ${card.panels.length} panels`);
        cards.push(card);
      },
    },
    { geometry: options.geometry, ...options.printer },
  );
  device.onBytes((bytes) => cable(bytes, (passed) => printer.receive(passed)));
  broker.onPublish("#", ({ topic, payload }) => note(`${topic} ${payload}`));
  const about = { ...SITE, clock, broker, note };
  const servers = new Map(
    watched.map(({ id }) => [id, plugServer(id, { ...about, work: serverWork[id] })]),
  );
  const probe = doorProbe(clock, watched, servers);

  function note(text: string): void {
    log.push(`${String(clock.monotonicMs()).padStart(8)} ${text}`);
  }

  function died(point: DeathPoint): void {
    note(`daemon killed: ${point}`);
    broker.kill(clientId(SITE));
    for (const link of openLinks.splice(0)) link.close();
    options.mourn?.();
    clock.timer(RESTART_MS, start);
  }

  /** The kernel closes a dead process's lines. */
  const openLinks: ByteLink[] = [];

  function openLink(): ByteLink {
    const link = line.openLink();
    openLinks.push(link);
    return link;
  }

  function start(): void {
    const life = createLife({ dieAt: options.deaths[lives.length], died });
    lives.push(life);
    note("daemon started");
    const will = { topic: topics.availability, payload: "offline", retain: true };
    const client = broker.client({ clientId: clientId(SITE), version, will });
    const seen = witness.broker(client);
    const livingClock = life.clock(clock);
    const daemon = createDaemon({
      ...SITE,
      clock: livingClock,
      random: life.random(random),
      store: daemonStore(life.store(options.store)),
      broker: daemonBroker(life.broker(seen)),
      renderer: options.renderer,
      policy: options.policy,
      context: options.context,
      homeAssistant: { prefix: "homeassistant", discovery: false },
      probe: life.probe(probe),
      machine,
      notify: life.notify(receiver),
      servers: watched,
      printers: [
        {
          id: "printer1",
          geometry: options.geometry,
          varnish: true,
          openLink: () => life.link(witness.link(openLink())),
          createDriver: (link) => options.createDriver(link, livingClock),
        },
      ],
      log: { write: (level, message) => life.alive && note(`log ${level}: ${message}`) },
      fatal: (error) => fatal.push(error),
    });
    daemon.start();
  }

  const { violations } = witness;
  const kill = (points: number) => lives.at(-1)?.dieAfter(points);
  const told = { receiver, topics, servers, cards, lives, log, fatal, violations };
  return { clock, broker, machine, printer, ...told, note, start, kill };
}
