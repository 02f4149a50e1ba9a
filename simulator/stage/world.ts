import { hostTopics } from "../../protocols/host/topics.ts";
import type { DaemonParts } from "../../src/daemon.ts";
import type { SimulatedPrinter } from "../printer/machine.ts";
import type { SimulatedServer } from "../server/server.ts";
import { createMemoryBroker, type MemoryBroker } from "./memory-broker.ts";
import { createMemoryReceiver, type MemoryReceiver } from "./memory-receiver.ts";
import { SITE } from "./site.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";
import { createWorldHost, type HostOptions, type WorldHost } from "./world-host.ts";
import { doorProbe, plugServer, type ServerWork } from "./world-server.ts";

/** Monday, 4 January 2021, 08:00 in Jakarta. */
const BEGIN_MS = Date.UTC(2021, 0, 4, 1);

export interface WorldOptions extends HostOptions {
  /** Each of them is simulated, on the broker and behind its probe; none by default. */
  readonly servers?: DaemonParts["servers"];
  /** What they have to send, by id; nothing by default: a test sends its own. */
  readonly serverWork?: Readonly<Record<string, ServerWork>>;
  readonly startWallMs?: number;
}

/** A host, its printers and servers, and a broker in virtual time. Nothing waits for real time. */
export interface World extends WorldHost {
  readonly clock: VirtualClock;
  readonly broker: MemoryBroker;
  /** The first printer of the host. */
  readonly printer: SimulatedPrinter;
  /** By id. */
  readonly servers: ReadonlyMap<string, SimulatedServer>;
  /** Where messages go, if the policy has any. */
  readonly receiver: MemoryReceiver;
  readonly topics: ReturnType<typeof hostTopics>;
  /** What happened, one line each, with virtual time: two runs of one seed give the same lines. */
  readonly log: readonly string[];
  note(line: string): void;
  /** Another host that bears the same name, by mistake; it is not started yet. */
  addTwin(options: HostOptions): WorldHost;
}

export function createWorld(options: WorldOptions): World {
  const { servers: watched = [], serverWork = {}, startWallMs = BEGIN_MS } = options;
  const clock = createVirtualClock({ startWallMs });
  const broker = createMemoryBroker({ clock });
  const receiver = createMemoryReceiver({ clock });
  const topics = hostTopics(SITE);
  const log: string[] = [];
  broker.onPublish("#", ({ topic, payload }) => note(`${topic} ${payload}`));
  const about = { ...SITE, clock, broker, note };
  const servers = new Map(
    watched.map(({ id }) => [id, plugServer(id, { ...about, work: serverWork[id] })]),
  );
  const probe = doorProbe(clock, watched, servers);
  const around = { ...about, receiver, topics, servers: watched, probe };

  function note(text: string): void {
    log.push(`${String(clock.monotonicMs()).padStart(8)} ${text}`);
  }

  const host = createWorldHost(options, around);
  const [printer] = host.printers.values();
  if (printer === undefined) throw new Error("a world has at least one printer");
  return {
    ...host,
    clock,
    broker,
    printer,
    servers,
    receiver,
    topics,
    log,
    note,
    addTwin: (twin) => createWorldHost(twin, around),
  };
}
