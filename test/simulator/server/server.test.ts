import { describe, expect, it } from "vitest";
import { CONDITIONS, faultRule } from "../../../protocols/faults.ts";
import { decodeCommand } from "../../../protocols/host/commands.ts";
import { decodeJobDocument } from "../../../protocols/host/job-document.ts";
import { decodeServerReport } from "../../../protocols/host/server-report.ts";
import { SERVER_CONDITIONS } from "../../../simulator/server/conditions.ts";
import { residentJobs } from "../../../simulator/server/documents.ts";
import { createSimulatedServer } from "../../../simulator/server/server.ts";
import type { ServerCondition } from "../../../simulator/server/words.ts";
import { createHandClock } from "../printer/bench.ts";

// Goal: the server does its duties (contract §10) and sees when a host does not do its own.
// Method: hand-turned time, and a host that the test plays.

const SITE = { site: "oku", host: "host1", id: "server1" } as const;
const START_MS = Date.UTC(2021, 0, 4, 1);

function setUp(count = 1, waitsForCredit = false) {
  const clock = createHandClock();
  const published: { topic: string; payload: string; retain: boolean }[] = [];
  const notes: string[] = [];
  const power: boolean[] = [];
  const doors: boolean[] = [];
  let ends = 0;
  const wallMs = () => START_MS + clock.now();
  const jobs = residentJobs({ site: "oku", run: "r1", count, wallMs: START_MS });
  const server = createSimulatedServer({ ...SITE, waitsForCredit }, jobs, {
    clock: { timer: clock.timer, wallMs },
    publish: (publication) => published.push(publication),
    setPower: (isPowered) => power.push(isPowered),
    setDoor: (isOpen) => doors.push(isOpen),
    note: (line) => notes.push(line),
    allEnded: () => {
      ends += 1;
    },
  });
  const { topics } = server;
  let seq = 6;

  /** What was published on a topic since the last look. */
  function sent(topic: string): readonly string[] {
    const found = published.filter((publication) => publication.topic === topic);
    for (const publication of found) published.splice(published.indexOf(publication), 1);
    return found.map(({ payload }) => payload);
  }

  function hear(topic: string, document: unknown): void {
    const text = typeof document === "string" ? document : JSON.stringify(document);
    server.message(topic, new TextEncoder().encode(text), false);
  }

  const answer = (jobId: string, more: object = {}) =>
    hear(topics.jobAck, { job_id: jobId, result: "accepted", state: "pending", hash: "", ...more });

  function event(jobId: string, previous: string | null, state: string, more: object = {}): void {
    seq += 1;
    hear(topics.jobEvent, { store: "s1", seq, job_id: jobId, previous, state, ...more });
  }

  function whole(jobId: string): void {
    answer(jobId);
    event(jobId, null, "pending");
    event(jobId, "pending", "processing");
    event(jobId, "processing", "completed");
  }

  const ids = jobs.map(({ jobId }) => jobId);
  const [id = ""] = ids;
  const ended = () => ends;
  const told = { notes, power, doors };
  return {
    server,
    topics,
    clock,
    published,
    ...told,
    ended,
    sent,
    hear,
    answer,
    event,
    whole,
    ids,
    id,
  };
}

describe("documents", () => {
  it("keep the contract, are specimens and differ in run and person", () => {
    const { ids, server, sent, topics } = setUp(3);
    server.connected();
    expect(ids).toEqual(["oku-sim-r1-1", "oku-sim-r1-2", "oku-sim-r1-3"]);
    const decoded = sent(topics.job).map((text) =>
      decodeJobDocument(new TextEncoder().encode(text)),
    );
    expect(decoded.map((job) => job.ok && job.document.specimen)).toEqual([true, true, true]);
    expect(new Set(decoded.map((job) => job.ok && job.canonical)).size).toBe(3);
  });

  it("go out a hundred at a time", () => {
    const { server, sent, topics, answer, ids } = setUp(150);
    server.connected();
    expect(sent(topics.job)).toHaveLength(100);
    for (const id of ids.slice(0, 30)) answer(id);
    expect(sent(topics.job)).toHaveLength(30);
    for (const id of ids.slice(30, 130)) answer(id);
    expect(sent(topics.job)).toHaveLength(20);
  });

  it("are sent again after 30 s without an answer, pauses doubling to 5 minutes", () => {
    const { server, sent, topics, clock } = setUp();
    server.connected();
    const at: number[] = [];
    for (let second = 0; second <= 1_400; second += 1) {
      if (sent(topics.job).length > 0) at.push(second);
      clock.pass(1_000);
    }
    expect(at).toEqual([0, 30, 90, 210, 450, 750, 1050, 1350]);
  });

  it.each([
    ["retry: true", { result: "rejected", code: "queue-full", retry: true, state: null }, 1],
    ["a refusal for good", { result: "rejected", code: "expired", state: null }, 0],
    ["accepted", {}, 0],
    ["duplicate", { result: "duplicate" }, 0],
  ])("after %s are sent again %o", (_, more, times) => {
    const { server, sent, topics, clock, answer, id } = setUp();
    server.connected();
    sent(topics.job);
    answer(id, more);
    clock.pass(30_000);
    expect(sent(topics.job)).toHaveLength(times);
  });

  it("are asked about again, answered or not, when the line comes back", () => {
    const { server, sent, topics, answer, ids } = setUp(2);
    server.connected();
    answer(ids[0] ?? "");
    sent(topics.job);
    server.lost();
    server.connected();
    expect(sent(topics.job)).toHaveLength(2);
  });

  it("are sent at once to a host that has just come", () => {
    const { server, sent, topics, hear } = setUp();
    server.connected();
    sent(topics.job);
    hear(topics.availability, "online");
    expect(sent(topics.job)).toHaveLength(1);
  });

  it("keep to a credit, which replaces the one before, and are counted in the reply", () => {
    const { server, sent, topics, hear, ids, answer } = setUp(120);
    const request = (credit: number) => ({
      id: `q${credit}`,
      request: "jobs",
      credit,
      reply_to: topics.reply,
    });
    server.connected();
    sent(topics.job);
    hear(topics.own.request, request(3));
    for (const id of ids.slice(0, 100)) answer(id);
    expect(sent(topics.job)).toHaveLength(3);
    hear(topics.own.request, request(5));
    expect(sent(topics.job)).toHaveLength(5);
    expect(sent(topics.reply).map((text) => JSON.parse(text))).toEqual([
      { id: "q3", sent: 3, left: 17 },
      { id: "q5", sent: 5, left: 12 },
    ]);
  });

  it("are counted in a reply that comes after them, in as many rounds as it takes", () => {
    const { server, sent, topics, hear, ids, answer, published } = setUp(130, true);
    server.connected();
    expect(sent(topics.job)).toEqual([]);
    hear(topics.own.request, { id: "q", request: "jobs", credit: 120, reply_to: topics.reply });
    expect(sent(topics.reply)).toEqual([]);
    for (const id of ids.slice(0, 30)) answer(id);
    const order = published.map(({ topic }) => topic);
    expect(order.filter((topic) => topic === topics.job)).toHaveLength(120);
    expect(order.at(-1)).toBe(topics.reply);
    expect(sent(topics.reply)).toEqual(['{"id":"q","sent":120,"left":10}']);
  });

  it("are counted in the answer to a request that another one replaces", () => {
    const { server, sent, topics, hear } = setUp(130, true);
    server.connected();
    for (const [id, credit] of [
      ["q1", 120],
      ["q2", 0],
    ] as const) {
      hear(topics.own.request, { id, request: "jobs", credit, reply_to: topics.reply });
    }
    expect(sent(topics.reply).map((text) => JSON.parse(text))).toEqual([
      { id: "q1", sent: 100, left: 30 },
      { id: "q2", sent: 0, left: 30 },
    ]);
  });

  it("that are asked about again use no credit", () => {
    const { server, sent, topics, hear } = setUp(3, true);
    server.connected();
    hear(topics.own.request, { id: "q", request: "jobs", credit: 1, reply_to: topics.reply });
    server.lost();
    sent(topics.job);
    server.connected();
    expect(sent(topics.job)).toHaveLength(1);
  });

  it.each(["job", "command"] as const)("a reply is never sent to a %s topic", (topic) => {
    const { server, sent, topics, hear } = setUp(0);
    server.connected();
    hear(topics.own.request, { id: "p1", request: "ping", reply_to: topics[topic] });
    expect(sent(topics[topic])).toEqual([]);
  });
});

describe("the end", () => {
  it("is when every job is final by the host's events", () => {
    const { server, whole, ended, ids } = setUp(2);
    server.connected();
    whole(ids[0] ?? "");
    expect(ended()).toBe(0);
    whole(ids[1] ?? "");
    expect(ended()).toBe(1);
    expect(server.state()).toMatchObject({ ended: { completed: 2 }, violations: [] });
  });

  it("counts a job that a person has to decide as open", () => {
    const { server, answer, event, ended, id } = setUp();
    server.connected();
    answer(id);
    event(id, null, "pending");
    event(id, "pending", "processing");
    event(id, "processing", "in-doubt");
    expect({ ended: ended(), open: server.state().open }).toEqual({ ended: 0, open: 1 });
  });

  it("takes the answer's word for what happened while the line was lost", () => {
    const { server, answer, ended, id } = setUp();
    server.connected();
    answer(id);
    server.lost();
    server.connected();
    answer(id, { result: "duplicate", state: "completed" });
    expect(ended()).toBe(1);
    expect(server.state().violations).toEqual([]);
  });
});

describe("the host's duties", () => {
  it.each([
    {
      name: "a job final twice",
      play: ({ whole, event, id }: Bench) => {
        whole(id);
        event(id, "completed", "completed");
      },
      violation: "oku-sim-r1-1 was completed and is completed again",
    },
    {
      name: "a change without an event",
      play: ({ answer, event, id }: Bench) => {
        answer(id);
        event(id, null, "pending");
        event(id, "processing", "completed");
      },
      violation: "oku-sim-r1-1 went from pending to processing without an event",
    },
    {
      name: "an answer that is final and no event",
      play: ({ answer, event, clock, id }: Bench) => {
        answer(id);
        event(id, null, "pending");
        answer(id, { result: "duplicate", state: "completed" });
        clock.pass(60_000);
      },
      violation: "oku-sim-r1-1 is completed without an event",
    },
    {
      name: "a number left out and not sent again",
      play: ({ answer, event, hear, topics, clock, id }: Bench) => {
        answer(id);
        event(id, null, "pending");
        hear(topics.jobEvent, {
          store: "s1",
          seq: 12,
          job_id: id,
          previous: "pending",
          state: "processing",
        });
        clock.pass(60_000);
      },
      violation: "job-event 8 to 11 never came",
    },
  ])("$name is a violation", ({ play, violation }) => {
    const bench = setUp();
    bench.server.connected();
    play(bench);
    expect(bench.server.state().violations).toEqual([violation]);
    expect(bench.notes).toEqual([`violation: ${violation}`]);
  });

  type Bench = ReturnType<typeof setUp>;

  it("a gap is asked for, and what is then sent again in order is no violation", () => {
    const { server, answer, hear, sent, topics, ended, clock, id } = setUp();
    server.connected();
    answer(id);
    const event = (seq: number, previous: string | null, state: string) =>
      hear(topics.jobEvent, { store: "s1", seq, job_id: id, previous, state });
    event(40, null, "pending");
    event(42, "processing", "completed");
    const [asked = "{}"] = sent(topics.command);
    expect(decodeCommand(new TextEncoder().encode(asked))).toMatchObject({
      ok: true,
      document: { cmd: "events", by: "server1", stream: "job-event", from_seq: 41 },
    });
    expect(ended()).toBe(0);
    event(41, "pending", "processing");
    event(42, "processing", "completed");
    clock.pass(120_000);
    expect({ ended: ended(), violations: server.state().violations }).toEqual({
      ended: 1,
      violations: [],
    });
  });

  it("a long gap is asked for on and on, as long as something comes", () => {
    const { server, hear, sent, topics, clock } = setUp();
    server.connected();
    const event = (seq: number) =>
      hear(topics.event, { store: "s1", seq, type: "fault-raised", device: "printer1" });
    event(1);
    event(5_000);
    for (let seq = 2; seq <= 1_001; seq += 1) event(seq);
    clock.pass(60_000);
    const asked = sent(topics.command).map((text) => JSON.parse(text).from_seq);
    expect(asked).toEqual([2, 1_002]);
    for (let seq = 1_002; seq < 5_000; seq += 1) event(seq);
    clock.pass(120_000);
    expect(server.state().violations).toEqual([]);
  });

  it("another store is noticed, and every open job is asked about again", () => {
    const { server, answer, event, hear, sent, topics, notes, id } = setUp();
    server.connected();
    answer(id);
    event(id, null, "pending");
    sent(topics.job);
    hear(topics.jobEvent, {
      store: "s2",
      seq: 1,
      job_id: "other",
      previous: null,
      state: "pending",
    });
    expect(notes).toEqual(["the host has another store: job-event is numbered anew"]);
    expect(sent(topics.job)).toHaveLength(1);
    expect(server.state().violations).toEqual([]);
  });
});

describe("health", () => {
  it("is reported on connect and every 60 s, readable, and well", () => {
    const { server, clock, sent, topics } = setUp();
    server.connected();
    clock.pass(120_000);
    const reports = sent(topics.own.health);
    expect(reports).toHaveLength(3);
    for (const text of reports) {
      expect(decodeServerReport(new TextEncoder().encode(text))).toMatchObject({
        raid: "ok",
        database_ok: true,
      });
    }
    expect(sent(topics.own.availability)).toEqual(["online"]);
  });

  const REPORTED: readonly (readonly [ServerCondition, object])[] = [
    ["disk-failing", { disks: [{ smart: { "197": 16 } }] }],
    ["disk-full", { disk_used_pct: 98 }],
    ["raid-degraded", { raid: "degraded" }],
    ["raid-failed", { raid: "failed" }],
    ["over-temperature", { temperature_c: 96 }],
    ["database-down", { database_ok: false }],
    ["on-battery", { on_battery: true }],
    ["clock-skew", { sent_at: "2021-01-04T01:10:00.000Z" }],
    ["server-check-failed", { checks: [{ ok: false }] }],
  ];

  it.each(REPORTED)("%s is reported at once, and its end too", (condition, shown) => {
    const { server, sent, topics } = setUp(0);
    server.connected();
    const [healthy = "{}"] = sent(topics.own.health);
    expect(JSON.parse(healthy)).not.toMatchObject(shown);
    server.raise(condition);
    const [ill = "{}"] = sent(topics.own.health);
    expect(JSON.parse(ill)).toMatchObject(shown);
    server.clear(condition);
    const [again = "{}"] = sent(topics.own.health);
    expect(JSON.parse(again)).toEqual(JSON.parse(healthy));
  });

  it("report-stale keeps the reports back", () => {
    const { server, clock, sent, topics } = setUp();
    server.connected();
    server.raise("report-stale");
    sent(topics.own.health);
    clock.pass(600_000);
    expect(sent(topics.own.health)).toEqual([]);
    server.clear("report-stale");
    expect(sent(topics.own.health)).toHaveLength(1);
  });

  it("a fault of the report sends no document again", () => {
    const { server, sent, topics } = setUp();
    server.connected();
    sent(topics.job);
    server.raise("disk-full");
    server.clear("disk-full");
    expect(sent(topics.job)).toEqual([]);
  });
});

describe("ping", () => {
  function pinged(condition?: ServerCondition) {
    const bench = setUp();
    const { server, hear, topics } = bench;
    server.connected();
    if (condition) server.raise(condition);
    hear(topics.own.request, { id: "p1", request: "ping", reply_to: topics.reply });
    return bench;
  }

  it("is answered where it is asked to", () => {
    const { sent, topics } = pinged();
    expect(sent(topics.reply)).toEqual(['{"id":"p1","at":"2021-01-04T01:00:00.000Z"}']);
  });

  it("ping-slow answers late, and still in time", () => {
    const { sent, topics, clock } = pinged("ping-slow");
    clock.pass(7_999);
    expect(sent(topics.reply)).toEqual([]);
    clock.pass(1);
    expect(sent(topics.reply)).toHaveLength(1);
  });

  it.each(["ping-unanswered", "server-offline"] as const)("%s does not", (condition) => {
    const { sent, topics, clock } = pinged(condition);
    clock.pass(60_000);
    expect(sent(topics.reply)).toEqual([]);
  });
});

describe("server-offline", () => {
  it("says so and does nothing more until it is over", () => {
    const { server, clock, sent, topics } = setUp();
    server.connected();
    server.raise("server-offline");
    expect(sent(topics.own.availability)).toEqual(["online", "offline"]);
    for (const topic of [topics.job, topics.own.health]) sent(topic);
    clock.pass(600_000);
    expect([...sent(topics.job), ...sent(topics.own.health)]).toEqual([]);
    server.clear("server-offline");
    expect(sent(topics.own.availability)).toEqual(["online"]);
    expect(sent(topics.job)).toHaveLength(1);
  });
});

describe("the power switch", () => {
  it("is the line's affair", () => {
    const { server, power } = setUp();
    server.hand("power-off");
    server.hand("power-on");
    expect(power).toEqual([false, true]);
  });
});

describe("the door", () => {
  it("is shut while nobody is to answer a probe, and without power", () => {
    const { server, doors } = setUp();
    expect(server.state().door).toBe("open");
    server.raise("probe-failed");
    expect(server.state().door).toBe("shut");
    server.clear("probe-failed");
    server.hand("power-off");
    server.hand("power-on");
    expect(doors).toEqual([false, true, false, true]);
  });
});

it("shows a disk that gets worse with every minute", () => {
  const { server, clock, sent, topics } = setUp(0);
  server.connected();
  server.raise("disk-worsening");
  clock.pass(120_000);
  const values = sent(topics.own.health).map(
    (text) => JSON.parse(text).disks[0].smart["197"] as number,
  );
  expect(values).toEqual([0, 16, 17, 18]);
});

it("has a row for every condition of a server", () => {
  const known = CONDITIONS.filter((condition) => faultRule(condition).device === "server");
  expect(SERVER_CONDITIONS.toSorted()).toEqual(known.toSorted());
});
