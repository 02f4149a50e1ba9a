import { decodeStateSeen } from "../../protocols/host/state-seen.ts";
import type { Change, ChangeOf } from "../../src/core/changes.ts";
import type { Broker } from "../../src/core/ports.ts";
import type { SmallWorld } from "../office/small-world.ts";
import type { DeafLine } from "./deaf-line.ts";
import type { FullDisk } from "./full-disk.ts";
import type { SentCommands } from "./sent-commands.ts";

/** A host that has been told of another one so long ago has written it down. */
const WRITTEN_MS = 1_000;
/** What the broker carries to a host whose connection stands is with it by then. */
const HEARD_MS = 5_000;

interface Parts {
  readonly world: SmallWorld;
  readonly line: DeafLine;
  readonly fullDisk: FullDisk;
  readonly sent: SentCommands;
}

/**
 * I12: once a host has been told of another one of its name, in what it reads or hears on the topic
 * of its state, it begins no card before a person has decided. It looks before it connects, and
 * hears what is said there while it is connected.
 */
export interface TwinWatch {
  /** Broken promises so far. */
  readonly violations: readonly string[];
  /** Between the host and its broker. */
  broker(broker: Broker): Broker;
  /** After a commit. */
  committed(changes: readonly Change[]): void;
  /** The present process is dead. */
  died(): void;
  /** After a step. */
  notice(): void;
}

/** `parts` are asked for when there is a world. */
export function createTwinWatch(parts: () => Parts): TwinWatch {
  const violations: string[] = [];
  /** Other stores that the host has been told of, and when first. */
  const undecided = new Map<string, number>();
  const decided = new Set<string>();
  /** Other stores that have spoken while nobody has told the host, and since when that is known. */
  const unheard = new Map<string, number>();
  /** Since when the present connection stands. */
  let connectedMs: number | undefined;
  let read = 0;
  const nowMs = () => parts().world.clock.monotonicMs();

  /** The store that speaks, if it is one that a person has still to decide about. */
  function otherOf(payload: string | Uint8Array): string | undefined {
    const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
    const store = decodeStateSeen(bytes)?.store;
    const isKnown = store === undefined || decided.has(store) || undecided.has(store);
    return isKnown || store === parts().world.disk.load().storeId ? undefined : store;
  }

  function told(payload: Uint8Array | undefined): void {
    const store = payload && otherOf(payload);
    if (store !== undefined) undecided.set(store, nowMs());
  }

  function decide({ record: { command, answer } }: ChangeOf<"command-answered">): void {
    if (command.request.cmd !== "adopt" || !answer.ok) return;
    const isSent = parts().sent.has(command.id, ({ cmd }) => cmd === "adopt");
    if (!isSent) violations.push(`I12 nobody has sent ${command.id}, an adopt`);
    for (const store of undecided.keys()) decided.add(store);
    undecided.clear();
  }

  function take(change: Change): void {
    if (change.kind === "command-answered") decide(change);
    if (change.kind !== "attempt-armed" || undecided.size === 0) return;
    const others = [...undecided.keys()].join(" and ");
    violations.push(`I12 ${change.attempt.jobId} starts while ${others} may print as well`);
  }

  function readLog(): void {
    const { broker, topics } = parts().world;
    for (; read < broker.log.length; read += 1) {
      const { topic, payload = "" } = broker.log[read] ?? {};
      const store = topic === topics.state ? otherOf(payload) : undefined;
      if (store !== undefined && !unheard.has(store)) unheard.set(store, nowMs());
    }
  }

  function judgeHearing(store: string, sinceMs: number): void {
    const isTold = undecided.has(store) || decided.has(store);
    // What a broken connection has lost is read before the next one, if it still stands there.
    if (isTold || connectedMs === undefined || connectedMs > sinceMs || parts().line.isDeaf) {
      unheard.delete(store);
    } else if (nowMs() - sinceMs > HEARD_MS) {
      violations.push(`I12 the host does not hear that ${store} speaks under its name`);
    }
  }

  return {
    violations,
    committed(changes) {
      for (const change of changes) take(change);
    },
    died() {
      connectedMs = undefined;
      const { world, fullDisk } = parts();
      const written = new Set(world.disk.load().twins.map(({ store }) => store));
      for (const [store, sinceMs] of undecided) {
        const isOld = nowMs() - sinceMs > WRITTEN_MS && !fullDisk.hasFailed;
        // It stands at the broker as it did: the next process reads it there.
        if (!isOld && !written.has(store)) undecided.delete(store);
      }
    },
    notice() {
      readLog();
      for (const [store, sinceMs] of unheard) judgeHearing(store, sinceMs);
    },
    broker(broker) {
      let hasLooked = false;
      return {
        ...broker,
        look(topic, done) {
          hasLooked = true;
          return broker.look(topic, (found) => {
            if (found.kind === "read") told(found.payload);
            done(found);
          });
        },
        connect(events) {
          if (!hasLooked) violations.push("I12 the host connects and has not looked for another");
          hasLooked = false;
          broker.connect({
            ...events,
            connected(session) {
              connectedMs = nowMs();
              events.connected(session);
            },
            message(message) {
              if (message.topic === parts().world.topics.state) told(message.payload);
              events.message(message);
            },
            closed(reason) {
              connectedMs = undefined;
              events.closed(reason);
            },
          });
        },
      };
    },
  };
}
