import { describe, expect, it } from "vitest";
import type { Condition } from "../../protocols/faults.ts";
import type { CheckResult } from "../../src/core/events.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { CheckKind, ClockReadings } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  holdsOf,
  ill,
  MINUTE_MS,
  MONDAY_MS,
  received,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: a check that takes too long ends as a bad one, its late answer counts for nothing, a person
// who asks gets rounds back to back, and whatever the clocks do is recorded and costs one tick.
// Method: ticks that carry the readings of all three clocks.

const printer = sessionOf("printer1", 1);
const SEEN: CheckResult = { kind: "seen", present: [], checked: ["ping-unanswered"] };

function setUp(kind: CheckKind, more: Partial<Policy> = {}): Stand {
  const device = kind === "printer-health" ? "printer1" : "server1";
  const checks = [{ id: "check", kind, device, expression: "minute" }] as const;
  const stand = createStand({ policy: corePolicy({ checks, ...more }) });
  stand.post(printer.ready());
  tick(stand, {});
  end(stand, kind === "printer-health" ? { kind: "printer", session: 1, health: WELL } : SEEN);
  stand.record.length = 0;
  return stand;
}

interface Passing {
  readonly wallMs?: number;
  readonly realMs?: number;
  readonly runningMs?: number;
}

const clocks = new WeakMap<Stand, Required<ClockReadings>>();

/** One tick, after so much time by each clock. */
function tick(stand: Stand, { wallMs = 1_000, realMs = wallMs, runningMs = realMs }: Passing) {
  const before = clocks.get(stand) ?? { monotonicMs: 0, uptimeMs: 0 };
  const monotonicMs = before.monotonicMs + runningMs;
  const now = { monotonicMs, uptimeMs: before.uptimeMs + realMs };
  clocks.set(stand, now);
  stand.nowMs += wallMs;
  stand.post({ kind: "tick", ...now });
}

function ticks(stand: Stand, count: number): void {
  for (let n = 0; n < count; n += 1) tick(stand, {});
}

function end(stand: Stand, result: CheckResult, run = check(stand)?.run): void {
  stand.post({ kind: "check-ended", check: "check", result, ...(run ? { run } : {}) });
}

function check(stand: Stand) {
  return stand.state.checks.get("check");
}

function reasons(stand: Stand): readonly string[] {
  return (check(stand)?.missed ?? []).map(({ reason }) => reason);
}

const runs = (stand: Stand) => stand.orders("run-check").length;

describe("a check that takes too long", () => {
  it("of a server is a bad look, and its late answer counts for nothing", () => {
    const stand = setUp("server-ping", { badChecks: 1 });
    ticks(stand, 59 + 30);
    expect(holdsOf(stand)).toEqual([]);
    ticks(stand, 1);
    expect(holdsOf(stand)).toEqual(["fault:server1:ping-unanswered"]);
    expect(check(stand)?.last).toMatchObject({ timedOut: true, found: ["ping-unanswered"] });
    end(stand, SEEN, 2);
    expect(check(stand)?.last?.timedOut).toBe(true);
  });

  it("is not ended by its late answer when the next run is under way", () => {
    const stand = setUp("server-ping");
    ticks(stand, 59 + 31);
    ticks(stand, 30);
    const run = check(stand)?.run ?? 0;
    expect([check(stand)?.running, runs(stand)]).toEqual([true, 2]);
    end(stand, SEEN, run - 1);
    expect(check(stand)?.running).toBe(true);
    end(stand, SEEN, run);
    expect(check(stand)?.running).toBe(false);
  });

  it("of a printer ends its session", () => {
    const stand = setUp("printer-health");
    ticks(stand, 59 + 32);
    expect(stand.orders("stop-check").map(({ check: { id } }) => id)).toEqual(["check"]);
    expect(check(stand)).toMatchObject({ running: false, last: { timedOut: true } });
  });

  it("is one by its own limit, and by the clock that nobody sets", () => {
    const stand = setUp("server-ping", {
      checks: [
        {
          id: "check",
          kind: "server-ping",
          device: "server1",
          expression: "minute",
          rule: { timeoutMs: 5_000 },
        },
      ],
    });
    ticks(stand, 59);
    tick(stand, { wallMs: HOUR_MS, realMs: 1_000 });
    ticks(stand, 4);
    expect(check(stand)?.running).toBe(true);
    ticks(stand, 2);
    expect(check(stand)?.last?.timedOut).toBe(true);
  });

  it("misses its next runs meanwhile, and never overlaps itself", () => {
    const stand = setUp("server-ping", { checkTimeoutMs: HOUR_MS });
    ticks(stand, 59 + 180);
    expect([runs(stand), reasons(stand)]).toEqual([1, ["still-running"]]);
    expect(check(stand)?.missed?.[0]?.runs).toBe(3);
  });
});

describe("a run that a clock has put off", () => {
  it.each<[reason: string, passing: Passing]>([
    ["clock-stepped", { wallMs: 10 * MINUTE_MS, realMs: 1_000 }],
    ["clock-stepped", { wallMs: -10 * MINUTE_MS, realMs: 1_000 }],
    ["suspended", { wallMs: 10 * MINUTE_MS, runningMs: 1_000 }],
    ["late", { wallMs: 2 * MINUTE_MS }],
  ])("is recorded as %s, and made at the next tick or by the new time: %j", (reason, passing) => {
    const stand = setUp("server-ping");
    stand.perform = ({ kind }) => {
      if (kind === "run-check") end(stand, SEEN);
    };
    tick(stand, passing);
    ticks(stand, (passing.wallMs ?? 0) < 0 ? 59 : 0);
    expect([runs(stand), reasons(stand)]).toEqual([1, [reason]]);
  });

  it("is none where the clock is set back and the run is due as before", () => {
    const stand = setUp("server-ping");
    ticks(stand, 30);
    tick(stand, { wallMs: -10_000, realMs: 1_000 });
    expect([runs(stand), reasons(stand)]).toEqual([0, []]);
  });

  it("is none where ticks come more seldom", () => {
    const stand = setUp("server-ping", { tickMs: MINUTE_MS });
    tick(stand, { wallMs: 2 * MINUTE_MS });
    expect([runs(stand), reasons(stand)]).toEqual([1, []]);
  });

  const READ: ClockReadings = { monotonicMs: 0, uptimeMs: 0 };

  it.each<[before: ClockReadings, now: ClockReadings]>([
    [{}, READ],
    [READ, {}],
    [{}, {}],
  ])("is judged by the wall clock while the others cannot be read: %j, %j", (before, now) => {
    const stand = setUp("server-ping");
    stand.nowMs += 1_000;
    stand.post({ kind: "tick", ...before });
    stand.nowMs += 2 * MINUTE_MS;
    stand.post({ kind: "tick", ...now });
    expect([runs(stand), reasons(stand)]).toEqual([1, ["late"]]);
  });

  it("is made at the tick at which the clock was set forward", () => {
    const stand = setUp("server-ping");
    tick(stand, { wallMs: 10 * MINUTE_MS, realMs: 1_000 });
    expect(runs(stand)).toBe(1);
  });

  it("is hurried all the same while something holds and the clock is set back", () => {
    const stand = setUp("printer-health", {
      nextDue: (_expression, afterMs) => afterMs + 24 * HOUR_MS,
    });
    end(stand, { kind: "printer", session: 1, health: ill("media-empty") }, 0);
    tick(stand, { wallMs: -HOUR_MS, realMs: 1_000 });
    ticks(stand, 1);
    expect(runs(stand)).toBe(1);
  });
});

describe("the record of missed runs", () => {
  it("says that a printer was away, and in the hours off, and is bounded", () => {
    let isOpen = true;
    const stand = setUp("printer-health", { isOfficeHour: () => isOpen });
    stand.post(printer.gone());
    ticks(stand, 180);
    isOpen = false;
    ticks(stand, 120);
    expect(check(stand)?.missed).toMatchObject([
      { reason: "not-connected", runs: 3 },
      { reason: "hours", runs: 2 },
    ]);
    for (let n = 0; n < 40; n += 1) {
      isOpen = !isOpen;
      ticks(stand, 60);
    }
    expect(reasons(stand)).toHaveLength(8);
  });

  it("begins anew when a run has been made meanwhile", () => {
    const stand = setUp("printer-health");
    for (const n of [2, 3]) {
      stand.post(sessionOf("printer1", n - 1).gone());
      ticks(stand, 60);
      stand.post(sessionOf("printer1", n).ready());
      ticks(stand, 1);
      end(stand, { kind: "printer", session: n, health: WELL });
    }
    expect(reasons(stand)).toEqual(["not-connected", "not-connected"]);
  });

  it("begins with the first tick of a process where nothing is known yet", () => {
    const plan = { id: "check", kind: "printer-health", device: "printer1" } as const;
    const checks = [{ ...plan, expression: "minute" }];
    const stand = createStand({ policy: corePolicy({ checks }) });
    ticks(stand, 1);
    const since = stand.nowMs;
    expect(check(stand)?.missed).toEqual([
      { reason: "not-connected", since, until: since, runs: 1 },
    ]);
    ticks(stand, 59);
    const until = MONDAY_MS + MINUTE_MS;
    expect(check(stand)?.missed).toEqual([{ reason: "not-connected", since, until, runs: 2 }]);
  });

  it("says that a printer was busy with its card", () => {
    const stand = setUp("printer-health");
    stand.post(received("J1"));
    stand.post(printer.prepared("J1"));
    ticks(stand, 120);
    expect(reasons(stand)).toEqual(["device-busy"]);
  });

  it("says since when, of a run that was begun and could not be made", () => {
    const stand = setUp("server-ping");
    ticks(stand, 59);
    const since = stand.nowMs;
    ticks(stand, 2);
    end(stand, { kind: "not-made" });
    expect(check(stand)).toMatchObject({
      missed: [{ reason: "unknown", since }],
      notMade: { at: stand.nowMs, reason: "unknown" },
    });
  });

  it("writes nothing", () => {
    const stand = setUp("printer-health");
    stand.post(printer.gone());
    ticks(stand, 600);
    expect(stand.record.filter(({ kind }) => kind === "commit")).toEqual([]);
  });
});

describe("a check that a person asks for", () => {
  const result = (...conditions: readonly Condition[]): CheckResult => ({
    kind: "printer",
    session: 1,
    health: ill(...conditions),
  });

  function ask(stand: Stand, device: string): void {
    stand.post({
      kind: "command-received",
      delivery: 1,
      command: { id: "c", by: "rina", request: { cmd: "check", device } } as never,
      over: "socket",
      retained: false,
      facts: {} as never,
    });
    stand.record.length = 0;
  }

  function asked(more: Partial<Policy> = {}): Stand {
    const stand = setUp("printer-health", more);
    end(stand, result("media-empty"), 0);
    ask(stand, "printer1");
    tick(stand, {});
    return stand;
  }

  it("is made so many times back to back as clear the fault", () => {
    const stand = asked({ goodChecks: 3 });
    for (const n of [1, 2, 3]) {
      expect(runs(stand)).toBe(n);
      end(stand, result());
    }
    expect([runs(stand), holdsOf(stand)]).toEqual([3, []]);
  });

  it("is made anew as soon as the round before has ended, by the clock that nobody sets", () => {
    const stand = asked({ goodChecks: 3 });
    const startedMs = check(stand)?.startedMs ?? 0;
    stand.post({ kind: "check-ended", check: "check", result: result(), tookMs: 400 });
    expect(check(stand)).toMatchObject({ running: true, startedMs: startedMs + 400 });
  });

  it("is made by its schedule again when nothing is decided in time", () => {
    const stand = setUp("server-ping", { badChecks: 1_000 });
    const silent = { kind: "seen", present: [{ condition: "ping-unanswered" }] } as const;
    stand.perform = ({ kind }) => {
      if (kind === "run-check") end(stand, { ...silent, checked: ["ping-unanswered"] });
    };
    ask(stand, "server1");
    ticks(stand, 30);
    expect(runs(stand)).toBeGreaterThan(25);
    ticks(stand, 120);
    stand.record.length = 0;
    ticks(stand, 30);
    expect(runs(stand)).toBeLessThan(15);
  });

  it("goes on at every tick until it is decided that the device is silent", () => {
    const stand = setUp("server-ping", { badChecks: 3, goodChecks: 2 });
    ask(stand, "server1");
    for (const n of [1, 2, 3]) {
      tick(stand, {});
      expect(runs(stand)).toBe(n);
      end(stand, { kind: "seen", present: [{ condition: "ping-unanswered" }], checked: [] });
    }
    expect(holdsOf(stand)).toEqual(["fault:server1:ping-unanswered"]);
  });

  it("goes on at every tick until the fault is clear, and then not", () => {
    const stand = asked({ clearAfterMs: 5_000 });
    stand.perform = ({ kind }) => {
      if (kind === "run-check") end(stand, result());
    };
    end(stand, result());
    ticks(stand, 4);
    expect(holdsOf(stand)).toEqual(["fault:printer1:media-empty"]);
    ticks(stand, 1);
    expect(holdsOf(stand)).toEqual([]);
    const before = runs(stand);
    ticks(stand, 20);
    expect(runs(stand)).toBe(before);
  });
});
