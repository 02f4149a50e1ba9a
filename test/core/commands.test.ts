import { describe, expect, it } from "vitest";
import type { Request } from "../../src/core/command.ts";
import { attempted, createCommandDesk, type HowSent, told } from "../support/command-desk.ts";
import {
  corePolicy,
  createStand,
  MINUTE_MS,
  ONE_PRINTER,
  received,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: a command is done once, and whoever sends it learns what became of it. Method: documents
// go through the real decoder and the real reading of the store to the core.

function setUp(policy = corePolicy()) {
  const stand = createStand({ policy });
  return { stand, ...createCommandDesk(stand) };
}

function sentAt(ms: number) {
  return { at: new Date(ms).toISOString() };
}

const HOLD = { cmd: "hold", scope: "host" };
const EACH = [
  HOLD,
  { cmd: "release", scope: "host" },
  { cmd: "cancel", job_id: "J1" },
  { cmd: "reprint", job_id: "J1", old_card: "missing" },
  { cmd: "resolve", job_id: "J1", attempt: 1, as: "printed" },
  { cmd: "undo", of: "c-9" },
  { cmd: "adopt" },
  { cmd: "events", stream: "event", from_seq: 1 },
  { cmd: "check" },
  { cmd: "why", job_id: "J1" },
];

describe("any command", () => {
  it("is answered with its first answer, for ever and after a restart too", () => {
    const { stand, ask } = setUp();
    const first = ask({ ...HOLD, id: "once" });
    ask({ cmd: "release", scope: "host", id: "then" });
    expect(first).toEqual({ id: "once", ok: true, result: { scope: "host" } });
    expect(ask({ ...HOLD, id: "once" })).toEqual(first);
    const later = stand.restart();
    later.nowMs += 400 * 24 * 60 * MINUTE_MS;
    const again = createCommandDesk(later).ask({ ...HOLD, id: "once" }, { retained: true });
    expect(again).toEqual(first);
    expect([stand.state.holds.size, later.state.holds.size]).toEqual([0, 0]);
  });

  it("is refused with its first refusal, even when it would be done now", () => {
    const { stand, ask } = setUp();
    const refusal = ask({ ...HOLD, id: "late", ...sentAt(stand.nowMs - 2 * MINUTE_MS) });
    expect(refusal).toMatchObject({ ok: false, code: "expired" });
    expect(ask({ ...HOLD, id: "late" })).toEqual(refusal);
  });

  it("is written with its effect in one commit", () => {
    const { stand, ask } = setUp();
    ask({ ...HOLD, id: "once", note: "until the ribbon comes" });
    const commit = stand.record.find((step) => step.kind === "commit");
    expect(commit?.changes.map(({ kind }) => kind)).toEqual([
      "hold-placed",
      "event-added",
      "command-answered",
    ]);
    expect(stand.store.command("once")).toMatchObject({
      command: { by: "rina", reason: "seen", note: "until the ribbon comes" },
    });
    expect(JSON.stringify(told(stand, "event"))).not.toContain("ribbon");
  });

  it.each(EACH)("is refused when it is retained: $cmd", (document) => {
    const { stand, ask } = setUp();
    expect(ask(document, { retained: true })).toMatchObject({ ok: false, code: "retained" });
    expect(told(stand, "event")).toEqual([]);
  });

  it.each([
    ["60 s old", -60_000, true],
    ["older than 60 s", -60_001, false],
    ["5 minutes ahead", 5 * MINUTE_MS, true],
    ["more than 5 minutes ahead", 5 * MINUTE_MS + 1, false],
  ])("%s: is done is %s", (_what, offsetMs, done) => {
    const { stand, ask } = setUp();
    const answer = ask({ ...HOLD, ...sentAt(stand.nowMs + offsetMs) });
    expect(answer.ok).toBe(done);
    if (!done) expect(answer.code).toBe("expired");
    expect(stand.state.holds.size).toBe(done ? 1 : 0);
  });

  it("may come without an id and a time from a button, and gets an id", () => {
    const { stand, ask } = setUp();
    expect(ask({ ...HOLD, id: undefined, at: undefined })).toMatchObject({
      ok: true,
      id: "made-1",
    });
    expect(stand.store.command("made-1")).toBeDefined();
  });

  it.each([
    [{ cmd: "hold", scope: 1 }, "malformed"],
    [{ cmd: "print" }, "unknown-command"],
    [{ cmd: "why", job_id: "J1" }, "unknown-job"],
  ])("is refused when it is %j, as %s", (document, code) => {
    expect(setUp().ask(document)).toMatchObject({ ok: false, code });
  });

  it("adopts this host, and tells what that has put an end to", () => {
    const { stand, ask } = setUp();
    for (const store of ["other", stand.state.storeId]) {
      stand.post({ kind: "own-state-seen", store, eventSeq: 50, jobEventSeq: 9 });
    }
    const answer = ask({ cmd: "adopt", by: "rina", reason: "disk-replaced" });
    expect(answer).toMatchObject({
      ok: true,
      result: { conditions: ["second-host", "store-restored"] },
    });
    expect([...stand.state.holds.keys()]).toEqual([]);
    const word = { type: "adopted", by: "rina", reason: "disk-replaced" };
    expect(told(stand, "event")).toContainEqual(expect.objectContaining(word));
    expect(stand.state.storeId).toBe("made-1");
    expect(ask({ cmd: "adopt", by: "rina", reason: "sure" })).toMatchObject({
      ok: true,
      result: { conditions: [] },
    });
  });

  it("is answered unavailable while the store takes nothing, is not done and not kept", () => {
    const { stand, ask } = setUp();
    stand.failure = "full";
    const answer = ask({ ...HOLD, id: "once" });
    expect(answer).toMatchObject({ id: "once", ok: false, code: "unavailable" });
    stand.failure = undefined;
    stand.tick();
    expect(stand.state.holds.size).toBe(0);
    expect(ask({ ...HOLD, id: "once" })).toMatchObject({ ok: true });
  });
});

describe("over MQTT", () => {
  const overMqtt: HowSent = { over: "mqtt" };
  const making = EACH.filter(({ cmd }) => ["reprint", "resolve", "adopt"].includes(cmd));
  const override = { cmd: "release", scope: "host", override: true };

  it.each([...making, override])("refuses what can make a card: $cmd", (document) => {
    const { stand, ask } = setUp();
    attempted(stand, "J1", "unknown");
    const message = "this host takes it over its control socket only";
    expect(ask(document, overMqtt)).toMatchObject({ ok: false, code: "not-allowed", message });
    expect(stand.state.jobs.get("J1")?.state).toBe("in-doubt");
  });

  it("takes what the configuration lists, and nothing else of it", () => {
    const { stand, ask } = setUp(corePolicy({ mqttCommands: ["resolve"] }));
    attempted(stand, "J1", "unknown");
    const [, resolve] = making;
    expect(ask({ ...making[0] }, overMqtt)).toMatchObject({ code: "not-allowed" });
    expect(ask({ ...resolve }, overMqtt)).toMatchObject({ ok: true });
  });

  it("takes what only holds, asks or gives up", () => {
    const { stand, ask } = setUp();
    stand.post(received("J1"));
    for (const document of [HOLD, { cmd: "release", scope: "host" }, { cmd: "check" }]) {
      expect(ask(document, overMqtt)).toMatchObject({ ok: true });
    }
    expect(ask({ cmd: "cancel", job_id: "J1" }, overMqtt)).toMatchObject({ ok: true });
  });
});

describe("cancel", () => {
  it("gives a waiting job up, and says so again", () => {
    const { stand, ask } = setUp();
    stand.post(received("J1"));
    const result = { jobId: "J1", state: "canceled" };
    expect(ask({ cmd: "cancel", job_id: "J1" })).toMatchObject({ ok: true, result });
    expect(ask({ cmd: "cancel", job_id: "J1" })).toMatchObject({ ok: true, result });
    expect(told(stand, "job-event").at(-1)).toMatchObject({
      state: "canceled",
      reasons: ["job-canceled-by-operator"],
    });
    stand.post(sessionOf("printer1", 1).ready());
    expect(stand.orders("prepare-card")).toEqual([]);
  });

  it("gives up one that a printer has begun to prepare: its card is not begun", () => {
    const { stand, ask } = setUp(ONE_PRINTER);
    stand.post(sessionOf("printer1", 1).ready());
    stand.post(received("J1"));
    expect(stand.orders("prepare-card")).toHaveLength(1);
    expect(ask({ cmd: "cancel", job_id: "J1" })).toMatchObject({ ok: true });
    stand.post(sessionOf("printer1", 1).prepared("J1"));
    expect(stand.orders("print-card")).toEqual([]);
  });

  it("is too late for a card that is being printed", () => {
    const { stand, ask } = setUp(ONE_PRINTER);
    stand.post(sessionOf("printer1", 1).ready());
    stand.post(received("J1"));
    stand.post(sessionOf("printer1", 1).prepared("J1"));
    expect(ask({ cmd: "cancel", job_id: "J1" })).toMatchObject({ ok: false, code: "too-late" });
    expect(stand.state.jobs.get("J1")?.state).toBe("processing");
  });

  it.each(["printed", "unknown"] as const)("is too late after an attempt: %s", (outcome) => {
    const { stand, ask } = setUp();
    attempted(stand, "J1", outcome);
    expect(ask({ cmd: "cancel", job_id: "J1" })).toMatchObject({ ok: false, code: "too-late" });
  });

  it("knows no job that was never accepted", () => {
    const answer = setUp().ask({ cmd: "cancel", job_id: "J1" });
    expect(answer).toMatchObject({ ok: false, code: "unknown-job" });
  });
});

describe("a command whose job has ended between its coming and its turn", () => {
  /** As when events wait for the store: what was read of the job is old by now. */
  function late(request: Request) {
    const { stand, ask } = setUp();
    attempted(stand, "J1", "unknown");
    ask({ cmd: "resolve", job_id: "J1", attempt: 1, as: "spoiled", id: "r" });
    const job = stand.store.wholeJob("J1");
    const attempts = stand.store.attempts("J1");
    ask({ cmd: "cancel", job_id: "J1" });
    const command = { id: "late", at: stand.nowMs, by: "rina", request };
    const how = { over: "socket", retained: false, delivery: 99 } as const;
    stand.post({ kind: "command-received", command, ...how, facts: { job, attempts } });
    return { stand, answer: stand.store.command("late")?.answer };
  }

  it.each<Request>([
    { cmd: "resolve", jobId: "J1", attempt: 1, as: "printed" },
    { cmd: "undo", of: "r" },
    { cmd: "cancel", jobId: "J1" },
  ])("leaves it as it is: $cmd", (request) => {
    const { stand, answer } = late(request);
    expect(answer).toMatchObject({ ok: false, code: "too-late" });
    expect(stand.store.job("J1")?.state).toBe("canceled");
  });
});

describe("check", () => {
  it.each([
    ["all checks", {}, ["printer1/health", "server1/report"]],
    ["those of one device", { device: "server1" }, ["server1/report"]],
    ["none of the host, which has none", { device: "host" }, []],
  ])("has %s run at the next tick", (_what, which, due) => {
    const { stand, ask } = setUp();
    stand.tick();
    for (const check of stand.state.checks.values()) {
      stand.post({ kind: "check-ended", check: check.id, result: { kind: "not-made" } });
    }
    stand.post(sessionOf("printer1", 1).ready());
    const before = stand.orders("run-check").length;
    expect(ask({ cmd: "check", ...which })).toMatchObject({
      ok: true,
      result: { checks: due.length },
    });
    stand.tick();
    const run = stand.orders("run-check").slice(before);
    expect(run.map(({ check }) => check.id)).toEqual(due);
  });

  it("knows no device that is not configured", () => {
    const answer = setUp().ask({ cmd: "check", device: "printer9" });
    expect(answer).toMatchObject({ ok: false, code: "unknown-scope" });
  });
});

describe("a look at a card", () => {
  /** The control socket asks so; no document can. */
  function show(stand: Stand, jobId: string) {
    const command = { id: "look", at: undefined, by: "rina" };
    stand.post({
      kind: "command-received",
      command: { ...command, request: { cmd: "show-card", jobId } },
      over: "socket",
      retained: false,
      delivery: 99,
      facts: { job: stand.store.wholeJob(jobId) },
    });
    return stand.orders("answer-command").at(-1)?.answer;
  }

  it("is told, with whose card it is and who looks", () => {
    const { stand } = setUp();
    stand.post(received("J1"));
    expect(show(stand, "J1")).toEqual({ id: "look", ok: true, result: { jobId: "J1" } });
    const word = { type: "card-shown", id: "look", jobId: "J1", by: "rina" };
    expect(told(stand, "event")).toEqual([word]);
  });

  it("is none at one that was never accepted", () => {
    const { stand } = setUp();
    expect(show(stand, "J1")).toMatchObject({ ok: false, code: "unknown-job" });
    expect(told(stand, "event")).toEqual([]);
  });
});

describe("events", () => {
  function connected() {
    const desk = setUp(corePolicy({ queueMax: 2_000 }));
    desk.stand.post({ kind: "broker-connected" });
    return desk;
  }
  const from = (seq: number) => ({ cmd: "events", stream: "job-event", from_seq: seq });

  it("sends old ones again as they were, in order, and says where to ask on", () => {
    const { stand, ask } = connected();
    for (let n = 1; n <= 1_002; n += 1) stand.post(received(`J${n}`));
    const first = stand.orders("publish-event").map(({ event }) => event);
    for (const { stream, seq } of first) stand.post({ kind: "event-delivered", stream, seq });
    expect(ask(from(2))).toMatchObject({ result: { sent: 1_000, nextSeq: 1_002, lastSeq: 1_002 } });
    expect(ask(from(1_002))).toMatchObject({ result: { sent: 1, nextSeq: 1_003, lastSeq: 1_002 } });
    const again = stand.orders("repeat-events").flatMap(({ events }) => events);
    expect(again).toEqual(first.slice(1));
  });

  it("sends nothing where there is nothing yet", () => {
    const { stand, ask } = connected();
    expect(ask(from(7))).toMatchObject({ ok: true, result: { sent: 0, nextSeq: 1, lastSeq: 0 } });
    expect(stand.orders("repeat-events")).toEqual([]);
  });

  it("does not have numbers asked for again that an adopted host has passed over", () => {
    const { stand, ask } = connected();
    stand.post(received("J1"));
    stand.post({ kind: "own-state-seen", store: "other", eventSeq: 1, jobEventSeq: 900 });
    ask({ cmd: "adopt" });
    expect(ask(from(1))).toMatchObject({ result: { sent: 1, nextSeq: 2, lastSeq: 900 } });
    expect(ask(from(2))).toMatchObject({ result: { sent: 0, nextSeq: 901, lastSeq: 900 } });
  });

  it("leaves what is not acknowledged in the outbox", () => {
    const { stand, ask } = connected();
    stand.post(received("J1"));
    expect(ask(from(1))).toMatchObject({ result: { sent: 1 } });
    expect(stand.state.streams["job-event"].undelivered.size).toBe(1);
  });

  it("is unavailable without a connection, and may be tried again", () => {
    const { stand, ask } = setUp();
    expect(ask({ ...from(1), id: "e" })).toMatchObject({ ok: false, code: "unavailable" });
    stand.post({ kind: "broker-connected" });
    expect(ask({ ...from(1), id: "e" })).toMatchObject({ ok: true });
  });
});
