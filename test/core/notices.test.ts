import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/core/notices-model.ts";
import type { Probation } from "../../src/core/probation.ts";
import type { Fault, Hold, HoldCause } from "../../src/core/state.ts";
import { attempted } from "../support/command-desk.ts";
import {
  command,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_MS,
  operatorHold,
  received,
  type Stand,
} from "../support/core-fixtures.ts";
import { type NoticesOffice, OK, openNoticesOffice, PLAN, REFUSED } from "./notices-office.ts";

// Goal: what is told, and when; what becomes of it when nobody takes it or nothing can be written.
// Method: the core over its store, with a receiver; hours pass in ticks.

const JAM: Fault = { device: "printer1", condition: "media-jam", since: MONDAY_MS };
const EMPTY: Hold = {
  id: "fault:printer1:media-empty",
  scope: { kind: "printer", id: "printer1" },
  cause: { kind: "fault", device: "printer1", condition: "media-empty" },
  since: MONDAY_MS,
};

const PROBATION: Probation = {
  device: "printer1",
  condition: "media-jam",
  since: MONDAY_MS,
  phase: "looking",
  step: 1,
  confirmed: 1,
  failures: 0,
  factor: 1,
};
const PROVING: HoldCause = {
  kind: "probation",
  device: "printer1",
  step: 1,
  steps: 3,
  release: "look",
};

function raise({ stand }: NoticesOffice, fault = JAM): void {
  command(stand, { kind: "fault-raised", fault });
}

function clear({ stand }: NoticesOffice, fault = JAM): void {
  command(stand, { kind: "fault-cleared", fault, at: stand.nowMs });
}

function place({ stand }: NoticesOffice, hold: Hold): void {
  command(stand, { kind: "hold-placed", hold });
}

function hasFault({ state }: Stand): boolean {
  return state.faults.has("host/notify-failed");
}

const words = ({ taken }: NoticesOffice) =>
  taken.map(({ problem, event }) => `${event} ${problem}`);

describe("what is told", () => {
  it("is a failure at once, even while the office is closed", () => {
    const office = openNoticesOffice({ isOfficeHour: () => false });
    raise(office);
    office.pass(5_000);
    expect(words(office)).toEqual(["problem failure:printer1:media-jam"]);
  });

  it("is a hold once it is old, and in office hours", () => {
    let isOpen = false;
    const office = openNoticesOffice({ isOfficeHour: () => isOpen });
    raise(office, { ...JAM, condition: "media-empty" });
    place(office, EMPTY);
    office.pass(PLAN.afterMs + MINUTE_MS, MINUTE_MS);
    expect(words(office)).toEqual([]);
    isOpen = true;
    office.pass(5_000);
    expect(words(office)).toEqual(["problem hold:fault:printer1:media-empty"]);
  });

  it("is no hold that is young, nor one that a failure has placed", () => {
    const office = openNoticesOffice();
    const { scope } = EMPTY;
    raise(office);
    const cause = { kind: "fault", device: "printer1", condition: "media-jam" } as const;
    place(office, { id: "fault:printer1:media-jam", scope, cause, since: MONDAY_MS });
    office.pass(2 * PLAN.afterMs, MINUTE_MS);
    raise(office, { ...JAM, condition: "media-empty" });
    place(office, { ...EMPTY, since: office.stand.nowMs });
    office.pass(PLAN.afterMs - MINUTE_MS, MINUTE_MS);
    expect(words(office).filter((word) => word.includes("hold:"))).toEqual([]);
  });

  it.each<[string, Hold, number]>([
    ["that somebody has forgotten", operatorHold({ kind: "host" }), 1],
    ["on a single job", operatorHold({ kind: "job", id: "J1" }), 0],
    ["with an end", { ...operatorHold({ kind: "host" }), until: MONDAY_MS + 9 * HOUR_MS }, 0],
  ])("counts an operator's hold %s: %#", (_, hold, count) => {
    const office = openNoticesOffice();
    place(office, hold);
    office.pass(PLAN.afterMs + 2 * MINUTE_MS, MINUTE_MS);
    expect(office.taken).toHaveLength(count);
  });

  it.each<[cause: HoldCause, about: object | undefined]>([
    [{ kind: "policy", reason: "card-spoiled" }, { reason: "card-spoiled" }],
    [{ kind: "policy", reason: "attempts-exhausted" }, { reason: "attempts-exhausted" }],
    [PROVING, { reason: "probation", device: "printer1" }],
    [{ kind: "policy", reason: "nothing-moved" }, undefined],
    [{ kind: "policy", reason: "duty-per-hour" }, undefined],
  ])("is a hold with its cause, unless it ends by itself: %o", (cause, about) => {
    const office = openNoticesOffice();
    const told: Problem[] = [];
    office.leaves = ({ problem }) => told.push(problem);
    command(office.stand, { kind: "probation-kept", probation: PROBATION });
    place(office, { ...EMPTY, id: "sample", cause });
    office.pass(PLAN.afterMs + MINUTE_MS, MINUTE_MS);
    const problem = {
      key: "hold:sample",
      kind: "hold",
      since: MONDAY_MS,
      scope: "printer:printer1",
    };
    expect(told).toEqual(about === undefined ? [] : [{ ...problem, ...about }]);
  });

  it("is a card in doubt, at once, and no other job", () => {
    const office = openNoticesOffice({ isOfficeHour: () => false });
    const told: Problem[] = [];
    office.leaves = ({ problem }) => told.push(problem);
    for (const jobId of ["J1", "J2"]) office.stand.post(received(jobId));
    attempted(office.stand, "J2", "unknown");
    office.pass(5_000);
    const since = expect.any(Number);
    expect(told).toEqual([{ key: "in-doubt:J2", kind: "in-doubt", since, jobId: "J2" }]);
  });

  it("is a relapse, and that it is over", () => {
    const office = openNoticesOffice();
    const { since, ...device } = JAM;
    const relapse = { ...device, since, count: 2 };
    command(office.stand, { kind: "relapse-kept", relapse });
    office.pass(5_000);
    command(office.stand, { kind: "relapse-kept", relapse: { ...relapse, endedAt: since + 1 } });
    office.pass(10 * MINUTE_MS, 10_000);
    const key = "relapse:printer1:media-jam";
    expect(words(office).filter((word) => word.endsWith(key))).toEqual([
      `problem ${key}`,
      `recovery ${key}`,
    ]);
  });

  it("is nothing where nobody is configured", () => {
    const office = openNoticesOffice({ notices: undefined });
    raise(office);
    office.pass(5_000);
    expect(office.sent).toEqual([]);
  });

  it("is at most 200 problems at a time, the others when there is room", () => {
    const office = openNoticesOffice();
    const faults = Array.from({ length: 205 }, (_, n) => ({ ...JAM, device: `p${n}` }));
    for (const fault of faults) raise(office, fault);
    office.pass(5 * MINUTE_MS);
    expect(office.taken).toHaveLength(200);
    for (const fault of faults.slice(0, 100)) clear(office, fault);
    office.pass(15 * MINUTE_MS);
    const told = office.taken.filter(({ event }) => event === "problem");
    expect(new Set(told.map(({ problem }) => problem)).size).toBe(205);
  });
});

describe("repeats", () => {
  it("thin out: after 1 h, 2 h, 4 h, 8 h, then daily", () => {
    const office = openNoticesOffice();
    raise(office);
    office.pass(90 * HOUR_MS, MINUTE_MS);
    const hours = office.taken.map(({ atMs }) => Math.round((atMs - MONDAY_MS) / HOUR_MS));
    expect(hours).toEqual([0, 1, 3, 7, 15, 39, 63, 87]);
  });

  it("wait until the office is open", () => {
    let isOpen = true;
    const office = openNoticesOffice({ isOfficeHour: () => isOpen });
    raise(office);
    office.pass(MINUTE_MS);
    isOpen = false;
    office.pass(12 * HOUR_MS, MINUTE_MS);
    expect(office.taken).toHaveLength(1);
    isOpen = true;
    office.pass(5_000);
    expect(office.taken).toHaveLength(2);
  });

  it("say how often it flapped, and its end comes once", () => {
    const office = openNoticesOffice();
    raise(office);
    for (let n = 0; n < 20; n += 1) {
      office.pass(2 * MINUTE_MS, 10_000);
      clear(office);
      office.pass(2 * MINUTE_MS, 10_000);
      raise(office);
    }
    clear(office);
    office.pass(PLAN.quietMs + MINUTE_MS, 10_000);
    const told = office.taken.map(({ event, times }) => `${event} ${times}`);
    expect(told).toEqual(["problem 1", "repeat 16", "recovery 20"]);
  });
});

describe("a receiver that is away", () => {
  it("is a fault that holds nothing, and is tried ever more rarely", () => {
    const office = openNoticesOffice();
    office.answer = REFUSED;
    raise(office);
    office.pass(HOUR_MS, 1_000);
    expect(hasFault(office.stand)).toBe(true);
    expect(office.stand.state.holds.size).toBe(0);
    expect(office.sent.length).toBeLessThan(25);
    office.answer = OK;
    office.pass(6 * MINUTE_MS);
    expect(hasFault(office.stand)).toBe(false);
    expect(words(office)).toEqual(["problem failure:printer1:media-jam"]);
  });

  it("hears later of what has come and gone: that it was, and that it is over", () => {
    const office = openNoticesOffice();
    office.answer = REFUSED;
    raise(office);
    office.pass(HOUR_MS, 10_000);
    clear(office);
    office.pass(HOUR_MS, 10_000);
    office.restart();
    office.answer = OK;
    office.pass(6 * MINUTE_MS);
    expect(office.taken.map(({ event }) => event)).toEqual(["problem", "recovery"]);
  });

  it("that refuses one message does not keep back the others", () => {
    const office = openNoticesOffice();
    office.leaves = ({ problem }) => {
      office.answer = problem.device === "printer1" ? REFUSED : OK;
    };
    raise(office);
    raise(office, { ...JAM, device: "printer2" });
    office.pass(MINUTE_MS);
    expect(words(office)).toEqual(["problem failure:printer2:media-jam"]);
  });
});

describe("one message", () => {
  const KEY = "failure:printer1:media-jam";
  const waits = ({ stand }: NoticesOffice) => stand.state.notices.get(KEY)?.waiting?.event;
  const OTHERS = ["printer2", "printer3"].map((device) => ({ ...JAM, device }));

  it("is on its way at a time, and none once the process is stopping", () => {
    const office = openNoticesOffice();
    office.answer = undefined;
    for (const fault of [JAM, ...OTHERS]) raise(office, fault);
    office.pass(10_000);
    expect(office.sent).toHaveLength(1);
    const stopping = openNoticesOffice();
    stopping.stand.post({ kind: "stopping" });
    raise(stopping);
    stopping.pass(10_000);
    expect(stopping.sent).toEqual([]);
  });

  it("after the other is tried, in turn, with pauses that double from 5 s", () => {
    const office = openNoticesOffice();
    office.answer = REFUSED;
    for (const fault of [JAM, ...OTHERS]) raise(office, fault);
    office.pass(36_000);
    const first = office.sent[0]?.atMs ?? 0;
    expect(office.sent.map(({ problem, atMs }) => [problem.split(":")[1], atMs - first])).toEqual([
      ["printer1", 0],
      ["printer2", 5_000],
      ["printer3", 15_000],
      ["printer1", 35_000],
    ]);
  });

  it("that tells an end is not replaced while it is on its way, and is while it waits", () => {
    for (const [answer, event] of [
      [undefined, "recovery"],
      [REFUSED, "repeat"],
    ] as const) {
      const office = openNoticesOffice();
      raise(office);
      office.pass(MINUTE_MS, 10_000);
      clear(office);
      office.answer = answer;
      office.pass(PLAN.quietMs + 20_000, 10_000);
      expect(waits(office)).toBe("recovery");
      raise(office);
      office.pass(2_000);
      expect(waits(office)).toBe(event);
    }
  });

  it("is written when it changes, and not at every look", () => {
    const office = openNoticesOffice();
    raise(office);
    office.pass(5_000);
    office.stand.record.length = 0;
    office.pass(MINUTE_MS);
    expect(office.stand.record).toEqual([]);
  });
});

describe("a receiver that is away for long", () => {
  it("is a fault from the third failure on, with its reason, until nobody is configured", () => {
    const office = openNoticesOffice();
    office.answer = REFUSED;
    raise(office);
    office.pass(14_000);
    expect([office.sent.length, hasFault(office.stand)]).toEqual([2, false]);
    office.pass(4_000);
    expect(office.sent).toHaveLength(3);
    expect(office.stand.state.faults.get("host/notify-failed")?.raw).toBe("refused");
    const after = office.stand.restart({ ...office.stand.policy, notices: undefined });
    after.tick();
    expect(hasFault(after)).toBe(false);
  });
});

describe("a store that takes nothing", () => {
  it("is told of what went on meanwhile as soon as it does, once", () => {
    const office = openNoticesOffice();
    office.stand.failure = "full";
    raiseStoreFailure(office);
    office.stand.state.faults.set("printer1/media-jam", JAM);
    office.pass(5_000);
    expect(words(office)).toContain("problem failure:printer1:media-jam");
    const kept = () => office.stand.store.load().notices.filter(({ told }) => told > 0);
    expect(kept()).toEqual([]);
    office.stand.failure = undefined;
    office.pass(10_000);
    expect(kept().map(({ problem }) => problem.key)).toContain("failure:printer1:media-jam");
    office.stand.record.length = 0;
    office.pass(MINUTE_MS);
    expect(office.stand.changes("notice-kept")).toEqual([]);
  });

  it("is told by this process, once, and is over when it takes something again", () => {
    const office = openNoticesOffice();
    office.stand.failure = "full";
    raiseStoreFailure(office);
    office.pass(30 * MINUTE_MS);
    expect(words(office)).toEqual(["problem failure:host:store-failed"]);
    office.stand.failure = undefined;
    office.pass(10 * MINUTE_MS);
    const about = words(office).filter((word) => word.endsWith("store-failed"));
    expect(about).toEqual(["problem", "recovery"].map((event) => `${event} failure:${FAILED}`));
    const open = office.stand.store.load().notices.map(({ problem }) => problem.key);
    expect(open).toEqual(["failure:host:second-host"]);
  });
});

const FAILED = "host:store-failed";

/** The next change finds out; what it was is told later. */
function raiseStoreFailure({ stand }: NoticesOffice): void {
  stand.post({ kind: "own-state-seen", store: "another", eventSeq: 1, jobEventSeq: 1 });
}
