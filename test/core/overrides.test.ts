import { describe, expect, it } from "vitest";
import { CONDITIONS, type Condition, faultRule } from "../../protocols/faults.ts";
import { attempted, createCommandDesk, told } from "../support/command-desk.ts";
import {
  AFTER,
  CARD_INSIDE,
  createStand,
  HOUR_MS,
  holdsOf,
  ill,
  MINUTE_MS,
  ONE_PRINTER,
  received,
  refused,
  reported,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";
import { faultsOf, look } from "./looks.ts";

// Goal: a person may print in spite of a fault: by name and reason, until a time or until the fault
// has once been gone, and never where a card could be lost or made twice.

const printer = sessionOf("printer1", 1);
const WHY = { override: true, reason: "queue-is-long" };

function setUp() {
  const stand = createStand({ policy: ONE_PRINTER });
  stand.post(printer.ready());
  stand.post(received("J1"));
  stand.post(printer.prepared("J1", ill("marker-supply-empty")));
  return { stand, ...deskOf(stand) };
}

function deskOf(stand: Stand) {
  const { ask } = createCommandDesk(stand);
  const release = (scope: string, more: object = WHY) => ask({ cmd: "release", scope, ...more });
  const until = (afterMs: number) => ({
    ...WHY,
    until: new Date(stand.nowMs + afterMs).toISOString(),
  });
  return { ask, release, until };
}

const EMPTY = ["printer1/marker-supply-empty"];
const HELD = ["fault:printer1:marker-supply-empty"];
const bad = () => printer.checked(ill("marker-supply-empty"));
const good = () => printer.checked(WELL);

describe("release with override", () => {
  it("lets the queue go on while the fault stays raised, and keeps name and reason", () => {
    const { stand, release } = setUp();
    expect(release("printer:printer1")).toMatchObject({
      ok: true,
      result: { scope: "printer:printer1", lifted: 1, faults: 0, overridden: 1 },
    });
    expect([faultsOf(stand), holdsOf(stand)]).toEqual([EMPTY, []]);
    const word = { by: "rina", reason: "queue-is-long", condition: "marker-supply-empty" };
    expect(told(stand, "event").slice(-2)).toMatchObject([
      { type: "fault-overridden", override: { device: "printer1", ...word } },
      { type: "hold-lifted", by: "rina" },
    ]);
  });

  it("starts a card although the printer still reports the fault", () => {
    const { stand, release } = setUp();
    release("printer:printer1");
    stand.post(printer.prepared("J1", ill("marker-supply-empty")));
    expect(stand.orders("print-card")).toHaveLength(1);
  });

  it("does not start one for a fault that comes with it and is not overridden", () => {
    const { stand, release } = setUp();
    release("printer:printer1");
    stand.post(printer.prepared("J1", ill("marker-supply-empty", "media-empty")));
    expect(stand.orders("print-card")).toEqual([]);
    expect(holdsOf(stand)).toEqual(["fault:printer1:media-empty"]);
  });

  it("without a time ends when the fault has once been gone, also after a restart", () => {
    const { stand, release } = setUp();
    release("printer:printer1");
    look(stand, bad(), bad());
    const after = stand.restart();
    const next = sessionOf("printer1", 1);
    after.post(next.ready(ill("marker-supply-empty")));
    expect(holdsOf(after)).toEqual([]);
    look(after, good(), good());
    expect(faultsOf(after)).toEqual([]);
    look(after, bad());
    expect([faultsOf(after), holdsOf(after)]).toEqual([EMPTY, HELD]);
  });

  it("with a time does not hold before it, however often the fault comes and goes", () => {
    const { stand, release, until } = setUp();
    expect(release("printer:printer1", until(HOUR_MS))).toMatchObject({ result: { faults: 0 } });
    for (let n = 0; n < 5; n += 1) look(stand, good(), good(), bad());
    expect([faultsOf(stand), holdsOf(stand)]).toEqual([EMPTY, []]);
  });

  it("holds again by itself at its time if the fault is still there, after a restart too", () => {
    const { stand, release, until } = setUp();
    release("printer:printer1", until(HOUR_MS));
    const after = stand.restart();
    after.tick(HOUR_MS - 1);
    expect(holdsOf(after)).toEqual([]);
    after.tick(1);
    expect(holdsOf(after)).toEqual(HELD);
    expect(told(after, "event").at(-1)).toMatchObject({
      type: "hold-placed",
      hold: { since: after.nowMs, cause: { kind: "fault" } },
    });
    // Once: what is over is over.
    const count = after.record.length;
    after.tick(HOUR_MS);
    expect(after.changes("hold-placed")).toHaveLength(1);
    expect(after.record.length).toBeGreaterThanOrEqual(count);
  });

  it("holds nothing at its time if the fault is gone, and holds when it comes then", () => {
    const { stand, release, until } = setUp();
    release("printer:printer1", until(HOUR_MS));
    look(stand, good(), good());
    stand.tick(HOUR_MS);
    expect(holdsOf(stand)).toEqual([]);
    look(stand, bad());
    expect(holdsOf(stand)).toEqual(HELD);
  });

  it("lets alone at its time what holds, what never does, and what another word covers", () => {
    const { stand, release, until } = setUp();
    release("printer:printer1", until(HOUR_MS));
    stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
    release("server:server1", until(2 * HOUR_MS));
    const both = ["marker-supply-empty", "media-empty"] as const;
    look(stand, printer.checked(ill(...both, "marker-supply-low")));
    expect(holdsOf(stand)).toEqual(["fault:printer1:media-empty"]);
    stand.record.length = 0;
    stand.tick(HOUR_MS);
    expect(stand.changes("hold-placed").map(({ hold }) => hold.id)).toEqual(HELD);
  });

  it("may end in the turn in which another server has been away for too long: one hold", () => {
    const servers = [{ id: "server1" }, { id: "server2", autonomyMs: 2 * HOUR_MS }];
    const stand = createStand({ policy: { ...ONE_PRINTER, servers } });
    const raid = [{ condition: "raid-failed" }] as const;
    stand.post(reported(raid, ["raid-failed"]));
    stand.post({ ...reported(raid, ["raid-failed"]), server: "server2" });
    const { release, until } = deskOf(stand);
    release("server:server1", until(HOUR_MS));
    stand.tick(3 * HOUR_MS);
    const held = ["fault:server1:raid-failed", "fault:server2:raid-failed"];
    const placed = stand.changes("hold-placed").map(({ hold }) => hold.id);
    expect(placed.slice(1).toSorted()).toEqual(held);
  });

  it("does not end the time that a server may be away", () => {
    const servers = [{ id: "server1", autonomyMs: 72 * HOUR_MS }];
    const stand = createStand({ policy: { ...ONE_PRINTER, servers } });
    stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
    const { release, until } = deskOf(stand);
    release("server:server1", until(HOUR_MS));
    stand.tick(HOUR_MS);
    expect([stand.state.overrides.size, holdsOf(stand)]).toEqual([0, []]);
    stand.tick(71 * HOUR_MS);
    expect(holdsOf(stand)).toEqual(["fault:server1:raid-failed"]);
  });

  it("is not told as over while that cannot be written (I7)", () => {
    const { stand, release, until } = setUp();
    release("printer:printer1", until(HOUR_MS));
    stand.post({ kind: "broker-connected" });
    stand.failure = "full";
    stand.tick();
    stand.record.length = 0;
    stand.tick(HOUR_MS);
    expect([stand.orders("publish-event"), holdsOf(stand)]).toEqual([[], []]);
    stand.failure = undefined;
    for (let n = 0; n < 2; n += 1) stand.tick();
    expect(holdsOf(stand)).toEqual(HELD);
  });

  it("is replaced by a later one", () => {
    const { stand, release, until } = setUp();
    release("printer:printer1", until(MINUTE_MS));
    expect(release("printer:printer1", until(HOUR_MS))).toMatchObject({
      result: { lifted: 0, overridden: 1 },
    });
    stand.tick(2 * MINUTE_MS);
    expect(holdsOf(stand)).toEqual([]);
    stand.tick(HOUR_MS);
    expect(holdsOf(stand)).toEqual(HELD);
  });

  it("lifts what people have held as well", () => {
    const { stand, ask, release } = setUp();
    ask({ cmd: "hold", scope: "printer:printer1" });
    expect(release("printer:printer1")).toMatchObject({ result: { lifted: 2, overridden: 1 } });
    expect(holdsOf(stand)).toEqual([]);
  });

  it("of a job overrides no fault of a printer that has its name", () => {
    const { stand, release } = setUp();
    stand.post(received("printer1"));
    expect(release("job:printer1")).toMatchObject({ ok: true, result: { overridden: 0 } });
    expect(holdsOf(stand)).toEqual(HELD);
  });

  it("of a printer is for its faults, whatever a job of its name waits for", () => {
    const { stand, release } = setUp();
    attempted(stand, "printer1", "unknown");
    expect(release("printer:printer1")).toMatchObject({ ok: true, result: { overridden: 1 } });
  });

  it("of a server that is away covers every way to find that, until all are gone", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    const { release } = deskOf(stand);
    const silent = (...conditions: readonly Condition[]) =>
      stand.post(
        reported(
          conditions.map((condition) => ({ condition })),
          AWAY,
        ),
      );
    silent("server-offline");
    release("server:server1");
    for (let n = 0; n < 3; n += 1) silent("server-offline", "report-stale");
    expect([faultsOf(stand).length, holdsOf(stand)]).toEqual([2, []]);
    silent("report-stale");
    silent("report-stale");
    expect([faultsOf(stand), holdsOf(stand)]).toEqual([["server1/report-stale"], []]);
    silent("report-stale", "server-offline");
    expect([faultsOf(stand).length, holdsOf(stand)]).toEqual([2, []]);
    silent();
    silent();
    silent();
    silent("server-offline");
    expect(holdsOf(stand)).toEqual(["fault:server1:server-offline"]);
  });

  it("of a printer that is silent covers no other silence, and no other printer's", () => {
    const printers = ["printer1", "printer2"].map((id) => ({ id, stock: "default" }) as const);
    const stand = createStand({ policy: { ...ONE_PRINTER, printers, badChecks: 1 } });
    const lose = (id: string, condition: Condition) => stand.post(sessionOf(id, 1).gone(condition));
    lose("printer1", "timed-out");
    deskOf(stand).release("printer:printer1");
    expect(holdsOf(stand)).toEqual([]);
    lose("printer1", "connecting-to-device");
    lose("printer2", "timed-out");
    expect(holdsOf(stand)).toEqual([
      "fault:printer1:connecting-to-device",
      "fault:printer2:timed-out",
    ]);
  });

  it("of a server that is away does not cover its broken disks", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(reported([{ condition: "server-offline" }], AWAY));
    deskOf(stand).release("server:server1");
    stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
    expect(holdsOf(stand)).toEqual(["fault:server1:raid-failed"]);
  });
});

const AWAY: readonly Condition[] = ["server-offline", "report-stale"];

describe("what is never overridden", () => {
  it("is what would lose a card or make one twice", () => {
    const never = CONDITIONS.filter(
      (each) => faultRule(each).holds && !faultRule(each).overridable,
    );
    expect(new Set(never)).toEqual(
      new Set([
        "card-inside",
        "device-changed",
        "store-failed",
        "store-lost",
        "store-restored",
        "second-host",
      ]),
    );
  });

  it("is a card of unknown origin: nothing is lifted, not even what could be", () => {
    const { stand, release } = setUp();
    look(stand, printer.checked(CARD_INSIDE));
    const before = holdsOf(stand);
    const answer = release("printer:printer1");
    expect(answer).toMatchObject({ ok: false, code: "not-allowed" });
    expect(answer.message).toContain("card-inside");
    expect(holdsOf(stand)).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it("is a second host", () => {
    const { stand, release } = setUp();
    stand.post({ kind: "own-state-seen", store: "another", eventSeq: 1, jobEventSeq: 1 });
    expect(release("host")).toMatchObject({ ok: false, code: "not-allowed" });
    expect(holdsOf(stand)).toContain("fault:host:second-host");
  });

  it("is a job in doubt", () => {
    const stand = createStand({ policy: { ...ONE_PRINTER, attemptsMax: 1 } });
    stand.post(printer.ready());
    stand.post(received("J1"));
    stand.post(printer.prepared("J1"));
    stand.post(printer.ended("J1", refused("cover-open")));
    const next = sessionOf("printer1", 2);
    stand.post(next.ready());
    const word = { cmd: "release", scope: "job:J1", ...WHY };
    const { ask } = createCommandDesk(stand);
    stand.post(next.evidence("J1", { reading: { cardsFed: 7 } }));
    expect(stand.state.jobs.get("J1")?.state).toBe("in-doubt");
    expect(ask(word)).toMatchObject({ ok: false, code: "not-allowed" });
  });

  it("is the evidence of an open attempt: it is settled before anything is printed", () => {
    const { stand, release } = setUp();
    stand.post(received("J2"));
    release("printer:printer1");
    stand.post(printer.prepared("J1"));
    stand.post(printer.ended("J1", refused("cover-open")));
    release("printer:printer1");
    const next = sessionOf("printer1", 2);
    stand.record.length = 0;
    stand.post(next.ready(ill("marker-supply-empty")));
    expect(stand.record.flatMap((step) => (step.kind === "order" ? step.order.kind : []))).toEqual([
      "settle-attempt",
    ]);
    stand.post(next.evidence("J1", { reading: AFTER }));
    expect(stand.orders("prepare-card").map(({ jobId }) => jobId)).toEqual(["J2"]);
  });

  it("is a job that is no specimen on a simulated printer (I11)", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(printer.ready(ill("marker-supply-empty"), true));
    stand.post(received("J1", { specimen: false }));
    expect(deskOf(stand).release("printer:printer1")).toMatchObject({ ok: true });
    expect(stand.orders("prepare-card")).toEqual([]);
  });
});

describe("release", () => {
  it.each([
    ["an override without a reason", { override: true, reason: undefined }],
    ["an override until a time that has passed", { ...WHY, until: "2021-01-04T01:00:00Z" }],
    ["a time without an override", { until: "2031-01-04T01:00:00Z" }],
  ])("does not take %s", (_, more) => {
    const { stand, release } = setUp();
    expect(release("printer:printer1", more)).toMatchObject({ ok: false, code: "malformed" });
    expect(holdsOf(stand)).toEqual(HELD);
  });

  it("with override is taken over MQTT only where the configuration lists it", () => {
    const { stand, ask } = setUp();
    const word = { cmd: "release", scope: "printer:printer1", ...WHY };
    expect(ask(word, { over: "mqtt" })).toMatchObject({ ok: false, code: "not-allowed" });
    expect(holdsOf(stand)).toEqual(HELD);
    const open = { ...ONE_PRINTER, mqttCommands: ["release"] };
    const after = stand.restart(open);
    const desk = createCommandDesk(after);
    expect(desk.ask({ ...word, id: "later" }, { over: "mqtt" })).toMatchObject({ ok: true });
  });
});
