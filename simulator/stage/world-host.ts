import { clientId, type hostTopics } from "../../protocols/host/topics.ts";
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
import type { SimulatedPrinter } from "../printer/machine.ts";
import { createSeededRandom } from "./chance.ts";
import { createLife, type DeathPoint, type Life } from "./life.ts";
import type { MemoryBroker } from "./memory-broker.ts";
import { createMemoryMachine, type MemoryMachine } from "./memory-machine.ts";
import type { MemoryReceiver } from "./memory-receiver.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { createWitness } from "./witness.ts";
import { plugPrinter, type WorldPrinter } from "./world-printer.ts";

/** How long the supervisor waits before it starts the daemon again. */
const RESTART_MS = 1_000;

/** One host: its printers, its store, and how the daemon on it is set up. */
export interface HostOptions {
  readonly seed: number;
  readonly geometry: Geometry;
  readonly printers: readonly WorldPrinter[];
  readonly createDriver: (link: ByteLink, clock: Clock, printer: string) => PrinterDriver;
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
  /** For each process of the daemon in turn: the crash point at which it dies. */
  readonly deaths: readonly number[];
  /** Called when one has died, before anything else happens. */
  readonly mourn?: (point: DeathPoint) => void;
  /** Looks on at each event and what the daemon decides on it. */
  readonly lookOn?: DaemonParts["lookOn"];
}

/** A daemon with its printers; its processes come and go. */
export interface WorldHost {
  readonly machine: MemoryMachine;
  /** By id. */
  readonly printers: ReadonlyMap<string, SimulatedPrinter>;
  /** Every card that has left a printer of this host, in order. */
  readonly cards: readonly CardRecord[];
  /** All processes of the daemon so far, the last one may be alive. */
  readonly lives: readonly Life[];
  /** What the daemon called fatal: a programmer's error. */
  readonly fatal: readonly unknown[];
  /** Promises seen broken at the instant when something left a process. */
  readonly violations: readonly string[];
  start(): void;
  /** The daemon dies at the crash point of this number from now on; 0: at once. */
  kill(points: number): void;
  /** Cut, the daemon and its printers die, and are not there until it is back. */
  power(isOn: boolean): void;
}

/** What all hosts of a world share. */
export interface Surroundings {
  readonly site: string;
  readonly host: string;
  readonly clock: VirtualClock;
  readonly broker: MemoryBroker;
  readonly receiver: MemoryReceiver;
  readonly topics: ReturnType<typeof hostTopics>;
  readonly servers: DaemonParts["servers"];
  readonly probe: DaemonParts["probe"];
  note(line: string): void;
}

export function createWorldHost(options: HostOptions, around: Surroundings): WorldHost {
  const { daemonStore = (store) => store, daemonBroker = (broker) => broker } = options;
  const { site, host, clock, broker, topics, note } = around;
  const random = createSeededRandom(options.seed);
  const machine = createMemoryMachine(clock);
  const cards: CardRecord[] = [];
  const lives: Life[] = [];
  const fatal: unknown[] = [];
  const witness = createWitness({ ...options, topics });
  const plugged = options.printers.map((printer) => ({
    ...plugPrinter(printer, {
      clock,
      geometry: options.geometry,
      cardOut(card) {
        const from = options.printers.length > 1 ? ` of ${printer.id}` : "";
        note(`card ${card.n}${from} to ${card.box} with ${card.panels.length} panels`);
        cards.push(card);
      },
    }),
    id: printer.id,
  }));
  /** The kernel closes a dead process's lines, the broker's included. */
  let open: (() => void)[] = [];
  let hasPower = true;

  function died(point: DeathPoint): void {
    note(`daemon killed: ${point}`);
    for (const close of open.splice(0)) close();
    options.mourn?.(point);
    startLater();
  }

  function startLater(): void {
    clock.timer(RESTART_MS, () => {
      if (hasPower && lives.at(-1)?.alive !== true) start();
    });
  }

  function power(isOn: boolean): void {
    if (isOn === hasPower) return;
    hasPower = isOn;
    for (const { printer } of plugged) printer.hand(isOn ? "power-on" : "power-off");
    if (isOn) startLater();
    else lives.at(-1)?.dieAfter(0);
  }

  function openLink(line: { openLink(): ByteLink }): ByteLink {
    const link = line.openLink();
    open.push(() => link.close());
    return link;
  }

  function connectBroker(): Broker {
    const will = { topic: topics.availability, payload: "offline", retain: true };
    const { mqttVersion: version = 4 } = options;
    const client = broker.client({ clientId: clientId({ site, host }), version, will });
    open = [() => broker.kill(client)];
    return client;
  }

  function start(): void {
    const life = createLife({ dieAt: options.deaths[lives.length], died });
    lives.push(life);
    note("daemon started");
    const seen = witness.broker(connectBroker());
    const livingClock = life.clock(clock);
    const daemon = createDaemon({
      site,
      host,
      clock: livingClock,
      random: life.random(random),
      store: daemonStore(life.store(options.store)),
      broker: daemonBroker(life.broker(seen)),
      renderer: options.renderer,
      policy: options.policy,
      context: options.context,
      homeAssistant: { prefix: "homeassistant", discovery: false },
      probe: life.probe(around.probe),
      machine,
      notify: life.notify(around.receiver),
      servers: around.servers,
      printers: plugged.map(({ id, line }) => ({
        id,
        geometry: options.geometry,
        varnish: true,
        openLink: () => life.link(witness.link(openLink(line), id)),
        createDriver: (link) => options.createDriver(link, livingClock, id),
      })),
      log: { write: (level, message) => life.alive && note(`log ${level}: ${message}`) },
      fatal: (error) => fatal.push(error),
      lookOn: (...seen) => life.alive && options.lookOn?.(...seen),
    });
    daemon.start();
  }

  return {
    machine,
    printers: new Map(plugged.map(({ id, printer }) => [id, printer])),
    cards,
    lives,
    fatal,
    violations: witness.violations,
    start,
    kill: (points) => lives.at(-1)?.dieAfter(points),
    power,
  };
}
