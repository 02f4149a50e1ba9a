import { describe, expect, it } from "vitest";
import { holdOf } from "../../src/core/draft.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { HoldCause } from "../../src/core/state.ts";
import type { Lift, Why } from "../../src/core/why.ts";
import { createCommandDesk } from "../support/command-desk.ts";
import {
  AFTER,
  CARD_INSIDE,
  command,
  createStand,
  ill,
  MINUTE_MS,
  MONDAY_MS,
  ONE_PRINTER,
  PRINTED,
  received,
  reported,
  SILENT,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";
import { look } from "./looks.ts";

// Goal: whoever asks why a job is where it is hears each hold with its cause, its evidence, what
// ends it and who may; or its place and time; or what became of it.

const printer = sessionOf("printer1", 1);

function setUp(policy: Partial<Policy> = {}) {
  const stand = createStand({ policy: { ...ONE_PRINTER, ...policy } });
  stand.post(printer.ready());
  return { stand, ...deskOf(stand) };
}

function deskOf(stand: Stand) {
  const { ask } = createCommandDesk(stand);
  const why = (jobId: string): Why => {
    const { ok, result } = ask({ cmd: "why", job_id: jobId });
    if (!ok || result?.why === undefined) throw new Error("no answer");
    return result.why;
  };
  return { ask, why };
}

const EMPTY = { condition: "media-empty", raw: "NACK 1" } as const;

describe("why, of a job that a fault holds", () => {
  it("names the code and when it was last seen, what ends it, the next check and who may", () => {
    const { stand, why } = setUp();
    stand.post(received("J1"));
    look(stand, printer.checked({ ...WELL, faults: [EMPTY] }));
    const since = stand.nowMs;
    look(stand, printer.checked({ ...WELL, faults: [EMPTY] }));
    const { holds, ...found } = why("J1");
    expect(found).toMatchObject({ state: "held", reasons: ["media-empty"] });
    expect(found).not.toHaveProperty("place");
    expect(holds).toEqual([
      {
        hold: stand.state.holds.get("fault:printer1:media-empty"),
        release: "fault-clears",
        fault: { device: "printer1", ...EMPTY, since },
        seenAt: stand.nowMs,
        nextCheckAt: expect.any(Number),
        lift: "override",
        overMqtt: false,
      },
    ]);
    expect(holds[0]?.nextCheckAt).toBeGreaterThan(stand.nowMs);
  });

  it("says where the command that lifts it is taken", () => {
    const { stand, why } = setUp({ mqttCommands: ["release"] });
    stand.post(received("J1"));
    look(stand, printer.checked(ill("media-empty")));
    expect(why("J1").holds).toMatchObject([{ lift: "override", overMqtt: true }]);
  });

  it.each([
    ["card-inside", "nobody", CARD_INSIDE],
    ["media-jam", "override", ill("media-jam")],
  ] as const)("says that %s is lifted by %s", (condition, lift, health) => {
    const { stand, why } = setUp();
    stand.post(received("J1"));
    look(stand, printer.checked(health));
    expect(why("J1").holds).toMatchObject([{ fault: { condition }, lift }]);
  });

  it("says that a second host is ended by adopt, and the failing store by nobody", () => {
    const { stand, why } = setUp({ mqttCommands: ["adopt"] });
    stand.post(received("J1"));
    stand.post({ kind: "own-state-seen", store: "another", eventSeq: 1, jobEventSeq: 1 });
    expect(why("J1").holds).toMatchObject([{ release: "adopt", lift: "adopt", overMqtt: true }]);
  });

  it("says that another printer in its place is accepted by release", () => {
    const { stand, why } = setUp();
    const fault = { device: "printer1", condition: "device-changed", since: MONDAY_MS } as const;
    command(stand, { kind: "hold-placed", hold: holdOf(fault) });
    stand.post(received("J1"));
    expect(why("J1").holds).toMatchObject([{ lift: "release", overMqtt: true }]);
  });

  it("tells faults of one device, and of one condition, apart", () => {
    const stand = createStand();
    const { why } = deskOf(stand);
    for (const each of [printer, sessionOf("printer2", 1)]) {
      stand.post(each.ready(ill("media-empty", "marker-supply-empty")));
    }
    stand.post(received("J1"));
    const { holds } = why("J1");
    expect(holds).toHaveLength(4);
    for (const { hold, fault } of holds) {
      expect(hold.id).toBe(`fault:${fault?.device}:${fault?.condition}`);
    }
  });

  it("names every hold that covers it, and none of another server, printer or job", () => {
    const { stand, ask, why } = setUp({ servers: [{ id: "server1" }, { id: "server2" }] });
    for (const job of ["J1", "J2"]) stand.post(received(job));
    for (const scope of ["host", "server:server2", "job:J1", "job:J2"]) ask({ cmd: "hold", scope });
    stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
    const holds = why("J1").holds.map(({ hold, lift }) => [hold.id, lift]);
    expect(holds).toEqual([
      ["operator:host", "release"],
      ["operator:job:J1", "release"],
      ["fault:server1:raid-failed", "override"],
    ]);
  });
});

/** A job waits behind a hold on all. */
function heldFor(cause: HoldCause, policy: Partial<Policy> = {}) {
  const { stand, why } = setUp(policy);
  const hold = { id: "sample", scope: { kind: "host" }, cause, since: MONDAY_MS } as const;
  stand.state.holds.set(hold.id, hold);
  stand.post(received("J1"));
  return { stand, why };
}

const PROVING = {
  kind: "probation",
  device: "server1",
  step: 1,
  steps: 3,
  release: "look",
} as const;

describe("why, of a job that something else than a fault holds", () => {
  it.each<[cause: HoldCause, lift: Lift, overMqtt: boolean]>([
    [{ kind: "operator", by: "rina", reason: "lunch-break" }, "release", true],
    [{ kind: "policy", reason: "card-spoiled" }, "release", true],
    [{ kind: "policy", reason: "attempts-exhausted" }, "release", true],
    [{ kind: "policy", reason: "nothing-moved" }, "release", true],
    [{ kind: "policy", reason: "in-doubt" }, "resolve", false],
    [{ kind: "policy", reason: "duty-per-hour" }, "nobody", false],
    [{ kind: "policy", reason: "duty-per-day" }, "nobody", false],
    [PROVING, "release", true],
  ])("says of %o that %s lifts it", (cause, lift, overMqtt) => {
    const { why } = heldFor(cause);
    expect(why("J1").holds).toMatchObject([{ hold: { cause }, lift, overMqtt }]);
  });

  it("says when the first of all checks of a device that proves itself is made", () => {
    const { stand, why } = heldFor(PROVING, {
      checks: [
        { id: "health", kind: "printer-health", device: "printer1", expression: "minute" },
        { id: "ping", kind: "server-ping", device: "server1", expression: "minute" },
        { id: "report", kind: "server-report", device: "server1", expression: "minute" },
      ],
    });
    for (const [minutes, check] of [...stand.state.checks.values()].entries()) {
      stand.state.checks.set(check.id, { ...check, dueAt: MONDAY_MS + minutes * MINUTE_MS });
    }
    expect(why("J1").holds).toMatchObject([{ nextCheckAt: MONDAY_MS + MINUTE_MS }]);
  });

  it("says no time where no check is made", () => {
    const { why } = heldFor(PROVING, { checks: [] });
    expect(why("J1").holds[0]).not.toHaveProperty("nextCheckAt");
  });
});

describe("why, of a job that nothing holds", () => {
  it("says its place, its printers and when its card should be out", () => {
    const { stand, why } = setUp();
    for (const job of ["J1", "J2", "J3"]) stand.post(received(job));
    const found = why("J3");
    expect(found).toMatchObject({
      state: "pending",
      holds: [],
      place: 3,
      printers: [{ id: "printer1", state: "processing" }],
    });
    expect(found).not.toHaveProperty("attempt");
    expect(found.endsAt).toBeGreaterThan(stand.nowMs);
  });

  it("says which of its printers has nothing to do, and which is away", () => {
    const stand = createStand();
    const { ask, why } = deskOf(stand);
    stand.post(printer.ready());
    ask({ cmd: "hold", scope: "printer:printer1" });
    stand.post(received("J1"));
    expect(why("J1").printers).toEqual([
      { id: "printer1", state: "idle" },
      { id: "printer2", state: "not-connected" },
    ]);
  });

  it("says that no printer has its stock", () => {
    const { stand, why } = setUp();
    stand.post(received("J1", { stock: "gold" }));
    const found = why("J1");
    expect(found).toMatchObject({ reasons: ["resources-are-not-supported"], printers: [] });
    expect(found.endsAt).toBeUndefined();
  });
});

describe("why, of a card that is or was made", () => {
  function printing() {
    const { stand, ...desk } = setUp();
    stand.post(received("J1"));
    stand.post(printer.prepared("J1"));
    return { stand, ...desk };
  }

  it("says where it is being made", () => {
    const { why } = printing();
    expect(why("J1")).toMatchObject({
      state: "processing",
      holds: [],
      attempt: { printer: "printer1", attempt: 1 },
    });
  });

  it("says what keeps a card that was cut short from being settled", () => {
    const stand = createStand();
    const { ask, why } = deskOf(stand);
    stand.post(printer.ready());
    // A job may be named like a printer.
    for (const jobId of ["J1", "printer1"]) stand.post(received(jobId));
    stand.post(printer.prepared("J1"));
    for (const scope of ["host", "printer:printer1", "printer:printer2", "job:printer1"]) {
      ask({ cmd: "hold", scope });
    }
    stand.post(printer.ended("J1", SILENT));
    const { attempt, holds } = why("J1");
    expect(attempt).toMatchObject({ interrupted: "silent-print" });
    // Its fault holds the queue, not the question to the printer.
    expect(holds.map(({ hold }) => hold.id)).toEqual([
      "operator:host",
      "operator:printer:printer1",
    ]);
  });

  it("says when it came out, also when it is in the store alone", () => {
    const { stand, why } = printing();
    stand.nowMs += MINUTE_MS;
    stand.post(printer.ended("J1", PRINTED));
    expect(stand.state.jobs.has("J1")).toBe(false);
    expect(why("J1")).toMatchObject({
      state: "completed",
      job: { endedAt: stand.nowMs },
      attempt: { evidence: { outcome: "printed" } },
    });
  });

  it("says what a person has to decide, and who has decided", () => {
    const { stand, ask, why } = printing();
    stand.post(printer.ended("J1", SILENT));
    const next = sessionOf("printer1", 2);
    stand.post(next.ready());
    stand.post(next.evidence("J1", { reading: { ...AFTER, cardsFed: 109 } }));
    expect(why("J1")).toMatchObject({ state: "in-doubt", reasons: ["card-unverified"] });
    ask({ cmd: "resolve", job_id: "J1", attempt: 1, as: "printed" });
    expect(why("J1")).toMatchObject({
      state: "completed",
      attempt: { decisions: [{ by: "rina" }] },
    });
  });

  it("does not know a job that was never accepted", () => {
    const { ask } = setUp();
    expect(ask({ cmd: "why", job_id: "J9" })).toMatchObject({ ok: false, code: "unknown-job" });
  });
});
