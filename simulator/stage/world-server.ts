import { clientId } from "../../protocols/host/topics.ts";
import type { DaemonParts } from "../../src/daemon.ts";
import type { ServerJob } from "../server/options.ts";
import { createSimulatedServer, type SimulatedServer } from "../server/server.ts";
import type { MemoryBroker } from "./memory-broker.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface WorldServerParts {
  readonly site: string;
  readonly host: string;
  readonly clock: VirtualClock;
  readonly broker: MemoryBroker;
  readonly note: (line: string) => void;
  readonly work?: ServerWork | undefined;
}

export interface ServerWork {
  readonly jobs: readonly ServerJob[];
  /** It sends none before the host has asked. */
  readonly waitsForCredit?: boolean;
}

const RECONNECT_MS = 5_000;

/** A simulated server on the memory broker. */
export function plugServer(id: string, parts: WorldServerParts): SimulatedServer {
  const { site, host, clock, broker, note } = parts;
  const { jobs = [], waitsForCredit = false } = parts.work ?? {};
  const name = clientId({ site, host: id });
  let client = connect();
  const server = createSimulatedServer({ site, host, id, waitsForCredit }, jobs, {
    clock,
    publish: (publication) => client?.publish(publication),
    setPower(isPowered) {
      if (isPowered) client ??= connect();
      else {
        if (client !== undefined) broker.kill(client);
        client = undefined;
        server.lost();
      }
    },
    note: (line) => note(`${id}: ${line}`),
    allEnded: () => {},
  });

  /** As a client library does: it tries again until the power is off. */
  function connect() {
    const will = { topic: `cetak/1/${site}/server/${id}/availability`, payload: "offline" };
    const opened = broker.client({ clientId: name, version: 4, will: { ...will, retain: true } });
    const open = () =>
      opened.connect({
        connected() {
          opened.subscribe(server.subscriptions);
          server.connected();
        },
        message({ topic, payload, retained, settle }) {
          settle("ok");
          server.message(topic, payload, retained);
        },
        acked: () => {},
        closed() {
          server.lost();
          if (client === opened) clock.timer(RECONNECT_MS, open);
        },
      });
    clock.timer(0, open);
    return opened as typeof opened | undefined;
  }

  return server;
}

/** Knocks at the door of the server that has this address. */
export function doorProbe(
  clock: VirtualClock,
  watched: DaemonParts["servers"],
  servers: ReadonlyMap<string, SimulatedServer>,
): DaemonParts["probe"] {
  return {
    probe(url, _timeoutMs, done) {
      return clock.timer(1, () => {
        const found = watched.find(({ probe }) => probe === url);
        const isOpen = servers.get(found?.id ?? "")?.state().door === "open";
        done(isOpen ? { ok: true, latencyMs: 1 } : { ok: false, reason: "refused" });
      });
    },
  };
}
