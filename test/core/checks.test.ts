import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/core/events.ts";
import type { Policy } from "../../src/core/policy.ts";
import { lookAtServer } from "../../src/core/servers.ts";
import type { Server } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  type Happening,
  HOUR_MS,
  holdsOf,
  ill,
  MINUTE_MS,
  MONDAY_MS,
  PRINTED,
  received,
  refused,
  reported,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: every check is made when it is due, whatever the clock does, never twice at once, and more
// often while something is wrong. Method: ticks, and the ends of checks as the runner reports them.

const PRINTER = { id: "printer1/health", kind: "printer-health", device: "printer1" } as const;
const SERVER = { id: "server1/report", kind: "server-report", device: "server1" } as const;
const DAY_MS = 24 * HOUR_MS;
/** Seconds between two looks while something is wrong. */
const CONFIRM_S = 3;

const printer = sessionOf("printer1", 1);
const NOT_MADE: CheckResult = { kind: "not-made" };
const SEEN: CheckResult = { kind: "seen", present: [], checked: ["server-offline"] };

function policy(check: typeof PRINTER | typeof SERVER, more: Partial<Policy> = {}): Policy {
  const printers = [{ id: "printer1", stock: "default" }];
  return corePolicy({ printers, checks: [{ ...check, expression: "minute" }], ...more });
}

/** With one check, made once and well. */
function setUp(check: typeof PRINTER | typeof SERVER, more: Partial<Policy> = {}): Stand {
  const stand = createStand({ policy: policy(check, more) });
  stand.post(printer.ready());
  stand.tick(0);
  end(stand, check.id, check === PRINTER ? undefined : SEEN);
  stand.record.length = 0;
  return stand;
}

function end(stand: Stand, check: string, result?: CheckResult): void {
  const well = { kind: "printer", session: 1, health: WELL } as const;
  stand.post({ kind: "check-ended", check, result: result ?? well });
}

function runs(stand: Stand): number {
  return stand.orders("run-check").length;
}

function ticks(stand: Stand, count: number): void {
  for (let n = 0; n < count; n += 1) stand.tick();
}

describe("a check", () => {
  it("is made at the first tick of a process", () => {
    const stand = createStand({ policy: policy(SERVER) });
    stand.tick();
    expect(stand.orders("run-check").map(({ check }) => check.id)).toEqual(["server1/report"]);
  });

  it("is made when it is due, and not before", () => {
    const stand = setUp(SERVER);
    ticks(stand, 59);
    expect(runs(stand)).toBe(0);
    stand.tick();
    expect(runs(stand)).toBe(1);
  });

  it("never overlaps itself", () => {
    const stand = setUp(SERVER, { checkTimeoutMs: HOUR_MS });
    ticks(stand, 600);
    expect(runs(stand)).toBe(1);
    end(stand, SERVER.id, SEEN);
    ticks(stand, 60);
    expect(runs(stand)).toBe(2);
  });

  it("is made at once, and once, after the clock was set forward", () => {
    const stand = setUp(SERVER);
    stand.tick(5 * HOUR_MS + 1_000);
    expect(runs(stand)).toBe(1);
    end(stand, SERVER.id, SEEN);
    ticks(stand, 58);
    expect(runs(stand)).toBe(1);
  });

  it("is due by the new time after the clock was set back by an hour", () => {
    const stand = setUp(SERVER);
    ticks(stand, 30);
    stand.tick(-HOUR_MS);
    ticks(stand, 31);
    expect(runs(stand)).toBe(1);
  });

  it("is due by the new time when the clock was set back while it was made", () => {
    const stand = setUp(SERVER);
    ticks(stand, 60);
    stand.tick(-HOUR_MS);
    end(stand, SERVER.id, SEEN);
    ticks(stand, 60);
    expect(runs(stand)).toBe(2);
  });

  it.each([-1_500, -2_000])("that is overdue is not put off by a correction of %i ms", (byMs) => {
    const stand = setUp(PRINTER);
    stand.post(received("J1"));
    stand.post(printer.prepared("J1"));
    ticks(stand, 70);
    stand.post(printer.ended("J1", PRINTED));
    stand.tick(byMs);
    expect(runs(stand)).toBe(1);
  });

  it("that could not be made is made when it is due again, and does not count as made", () => {
    const stand = setUp(SERVER);
    const before = stand.state.checks.get(SERVER.id)?.endedAt;
    ticks(stand, 60);
    end(stand, SERVER.id, NOT_MADE);
    expect(stand.state.checks.get(SERVER.id)?.endedAt).toBe(before);
    ticks(stand, 60);
    expect(runs(stand)).toBe(2);
  });

  it("of a printer waits until the printer is there", () => {
    const stand = setUp(PRINTER);
    stand.post(printer.gone());
    ticks(stand, 120);
    expect(runs(stand)).toBe(0);
    stand.post(sessionOf("printer1", 2).ready());
    stand.tick();
    expect(runs(stand)).toBe(1);
  });

  it("of a printer whose answer is of an earlier session shows nothing", () => {
    const stand = setUp(PRINTER);
    ticks(stand, 60);
    stand.post(printer.gone());
    stand.post(sessionOf("printer1", 2).ready());
    end(stand, PRINTER.id, { kind: "printer", session: 1, health: ill("media-empty") });
    expect(stand.changes("fault-raised")).toEqual([]);
    expect(stand.state.checks.get(PRINTER.id)).toMatchObject({ running: false });
  });
});

describe("the check of a printer that prints", () => {
  function printing(jobs: readonly string[]): Stand {
    const stand = setUp(PRINTER);
    for (const jobId of jobs) stand.post(received(jobId));
    stand.post(printer.prepared("J1"));
    ticks(stand, 90);
    expect(runs(stand)).toBe(0);
    stand.post(printer.ended("J1", PRINTED));
    stand.tick();
    return stand;
  }

  it("is made at the end of its card", () => {
    expect(runs(printing(["J1"]))).toBe(1);
  });

  it("counts as made by what a card asks before it begins when another job waits", () => {
    const stand = printing(["J1", "J2"]);
    expect(runs(stand)).toBe(0);
    stand.post(printer.prepared("J2"));
    const { endedAt = 0, dueAt } = stand.state.checks.get(PRINTER.id) ?? { dueAt: 0 };
    expect([endedAt, dueAt > endedAt]).toEqual([stand.nowMs, true]);
  });
});

describe("while something is wrong", () => {
  it("its device is looked at every three seconds", () => {
    const stand = setUp(PRINTER);
    ticks(stand, 60);
    end(stand, PRINTER.id, { kind: "printer", session: 1, health: ill("media-empty") });
    ticks(stand, CONFIRM_S - 1);
    expect(runs(stand)).toBe(1);
    stand.tick();
    expect(runs(stand)).toBe(2);
  });

  /** A server that answers no ping: what has become of it after so many seconds. */
  function unanswered(seconds: number): Stand {
    const stand = setUp(SERVER);
    stand.perform = ({ kind }) => {
      if (kind !== "run-check") return;
      const present = [{ condition: "ping-unanswered" }] as const;
      end(stand, SERVER.id, { kind: "seen", present, checked: ["ping-unanswered"] });
    };
    ticks(stand, seconds);
    return stand;
  }

  it("a second bad look is confirmed at once", () => {
    expect(holdsOf(unanswered(60 + 60 + CONFIRM_S))).toEqual(["fault:server1:ping-unanswered"]);
  });

  it("a first bad look is confirmed at once", () => {
    expect(holdsOf(unanswered(60 + 2 * CONFIRM_S))).toEqual(["fault:server1:ping-unanswered"]);
  });

  it("it is by the expression again as soon as all is well", () => {
    const stand = setUp(PRINTER);
    ticks(stand, 60);
    end(stand, PRINTER.id, { kind: "printer", session: 1, health: ill("media-empty") });
    ticks(stand, CONFIRM_S);
    end(stand, PRINTER.id);
    ticks(stand, CONFIRM_S);
    end(stand, PRINTER.id);
    ticks(stand, CONFIRM_S);
    end(stand, PRINTER.id);
    const before = runs(stand);
    ticks(stand, 40);
    expect([runs(stand), holdsOf(stand)]).toEqual([before, []]);
  });

  it.each([
    ["a card was refused", "cover-open"],
    ["a session never began", "command-refused"],
  ] as const)("its device is looked at soon, whoever found it: %s", (_, condition) => {
    const stand = setUp(PRINTER, {
      nextDue: (_expression, afterMs) => (Math.floor(afterMs / DAY_MS) + 1) * DAY_MS,
    });
    stand.post(received("J1"));
    stand.post(received("J2"));
    stand.post(printer.prepared("J1"));
    if (condition === "cover-open") stand.post(printer.ended("J1", refused(condition)));
    else stand.post(printer.gone(condition));
    stand.perform = ({ kind }) => {
      if (kind !== "run-check") return;
      end(stand, PRINTER.id, { kind: "printer", session: 2, health: WELL });
    };
    ticks(stand, 1);
    const next = sessionOf("printer1", 2);
    stand.post(next.ready());
    stand.post(next.evidence("J1"));
    ticks(stand, 120);
    expect(holdsOf(stand)).toEqual([]);
  });

  it.each<[name: string, happening: Happening]>([
    ["a notice", reported([{ condition: "disk-failing" }], ["disk-failing"])],
    ["a fault of another device", sessionOf("printer1", 2).ready(ill("media-empty"))],
    ["a first bad look at another device", printer.gone("timed-out")],
  ])("what holds nothing of its device does not hurry its check: %s", (_, happening) => {
    const stand = setUp(SERVER);
    stand.post(happening);
    ticks(stand, 60);
    end(stand, SERVER.id, SEEN);
    ticks(stand, 30);
    expect(runs(stand)).toBe(1);
  });
});

describe("lookAtServer", () => {
  const age = 3 * MINUTE_MS;
  const at = MONDAY_MS;

  it.each<[name: string, server: Omit<Server, "id">, present: readonly string[] | undefined]>([
    ["never heard", {}, undefined],
    ["online, no report yet", { availability: "online" }, []],
    ["offline", { availability: "offline" }, ["server-offline"]],
    ["a report in time", { reportedAt: at - age }, []],
    ["a report too old", { reportedAt: at - age - 1 }, ["report-stale"]],
    [
      "both",
      { availability: "offline", reportedAt: at - age - 1 },
      ["server-offline", "report-stale"],
    ],
  ])("says of a server: %s", (_, server, present) => {
    const result = lookAtServer({ id: "server1", ...server }, { at, policy: corePolicy() });
    const checked = ["server-offline", "report-stale"];
    const seen = { kind: "seen", present: present?.map((condition) => ({ condition })), checked };
    expect(result).toEqual(
      present === undefined ? { kind: "not-made", reason: "never-heard" } : seen,
    );
  });

  it.each([
    [0, []],
    [age, []],
    [age + 1, ["report-stale"]],
  ])("counts the age from when reports can come again: %i ms", (ms, expected) => {
    const server = { id: "server1", reportedAt: at - 2 * age };
    const result = lookAtServer(server, { at, policy: corePolicy(), backAt: at - ms });
    expect(result).toMatchObject({ present: expected.map((condition) => ({ condition })) });
  });

  it("counts no moment that lies ahead, since the clock was set back", () => {
    const look = { at, policy: corePolicy(), backAt: at + HOUR_MS };
    const present = (reportedAt: number) => lookAtServer({ id: "server1", reportedAt }, look);
    expect(present(at - age)).toMatchObject({ present: [] });
    expect(present(at - age - 1)).toMatchObject({ present: [{ condition: "report-stale" }] });
  });

  it("finds a report old whose time lies ahead, since the clock was set back", () => {
    const server = { id: "server1", reportedAt: at + HOUR_MS - 2 * age };
    const result = lookAtServer(server, { at, policy: corePolicy() });
    expect(result).toMatchObject({ present: [{ condition: "report-stale" }] });
  });
});
