import { parseConfig } from "../../config/load.ts";
import type { Condition } from "../../protocols/faults.ts";
import {
  createSmallWorld,
  type SmallWorld,
  type SmallWorldOptions,
} from "../../simulator/office/small-world.ts";
import { DaemonError } from "../../src/core/errors.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Store } from "../../src/core/ports.ts";
import type { Fault, Hold } from "../../src/core/state.ts";
import { policyOf, watchedServers } from "../../src/daemon/policy.ts";
import { createSchedule, isCronExpression } from "../../src/io/schedule.ts";
import { sendUntilAnswered } from "./server-actor.ts";

/** An office as it is delivered: one printer, one server that reports, one that is knocked at. */
const OFFICE = `
site: oku
host: host1
state_dir: ./state
mqtt: { url: "mqtt://127.0.0.1:1883" }
timezone: Asia/Jakarta
printers:
  - id: printer1
    protocol: evolis
    line: { path: /dev/serial/by-id/one }
    counters: trusted
    settings: { card_position: trusted }
servers:
  - { id: server1 }
  - { id: server2, probe: "tcp://127.0.0.1:5432" }
commands: { mqtt: [adopt, release] }
notify: { webhook: { url: "https://chat.example/hook" } }
`;
const config = parseConfig(OFFICE, { isCron: isCronExpression });
const schedule = createSchedule();

/** What a host event says of a fault or a hold, as far as these tests ask. */
export interface Told {
  readonly atMs: number;
  readonly type: string;
  readonly device?: string;
  readonly condition?: string;
  readonly class?: string;
  readonly severity?: string;
  readonly raw?: string;
  readonly scope?: string;
}

export interface JobTold {
  readonly atMs: number;
  readonly job_id: string;
  readonly state: string;
  readonly attempt?: number;
  readonly evidence?: { readonly outcome: string; readonly interrupted?: string };
}

/** An office in virtual time, with what it has said so far and what is on its disk. */
export interface FaultStage {
  readonly world: SmallWorld;
  readonly policy: Policy;
  readonly told: readonly Told[];
  readonly jobsTold: readonly JobTold[];
  /** While it is so, the store takes nothing. */
  isDiskFull: boolean;
  send(jobId: string, server?: string): void;
  /** The last state that was told of a job. */
  stateOf(jobId: string): string | undefined;
  /** As they are on the disk. */
  faults(): readonly Fault[];
  holds(): readonly Hold[];
  hasFault(condition: Condition): boolean;
  /** The last document on a retained topic below the host's base. */
  shown(topic: string): unknown;
  /** Over MQTT, with a reason. */
  command(cmd: string, more?: object): void;
  pass(durationMs: number): Promise<void>;
  /** Until it is so, at most for so long; tells whether it is. */
  until(isSo: () => boolean, limitMs: number): Promise<boolean>;
}

export function openFaultStage(options: SmallWorldOptions = {}): FaultStage {
  const policy = policyOf(config, schedule);
  const servers = watchedServers(config);
  const plant = (store: Store): Store => ({
    ...store,
    commit(changes) {
      if (stage.isDiskFull) throw new DaemonError("STORE_FAILED", "full", { failure: "full" });
      store.commit(changes);
    },
  });
  const world = createSmallWorld({ policy, servers, plant, ...options });
  const { broker, topics, clock, disk } = world;
  const told: Told[] = [];
  const jobsTold: JobTold[] = [];
  const now = () => clock.monotonicMs();
  /** What a server has missed is told once more, and is no news. */
  function hearNew<Event>(topic: string, heard: (Event & { atMs: number })[]): void {
    let last = 0;
    broker.onPublish(topic, ({ payload }) => {
      const event = JSON.parse(payload) as Event & { readonly seq: number };
      if (event.seq <= last) return;
      last = event.seq;
      heard.push({ ...event, atMs: now() });
    });
  }

  hearNew<Told>(topics.event, told);
  hearNew<JobTold>(topics.jobEvent, jobsTold);
  let commands = 0;

  async function pass(durationMs: number): Promise<void> {
    await clock.runUntil(now() + durationMs);
  }

  const stage: FaultStage = {
    isDiskFull: false,
    world,
    policy,
    told,
    jobsTold,
    send: (jobId, server = "server1") => sendUntilAnswered(world, { jobId, image: jobId, server }),
    stateOf: (jobId) => jobsTold.findLast(({ job_id }) => job_id === jobId)?.state,
    faults: () => disk.load().faults,
    holds: () => disk.load().holds,
    // That of the store cannot be on the disk.
    hasFault: (condition) =>
      condition === "store-failed"
        ? JSON.stringify(stage.shown("fault/host") ?? "").includes(condition)
        : disk.load().faults.some((fault) => fault.condition === condition),
    shown(topic) {
      const sent = broker.log.findLast((each) => each.topic === `${topics.base}/${topic}`);
      return sent === undefined ? undefined : JSON.parse(sent.payload);
    },
    command(cmd, more = {}) {
      commands += 1;
      const at = new Date(clock.wallMs()).toISOString();
      const command = { cmd, id: `command-${commands}`, at, by: "rina", reason: "looked", ...more };
      broker.publish(topics.cmd, JSON.stringify(command));
    },
    pass,
    async until(isSo, limitMs) {
      for (const endMs = now() + limitMs; !isSo() && now() < endMs; ) await pass(250);
      return isSo();
    },
  };
  return stage;
}
