import { describe, expect, it } from "vitest";
import { TRUST_RULES } from "../../simulator/office/trust-rules.ts";
import type { Incident } from "../../src/core/incidents.ts";
import { figuresOf, outagesOf } from "../../src/core/incidents-figures.ts";
import { devicePenalty, penaltyOf, type Relapse, relapseOf } from "../../src/core/relapse.ts";
import { lookAtServer } from "../../src/core/servers.ts";
import { attempted, createCommandDesk, told } from "../support/command-desk.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_MS,
  received,
  reported,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: a repair that is not to be relied on is told from ordinary wear, across weeks and restarts.
// Method: the weights by their formula, then the story of a server over the real store.

const DAY_MS = 24 * HOUR_MS;
const rules = TRUST_RULES.relapse;

function failure(raisedAt: number, clearedAt?: number, more: Partial<Incident> = {}): Incident {
  const of = { incident: 1, device: "server1", condition: "server-offline" } as const;
  const marks = { attended: false, confirmed: false, reopened: 0 };
  return {
    ...of,
    raisedAt,
    ...marks,
    ...(clearedAt === undefined ? {} : { clearedAt, byPerson: true }),
    ...more,
  };
}

describe("the penalty", () => {
  // Source: the calibration that the settings follow, worked out with failures that last no time.
  it.each([
    [0.5, [1_000, 1_952, 2_857]],
    [1, [1_000, 1_906, 2_726]],
    [3, [1_000, 1_743, 2_295]],
    [5, [1_000, 1_610, 1_981]],
    [7, [1_000, 1_500, 1_750]],
    [10, [1_000, 1_371, 1_510]],
  ])("of failures %d days apart is %j", (days, expected) => {
    const found = expected.map((_, n) => {
      const at = n * days * DAY_MS;
      const times = Array.from({ length: n }, (_each, before) => before * days * DAY_MS);
      return penaltyOf([...times.map((time) => failure(time, time)), failure(at)], { at, rules });
    });
    expect(found.map(Math.round)).toEqual(expected);
  });

  it("does not decay while a failure stands, and halves in a week from its clearing on", () => {
    const at = 70 * DAY_MS;
    expect(penaltyOf([failure(0)], { at, rules })).toBe(1_000);
    expect(penaltyOf([failure(0, at - 7 * DAY_MS)], { at, rules })).toBe(500);
    expect(penaltyOf([failure(0, at + DAY_MS)], { at, rules }), "a clock set back").toBe(1_000);
  });

  it("of a device is that of its heaviest condition: one death shows as several", () => {
    const ping = failure(0, undefined, { condition: "ping-unanswered" });
    const disk = failure(0, undefined, { device: "server2" });
    expect(devicePenalty([failure(0), ping, disk], "server1", { at: 0, rules })).toBe(1_000);
    expect(devicePenalty([], "server1", { at: 0, rules })).toBe(0);
  });
});

it("the relapse of a device is the one of its own that has lasted longest", () => {
  const of = (device: string, since: number, endedAt?: number): Relapse => {
    const condition = "raid-failed";
    return { device, condition, count: 1, since, ...(endedAt === undefined ? {} : { endedAt }) };
  };
  const [newer, older] = [of("server1", 5), of("server1", 3)];
  const relapses = [newer, of("server1", 1, 2), of("server2", 0), older];
  const found = (each: string) =>
    relapseOf({ relapses: new Map(relapses.entries()) } as never, each);
  expect(found("server1")).toBe(older);
  expect(found("server3")).toBeUndefined();
});

const ALL = ["raid-failed", "database-down"] as const;

function fail(stand: Stand, condition: (typeof ALL)[number] = "raid-failed"): void {
  stand.post(reported([{ condition }], ALL));
}

/** Reports that show it well: the first clear its faults, one more confirms that it is back. */
function repair(stand: Stand, reports = 3): void {
  for (let n = 0; n < reports; n += 1) stand.post(reported([], ALL));
}

function penaltyNow({ state, nowMs }: Stand): number {
  return Math.round(devicePenalty(state.incidents.values(), "server1", { at: nowMs, rules }));
}

function wordsOf(stand: Stand): readonly unknown[] {
  const words = told(stand, "event").map((body) => ({ type: "", ...body }));
  return words.filter(({ type }) => type.startsWith("relapse"));
}

describe("the server of the article", () => {
  /** Dead for weeks, repaired, dead again after three days. */
  function story(): Stand {
    const stand = createStand({ policy: corePolicy() });
    fail(stand);
    stand.tick(40 * DAY_MS);
    repair(stand);
    stand.tick(3 * DAY_MS);
    return stand;
  }

  it("relapses at its second death, with a penalty of 1743", () => {
    const stand = story();
    expect([penaltyNow(stand), wordsOf(stand)]).toEqual([743, []]);
    fail(stand);
    expect(penaltyNow(stand)).toBe(1_743);
    const relapse = { device: "server1", condition: "raid-failed", count: 1, penalty: 1_743 };
    expect(wordsOf(stand)).toEqual([{ type: "relapse", ...relapse }]);
    expect(stand.state.incidents.size).toBe(2);
  });

  it("does so, too, when its will and the age of its reports are all that tells of its deaths", () => {
    const stand = createStand({ policy: corePolicy() });
    stand.perform = (order) => {
      const server = stand.state.servers.get("server1");
      if (order.kind !== "run-check" || order.check.id !== "server1/report" || !server) return;
      const result = lookAtServer(server, { at: stand.nowMs, policy: stand.policy });
      stand.post({ kind: "check-ended", check: order.check.id, result });
    };
    const say = (availability: "online" | "offline") =>
      stand.post({ kind: "server-availability", server: "server1", availability });
    const minutes = (count: number) => {
      for (let n = 0; n < count; n += 1) stand.tick(MINUTE_MS);
    };
    const live = (count: number) => {
      say("online");
      for (let n = 0; n < count; n += 1) {
        stand.post(reported([], ALL));
        minutes(1);
      }
    };
    const die = () => {
      say("offline");
      minutes(10);
    };
    live(5);
    die();
    expect(new Set(stand.state.faults.keys())).toEqual(
      new Set(["server1/server-offline", "server1/report-stale"]),
    );
    stand.tick(40 * DAY_MS);
    live(5);
    expect([stand.state.faults.size, wordsOf(stand)]).toEqual([0, []]);
    stand.tick(3 * DAY_MS - 5 * MINUTE_MS);
    live(1);
    die();
    expect(wordsOf(stand)).toMatchObject([
      { type: "relapse", condition: "server-offline", count: 1, penalty: 1_743 },
      { type: "relapse", condition: "report-stale", count: 1 },
    ]);
  });

  it("is relied on again when its penalty is below 750, whatever restarts meanwhile", () => {
    const dead = story();
    fail(dead);
    dead.tick(DAY_MS);
    repair(dead);
    let stand = dead;
    let days = 0;
    while (wordsOf(stand).length === 1) {
      stand = stand.restart();
      stand.tick(HOUR_MS);
      days += 1 / 24;
    }
    expect(penaltyNow(stand)).toBeLessThan(750);
    expect(penaltyNow(stand)).toBeGreaterThan(745);
    expect(wordsOf(stand).at(-1)).toMatchObject({ type: "relapse-ended", count: 1 });
    expect(days).toBeGreaterThan(8);
    // Below the threshold it did not end: a relapse lasts until the trust is back.
    stand.tick(HOUR_MS);
    expect(wordsOf(stand)).toHaveLength(2);
  });

  it("does not relapse anew while it has not lived down its relapse, and is counted if it does", () => {
    const stand = story();
    const die = () => {
      fail(stand);
      stand.tick(DAY_MS);
      repair(stand);
    };
    die();
    stand.tick(3 * DAY_MS);
    die();
    expect(wordsOf(stand)).toMatchObject([{ type: "relapse", count: 1 }]);
    stand.tick(20 * DAY_MS);
    expect(wordsOf(stand)).toMatchObject([{ count: 1 }, { type: "relapse-ended", count: 1 }]);
    die();
    stand.tick(DAY_MS);
    die();
    expect(wordsOf(stand).slice(2)).toMatchObject([{ type: "relapse", count: 2 }]);
  });

  it("relapses from its limit on, and until it is below the other", () => {
    const relapse = { ...rules, threshold: rules.penalty, reuse: rules.penalty };
    const stand = createStand({ policy: corePolicy({ relapse }) });
    fail(stand);
    stand.tick(DAY_MS);
    expect(wordsOf(stand)).toMatchObject([{ type: "relapse", penalty: rules.penalty }]);
  });

  it("is not blamed for what its neighbour has", () => {
    const servers = [{ id: "server1" }, { id: "server2" }];
    const stand = createStand({ policy: corePolicy({ servers }) });
    const neighbour = (...present: { readonly condition: "raid-failed" }[]) =>
      stand.post({ ...reported(present, ALL), server: "server2" });
    neighbour({ condition: "raid-failed" });
    stand.tick(40 * DAY_MS);
    for (let n = 0; n < 3; n += 1) neighbour();
    stand.tick(3 * DAY_MS);
    fail(stand);
    expect([stand.state.incidents.size, wordsOf(stand)]).toEqual([2, []]);
  });

  it("has figures for whoever decides about it", () => {
    const stand = story();
    fail(stand);
    stand.tick(2 * DAY_MS);
    const outages = outagesOf(stand.state.incidents.values(), "server1");
    const { count, mtbfMs = 0, mttrMs = 0, availability } = figuresOf(outages, stand.nowMs);
    expect([count, mtbfMs / DAY_MS, mttrMs / DAY_MS]).toEqual([2, 3, 40]);
    expect(availability).toBeCloseTo(3 / 30, 10);
  });
});

describe("a failure", () => {
  const kept = (stand: Stand) => [...stand.state.incidents.values()].at(-1);

  it("that is over soon by itself weighs a quarter", () => {
    const stand = createStand();
    fail(stand);
    stand.tick(MINUTE_MS);
    repair(stand);
    expect([kept(stand)?.byPerson, penaltyNow(stand)]).toEqual([false, 250]);
  });

  it.each([
    ["of two minutes is still one of those", 0, false],
    ["that lasts longer has needed a person", 1, true],
  ])("%s", (_what, moreMs, byPerson) => {
    const stand = createStand();
    fail(stand);
    stand.tick(2 * MINUTE_MS + moreMs);
    repair(stand);
    expect([kept(stand)?.byPerson, penaltyNow(stand)]).toEqual([byPerson, byPerson ? 1_000 : 250]);
  });

  it.each([
    ["check", { device: "server1" }, true],
    ["check", {}, true],
    ["hold", { scope: "server:server1" }, true],
    ["release", { scope: "server:server1" }, true],
    ["hold", { scope: "host" }, true],
    ["check", { device: "printer1" }, false],
    ["hold", { scope: "printer:printer1" }, false],
    ["release", { scope: "server:nowhere" }, false],
    ["hold", { scope: "job:server1" }, false],
    ["hold", { scope: "server:server1", until: "2021-01-04T00:00:00Z" }, false],
  ])("whose device a person's command concerns has needed him: %s %j", (cmd, more, byPerson) => {
    const stand = createStand();
    const { ask } = createCommandDesk(stand);
    stand.post(received("server1"));
    fail(stand);
    ask({ cmd, ...more });
    repair(stand);
    expect(kept(stand)?.byPerson).toBe(byPerson);
  });

  it("of a printer has needed whoever said what became of its card", () => {
    const stand = createStand();
    const printer = sessionOf("printer1", 1);
    fail(stand);
    stand.post(printer.ready());
    stand.post(printer.gone("command-refused"));
    attempted(stand, "J1", "unknown");
    createCommandDesk(stand).ask({ cmd: "resolve", job_id: "J1", attempt: 1, as: "printed" });
    expect([...stand.state.incidents.values()]).toMatchObject([
      { device: "server1", attended: false },
      { device: "printer1", attended: true },
    ]);
  });

  it("that is back before an answer was confirmed is the same one, and no second penalty", () => {
    const stand = createStand();
    fail(stand);
    stand.tick(DAY_MS);
    repair(stand, 2);
    fail(stand);
    expect([kept(stand), penaltyNow(stand)]).toMatchObject([
      { incident: 1, raisedAt: MONDAY_MS, reopened: 1 },
      1_000,
    ]);
    expect(kept(stand)).not.toHaveProperty("clearedAt");
    repair(stand);
    fail(stand);
    expect([kept(stand)?.incident, stand.state.incidents.size]).toEqual([2, 2]);
  });

  it("is kept once, however long it stands and whatever restarts", () => {
    const stand = createStand();
    fail(stand);
    const next = stand.restart();
    fail(next);
    next.tick(DAY_MS);
    fail(next);
    expect(next.store.load().incidents).toEqual([...next.state.incidents.values()]);
    expect(next.state.incidents.size).toBe(1);
  });

  it("that is over is no business of a person who comes later", () => {
    const stand = createStand();
    const { ask } = createCommandDesk(stand);
    fail(stand);
    repair(stand, 2);
    ask({ cmd: "check", device: "server1" });
    expect(kept(stand)).toMatchObject({ attended: false, byPerson: false });
  });

  it("is of its own device and its own condition, whatever else fails and is repaired", () => {
    const servers = [{ id: "server1" }, { id: "server2" }];
    const stand = createStand({ policy: corePolicy({ servers }) });
    const say = (server: string, ...failed: readonly (typeof ALL)[number][]) => {
      const present = failed.map((condition) => ({ condition }));
      stand.post({ ...reported(present, ALL), server });
    };
    const incidents = () =>
      [...stand.state.incidents.values()].map(({ device, condition, clearedAt, confirmed }) => {
        const state = confirmed ? "confirmed" : "cleared";
        return `${device} ${condition} ${clearedAt === undefined ? "stands" : state}`;
      });
    say("server1", "raid-failed");
    say("server1", ...ALL);
    say("server2", "raid-failed");
    for (let n = 0; n < 2; n += 1) say("server1", "database-down");
    expect(incidents()).toEqual([
      "server1 raid-failed cleared",
      "server1 database-down stands",
      "server2 raid-failed stands",
    ]);
    for (let n = 0; n < 3; n += 1) say("server2");
    expect(incidents()).toEqual([
      "server1 raid-failed cleared",
      "server1 database-down stands",
      "server2 raid-failed confirmed",
    ]);
  });

  it.each([
    ["stays in memory for 400 days after its clearing", 0, [1, 2, 3]],
    ["is then in the store alone, but for one that stands", 1, [1, 3]],
  ])("%s", (_what, moreMs, expected) => {
    const stand = createStand();
    stand.post(reported([{ condition: "disk-failing" }], ["disk-failing"]));
    fail(stand);
    repair(stand);
    stand.tick(400 * DAY_MS + moreMs);
    fail(stand);
    expect([...stand.state.incidents.keys()]).toEqual(expected);
    expect([...stand.restart().state.incidents.keys()]).toEqual(expected);
    expect(stand.store.incidents({})).toHaveLength(3);
  });

  it("of the host is none: nobody repairs it, a person decides", () => {
    const stand = createStand();
    const seen = { eventSeq: 1, jobEventSeq: 1 };
    stand.post({ kind: "own-state-seen", store: "another", ...seen });
    expect([stand.state.faults.size, stand.state.incidents.size]).toEqual([1, 0]);
  });

  it("that never held anything is kept, and no outage", () => {
    const stand = createStand();
    stand.post(reported([{ condition: "disk-failing" }], ["disk-failing"]));
    expect([
      stand.state.incidents.size,
      outagesOf(stand.state.incidents.values(), "server1"),
    ]).toEqual([1, []]);
    for (let n = 0; n < 3; n += 1) stand.post(reported([], ["disk-failing"]));
    expect([stand.state.probations.size, stand.state.holds.size]).toEqual([0, 0]);
  });
});

describe("outages", () => {
  const of = (condition: Incident["condition"]) => ({ condition });

  it("join what overlaps", () => {
    const one = failure(0, 10, of("ping-unanswered"));
    const two = failure(5, 20, of("server-offline"));
    const three = failure(30, undefined, of("raid-failed"));
    const four = failure(32, 40, of("server-offline"));
    expect(outagesOf([four, two, one, three], "server1")).toEqual([
      { from: 0, until: 20 },
      { from: 30 },
    ]);
  });

  it("join what begins as the other ends, and last while one of them does", () => {
    const one = failure(0, 10, of("ping-unanswered"));
    const two = failure(10, undefined, of("server-offline"));
    expect(outagesOf([one, two], "server1")).toEqual([{ from: 0 }]);
  });

  it("are those of the device that is asked about", () => {
    const others = failure(0, 10, { device: "server2" });
    expect(outagesOf([others, failure(20, 30)], "server1")).toEqual([{ from: 20, until: 30 }]);
  });

  it("say nothing of what was never seen", () => {
    expect(figuresOf([], 0)).toEqual({ count: 0, availability: 1 });
    expect(figuresOf([{ from: 0, until: 60 }], 60)).toMatchObject({ count: 1, mttrMs: 60 });
    expect(figuresOf([{ from: 0, until: 60 }], 60)).not.toHaveProperty("mtbfMs");
  });

  it("are as long, and as far apart, as they are on average", () => {
    const out = [
      { from: 0, until: 10 },
      { from: 110, until: 140 },
      { from: 340, until: 360 },
      { from: 960 },
    ];
    expect(figuresOf(out, 1_000)).toMatchObject({ count: 4, mtbfMs: 300, mttrMs: 20 });
  });

  it("count in the window of 30 days alone", () => {
    const at = 100 * DAY_MS;
    const out = [
      { from: 0, until: 71 * DAY_MS },
      { from: 97 * DAY_MS, until: 99 * DAY_MS },
    ];
    expect(figuresOf(out, at).availability).toBeCloseTo(27 / 30, 10);
    expect(figuresOf([{ from: 0 }], at).availability).toBe(0);
  });
});
