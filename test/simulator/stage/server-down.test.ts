import { describe, expect, it, onTestFinished } from "vitest";
import { createSmallWorld, type SmallWorld } from "../../../simulator/office/small-world.ts";
import type { ServerJob } from "../../../simulator/server/options.ts";
import type { ServerPlan } from "../../../src/core/policy.ts";
import { WATCHED_SERVER, WATCHING } from "../../support/watched-server.ts";

// Goal: a host whose server is down holds what it has been sent, and says how much of it could be
// printed; a person's override or the configured autonomy prints it; it asks for jobs in time.
// Method: the real daemon and the simulated server, which keeps to its credit and sees every breach
// of the contract, in virtual time.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const AUTONOMY_MS = 3 * HOUR_MS;

function jobs(count: number): readonly ServerJob[] {
  return Array.from({ length: count }, (_, n) => ({
    jobId: `job-${n}`,
    payload: document(`job-${n}`),
  }));
}

function document(jobId: string): string {
  return JSON.stringify({
    schema: 1,
    job_id: jobId,
    server: "server1",
    specimen: true,
    reason: "first",
    requested_at: "2021-01-04T08:00:00+07:00",
    card: { front: { image: jobId } },
  });
}

/** No hands are needed here. */
const NEVER_EMPTY = {
  feederCards: 2_000,
  feederCapacity: 2_000,
  ribbonCards: 2_000,
  outputCapacity: 2_000,
};

interface OfficeOptions extends Partial<ServerPlan> {
  readonly jobs: number;
  readonly waitsForCredit?: boolean;
}

function openOffice({ jobs: count, waitsForCredit = false, ...plan }: OfficeOptions) {
  const policy = {
    ...WATCHING,
    servers: [{ id: "server1", ...plan }],
    mqttCommands: ["release"],
  };
  const options = {
    servers: [WATCHED_SERVER],
    serverWork: { server1: { jobs: jobs(count), waitsForCredit } },
    policy,
  };
  const world = createSmallWorld({ ...options, printer: NEVER_EMPTY });
  onTestFinished(() => world.close());
  const server = world.servers.get("server1");
  if (server === undefined) throw new Error("the world has no server");
  const pass = (durationMs: number) => world.clock.runUntil(world.clock.monotonicMs() + durationMs);
  return { world, server, pass };
}

type Document = Readonly<Record<string, unknown>>;

function published(world: SmallWorld, topic: string): readonly Document[] {
  return world.broker.log
    .filter((publication) => publication.topic === topic)
    .map(({ payload }) => JSON.parse(payload) as Document);
}

/** What the host thinks of its server. */
function opinion(world: SmallWorld): Document | undefined {
  return published(world, `${world.topics.base}/server/server1`).at(-1);
}

function events(world: SmallWorld, type: string): readonly Document[] {
  return published(world, world.topics.event).filter((event) => event["type"] === type);
}

function release(world: SmallWorld, until?: number): void {
  const at = new Date(world.clock.wallMs()).toISOString();
  const lasts = until === undefined ? {} : { until: new Date(until).toISOString() };
  const word = { cmd: "release", id: "r1", at, by: "rina", reason: "server-repair" };
  const command = { ...word, scope: "server:server1", override: true, ...lasts };
  world.broker.publish(world.topics.cmd, JSON.stringify(command));
}

function expectNoBreach({ world, server }: ReturnType<typeof openOffice>): void {
  expect([world.violations, world.fatal, server.state().violations]).toEqual([[], [], []]);
}

describe("a server that dies", () => {
  it("holds its jobs until a person overrides it, and they are told when it is back", async () => {
    const office = openOffice({ jobs: 40 });
    const { world, server, pass } = office;
    world.start();
    await pass(MINUTE_MS);
    server.hand("power-off");
    await pass(MINUTE_MS);
    const printed = world.cards.length;
    expect(printed).toBeGreaterThan(0);
    expect(printed).toBeLessThan(40);
    expect(opinion(world)).toMatchObject({
      server_state: "down",
      printable_jobs: 40 - printed,
      autonomy_until: null,
    });
    await pass(2 * HOUR_MS);
    expect(world.cards).toHaveLength(printed);

    const until = world.clock.wallMs() + 20_000;
    release(world, until);
    await pass(5 * MINUTE_MS);
    const overridden = world.cards.length;
    expect(overridden).toBeGreaterThan(printed);
    expect(overridden, "it holds again at its end").toBeLessThan(40);
    expect(opinion(world)).toMatchObject({ printable_jobs: 40 - overridden });

    server.hand("power-on");
    await pass(30 * MINUTE_MS);
    expect(world.cards).toHaveLength(40);
    expect(server.state().ended).toEqual({ completed: 40 });
    expect(world.disk.load().holds).toEqual([]);
    expectNoBreach(office);
  });

  it("is printed on for its autonomy, whatever dies meanwhile, and held then", async () => {
    const office = openOffice({ jobs: 20, autonomyMs: AUTONOMY_MS });
    const { world, server, pass } = office;
    world.start();
    await pass(20_000);
    server.hand("power-off");
    await pass(HOUR_MS);
    expect(world.cards).toHaveLength(20);
    const [{ at }] = events(world, "fault-raised") as [{ readonly at: string }];
    const deadline = Date.parse(at) + AUTONOMY_MS;
    expect(Date.parse(String(opinion(world)?.["autonomy_until"]))).toBe(deadline);

    world.kill(0);
    await pass(MINUTE_MS);
    world.broker.publish(world.topics.job, document("late-1"));
    await pass(MINUTE_MS);
    expect(world.cards).toHaveLength(21);
    expect(events(world, "hold-placed")).toEqual([]);

    await world.clock.runUntil(world.clock.monotonicMs() + deadline - world.clock.wallMs() + 1_000);
    const [held, ...others] = events(world, "hold-placed");
    expect(held).toMatchObject({ scope: "server:server1", cause: "fault" });
    const lateMs = Date.parse(String(held?.["since"])) - deadline;
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThanOrEqual(1_000);
    world.broker.publish(world.topics.job, document("late-2"));
    await pass(HOUR_MS);
    expect(world.cards).toHaveLength(21);
    expect(opinion(world)).toMatchObject({ printable_jobs: 1, autonomy_until: null });
    expect(others.every(({ scope }) => scope === "server:server1")).toBe(true);

    server.hand("power-on");
    await pass(30 * MINUTE_MS);
    expect(world.cards).toHaveLength(22);
    expect(server.state().ended).toEqual({ completed: 20 });
    expectNoBreach(office);
  });
});

describe("a buffer", () => {
  /** What went between the host and its server about jobs, in order. */
  function talk(world: SmallWorld): readonly (readonly [kind: string, Document])[] {
    const { job, reply, servers } = world.topics;
    const seen = new Set<unknown>();
    return world.broker.log.flatMap(({ topic, payload }) => {
      if (![job, reply, `${servers}/server1/request`].includes(topic)) return [];
      const said = JSON.parse(payload) as Document;
      if (topic !== job) return "sent" in said || "credit" in said ? [[topic, said] as const] : [];
      if (seen.has(said["job_id"])) return [];
      seen.add(said["job_id"]);
      return [[topic, said] as const];
    });
  }

  it("is asked for in time, is never overdrawn, and lasts when the server is dead", async () => {
    const office = openOffice({
      jobs: 1_000,
      waitsForCredit: true,
      bufferMs: 12 * MINUTE_MS,
      autonomyMs: 72 * HOUR_MS,
    });
    const { world, server, pass } = office;
    world.start();
    await pass(15 * MINUTE_MS);
    const { job, reply } = world.topics;
    let [credit, sent, requests] = [Number.POSITIVE_INFINITY, 0, 0];
    for (const [topic, said] of talk(world)) {
      if (topic === job) sent += 1;
      else if (topic === reply) expect(said["sent"]).toBe(sent);
      else [credit, sent, requests] = [Number(said["credit"]), 0, requests + 1];
      expect(sent).toBeLessThanOrEqual(credit);
    }
    expect(requests).toBeGreaterThan(2);
    const printed = world.cards.length;
    expect(printed).toBeLessThan(1_000);
    expect(Number(opinion(world)?.["reach_h"])).toBeGreaterThanOrEqual(0.1);

    server.hand("power-off");
    await pass(MINUTE_MS);
    const asked = talk(world).length;
    await pass(3 * MINUTE_MS);
    expect(world.cards.length, "it prints on").toBeGreaterThan(printed);
    expect(world.disk.load().jobs.length, "and has more").toBeGreaterThan(0);
    expect(talk(world), "and does not ask the dead").toHaveLength(asked);
    expectNoBreach(office);
  });
});
