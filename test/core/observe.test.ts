import { describe, expect, it } from "vitest";
import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { CheckKind, CheckRuleParts, Hold } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  type Happening,
  HOUR_MS,
  holdsOf,
  ill,
  MINUTE_MS,
  MONDAY_MS,
  reported,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";
import {
  bad,
  faultsOf,
  good,
  look,
  OFF_ONES,
  printer,
  SEEN_ONES,
  SERVER_ONES,
  SILENT_ONES,
  setUp,
} from "./looks.ts";

// Goal: a fault is raised by what was seen, holds what it covers, and is gone when it is seen to be
// gone, with one event for each step. Method: looks at one device, each an event of its own.

describe("a condition that is found", () => {
  it.each(SEEN_ONES.filter((condition) => !SILENT_ONES.includes(condition)))(
    "is a fault at once when the device says so: %s",
    (condition) => {
      const stand = setUp();
      look(stand, bad(condition));
      expect([...stand.state.faults.values()]).toMatchObject([
        { condition, raw: "X", since: MONDAY_MS + 5_000 },
      ]);
    },
  );

  it.each(SILENT_ONES)("is a fault after three looks in a row when it is silence: %s", (silent) => {
    const stand = setUp();
    look(stand, bad(silent), bad(silent), good(silent), bad(silent), bad(silent));
    expect(faultsOf(stand)).toEqual([]);
    look(stand, bad(silent));
    expect(faultsOf(stand).length).toBe(1);
  });

  it.each(OFF_ONES)("is no fault outside office hours when the device is just off: %s", (off) => {
    const stand = setUp({ policy: corePolicy({ isOfficeHour: () => false }) });
    look(stand, ...Array.from({ length: 10 }, () => bad(off)));
    expect([stand.record, stand.state.watches.size]).toEqual([[], 0]);
  });

  describe("in an office that is open from 8:00 to 16:00 but for lunch, of a server that may be half an hour late", () => {
    const OPEN_MS = 8 * HOUR_MS;
    const PERIODS = [
      { fromMs: MONDAY_MS, toMs: MONDAY_MS + 4 * HOUR_MS },
      { fromMs: MONDAY_MS + 5 * HOUR_MS, toMs: MONDAY_MS + OPEN_MS },
      { fromMs: MONDAY_MS + 24 * HOUR_MS, toMs: MONDAY_MS + 32 * HOUR_MS },
    ] as const;
    const ping = { kind: "server-ping", device: "server1", expression: "minute" } as const;
    const hours = corePolicy({
      checks: [...corePolicy().checks, { id: "server1/ping", ...ping }],
      badChecks: 1,
      isOfficeHour: (at) => PERIODS.some(({ fromMs, toMs }) => fromMs <= at && at < toMs),
      officePeriod(at) {
        const { fromMs, toMs } = PERIODS.find((period) => at < period.toMs) ?? PERIODS[2];
        return { fromMs: Math.max(at, fromMs), toMs };
      },
      hoursMarginMs: 30 * MINUTE_MS,
    });

    const online = {
      kind: "server-availability",
      server: "server1",
      availability: "online",
    } as const;
    const result = {
      kind: "seen",
      present: [],
      checked: ["ping-unanswered"],
      latencyMs: 8,
    } as const;
    const pinged = { kind: "check-ended", check: "server1/ping", result } as const;

    function gone(
      condition: Condition,
      atMs: number,
      seenMs?: number,
      seen: Happening = pinged,
    ): readonly string[] {
      const stand = setUp({ policy: hours });
      if (seenMs !== undefined) {
        stand.nowMs = MONDAY_MS + seenMs;
        look(stand, seen);
      }
      stand.nowMs = MONDAY_MS + atMs;
      stand.post(bad(condition));
      return faultsOf(stand);
    }

    it.each([
      ["not yet switched on", 10 * MINUTE_MS, undefined, false],
      ["not yet switched on since it was seen last evening", 10 * MINUTE_MS, -HOUR_MS, false],
      ["not yet switched on since yesterday", 24 * HOUR_MS + 10 * MINUTE_MS, 7 * HOUR_MS, false],
      ["not switched on in time", 30 * MINUTE_MS, undefined, true],
      ["gone after it was seen this morning", 10 * MINUTE_MS, 5 * MINUTE_MS, true],
      ["gone in the middle of the day", 2 * HOUR_MS, 0, true],
      ["gone just before lunch", 4 * HOUR_MS - MINUTE_MS, 0, true],
      ["gone when lunch is over", 5 * HOUR_MS, 0, true],
      ["gone half an hour before the end", OPEN_MS - 30 * MINUTE_MS - 1, 0, true],
      ["gone home", OPEN_MS - 30 * MINUTE_MS, 0, false],
    ])("says of one that is %s whether that is a fault", (_, atMs, seenMs, isFault) => {
      for (const condition of OFF_ONES.filter((each) => faultRule(each).device === "server")) {
        const fault = isFault ? [`server1/${condition}`] : [];
        expect(gone(condition, atMs, seenMs)).toEqual(fault);
      }
    });

    it("does not take an `online` that the broker has kept overnight for its presence", () => {
      expect(gone("ping-unanswered", 10 * MINUTE_MS, 5 * MINUTE_MS, online)).toEqual([]);
    });

    it("knows one by its reports, too", () => {
      const stand = setUp({ policy: hours });
      stand.nowMs = MONDAY_MS + 5 * MINUTE_MS;
      look(stand, reported([], []), bad("report-stale"));
      expect(faultsOf(stand)).toEqual(["server1/report-stale"]);
    });

    it("misses a printer at once: its absence costs no trust", () => {
      expect(gone("timed-out", 10 * MINUTE_MS)).toEqual(["printer1/timed-out"]);
    });
  });

  it("is a fault outside office hours too when the device says what is wrong with it", () => {
    const stand = setUp({ policy: corePolicy({ isOfficeHour: () => false }) });
    look(stand, bad("media-empty"));
    expect(faultsOf(stand)).toEqual(["printer1/media-empty"]);
  });

  it.each(SEEN_ONES)("holds what the catalogue says, and nothing else: %s", (condition) => {
    const stand = setUp({ policy: corePolicy({ badChecks: 1 }) });
    look(stand, bad(condition));
    const { device: kind, holds } = faultRule(condition);
    const scope = { kind, id: `${kind}1` };
    const cause = { kind: "fault", device: scope.id, condition };
    const id = `fault:${scope.id}:${condition}`;
    const hold = { id, scope, cause, since: stand.nowMs } as Hold;
    expect([...stand.state.holds.values()]).toEqual(holds ? [hold] : []);
  });

  it("is one fault, one hold and one event each, however often it is found", () => {
    const stand = setUp();
    look(stand, bad("media-empty"), bad("media-empty"), bad("media-empty"));
    expect(stand.changes("event-added").map(({ event }) => event.body)).toMatchObject([
      { type: "fault-raised", fault: { condition: "media-empty" } },
      { type: "hold-placed", hold: { id: "fault:printer1:media-empty" } },
    ]);
  });

  it.each([
    ["found", [{ condition: "disk-failing" }, { condition: "disk-failing", raw: "sdb" }], []],
    ["checked", [], ["database-down", "database-down"]],
  ] as const)("is taken once when a look has it twice: %s", (_, present, checked) => {
    const stand = setUp({ policy: corePolicy({ goodChecks: 1 }) });
    look(stand, reported([{ condition: "database-down" }], ["database-down"]));
    look(stand, reported(present, checked));
    expect(stand.state.storeFailure).toBeUndefined();
  });

  it("is taken once when both the printer and the office's count say cleaning-due", () => {
    const printers = [{ id: "printer1", stock: "default", cleaningCards: 1_000 }];
    const stand = createStand({ policy: corePolicy({ printers }) });
    stand.post(printer.ready({ ...ill("cleaning-due"), cardsSinceCleaning: 1_000 }));
    expect(stand.state.storeFailure).toBeUndefined();
  });
});

describe("cleaning", () => {
  it.each([
    ["below the office's count", 999, 1_000, false],
    ["at the office's count", 1_000, 1_000, true],
    ["without a count", 5_000, undefined, false],
    ["of a printer that does not tell", undefined, 1_000, false],
  ])("is due, and holds nothing: %s", (_, cardsSinceCleaning, cleaningCards, expected) => {
    const printers = [{ id: "printer1", stock: "default", cleaningCards }];
    const stand = createStand({ policy: corePolicy({ printers }) });
    stand.post(printer.ready({ ...WELL, cardsSinceCleaning }));
    const isDue = stand.state.faults.has("printer1/cleaning-due");
    expect([isDue, holdsOf(stand)]).toEqual([expected, []]);
  });

  it("is due by the printer's own count, not another's", () => {
    const counts = { printer2: 100, printer1: 1_000 };
    const printers = Object.entries(counts).map(([id, cleaningCards]) => ({
      ...{ id, stock: "default" },
      cleaningCards,
    }));
    const stand = createStand({ policy: corePolicy({ printers }) });
    stand.post(printer.ready({ ...WELL, cardsSinceCleaning: 500 }));
    expect(faultsOf(stand)).toEqual([]);
  });
});

describe("a card inside, by the sensor of a driver that does not list it", () => {
  const unlisted = WELL.checked.filter((condition) => condition !== "card-inside");
  const withCard = (cardInside: boolean | undefined) =>
    printer.checked({ ...WELL, reading: { ...WELL.reading, cardInside }, checked: unlisted });
  const HELD = ["fault:printer1:card-inside"];

  it("holds its printer until two looks have found none", () => {
    const stand = setUp();
    look(stand, withCard(true), withCard(false));
    expect(holdsOf(stand)).toEqual(HELD);
    look(stand, withCard(false));
    expect(holdsOf(stand)).toEqual([]);
  });

  it("is not gone because the sensor tells nothing", () => {
    const stand = setUp();
    look(stand, withCard(true), withCard(undefined), withCard(undefined));
    expect(holdsOf(stand)).toEqual(HELD);
  });
});

describe("the rule of a check", () => {
  const check = (kind: CheckKind, device: string, rule: CheckRuleParts) =>
    ({ id: `${device}/${kind.split("-")[1]}`, kind, device, expression: "minute", rule }) as const;
  /** Those of other devices, and of other kinds, come first. */
  const policy = corePolicy({
    servers: [{ id: "server1" }, { id: "server2" }],
    checks: [
      check("printer-health", "printer2", { good: 9 }),
      check("printer-health", "printer1", { good: 1 }),
      check("server-ping", "server2", { bad: 9 }),
      check("server-report", "server1", { bad: 9 }),
      check("server-ping", "server1", { bad: 1 }),
    ],
  });

  it("is the one for what the check shows at its device", () => {
    const stand = setUp({ policy });
    look(stand, bad("ping-unanswered"), bad("media-empty"));
    expect(faultsOf(stand)).toEqual(["server1/ping-unanswered", "printer1/media-empty"]);
    look(stand, good("media-empty"));
    expect(faultsOf(stand)).toEqual(["server1/ping-unanswered"]);
  });

  it("is also the one for what no question shows", () => {
    const stand = setUp({ policy });
    look(stand, bad("cover-open"));
    expect(faultsOf(stand)).toEqual(["printer1/cover-open"]);
    stand.nowMs += MINUTE_MS;
    look(stand, printer.checked(WELL));
    expect(faultsOf(stand)).toEqual([]);
  });
});

describe("a fault", () => {
  it.each(SEEN_ONES)("is gone after two good looks in a row: %s", (condition) => {
    const stand = setUp({ policy: corePolicy({ badChecks: 1 }) });
    look(stand, bad(condition), good(condition), bad(condition), good(condition));
    expect(faultsOf(stand).length).toBe(1);
    look(stand, good(condition));
    const { device, class: kind, holds } = faultRule(condition);
    // A server that has failed has to answer before its jobs go on.
    const isProving = device === "server" && kind === "failure" && holds;
    const left = isProving ? ["probation:server1"] : [];
    expect([faultsOf(stand), holdsOf(stand)]).toEqual([[], left]);
  });

  it("is cleared and its hold lifted with one event each", () => {
    const stand = setUp();
    look(stand, bad("media-empty"));
    stand.record.length = 0;
    look(stand, good("media-empty"), good("media-empty"), good("media-empty"));
    expect(stand.changes("event-added").map(({ event }) => event.body)).toMatchObject([
      { type: "fault-cleared", fault: { condition: "media-empty" } },
      { type: "hold-lifted", hold: { id: "fault:printer1:media-empty" } },
    ]);
  });

  it("stays while the looks do not show it", () => {
    const stand = setUp();
    look(stand, bad("raid-failed"), good("disk-full"), good("disk-full"), good("disk-full"));
    expect(faultsOf(stand)).toEqual(["server1/raid-failed"]);
  });

  it("is raised again, as a new one, when it comes back", () => {
    const stand = setUp();
    look(stand, bad("media-empty"), good("media-empty"), good("media-empty"), bad("media-empty"));
    const since = stand.nowMs;
    expect(stand.changes("fault-raised").map(({ fault }) => fault.since)).toEqual([
      MONDAY_MS + 5_000,
      since,
    ]);
  });

  it("is raised again, as a new one, when it comes back in the same millisecond", () => {
    const stand = setUp();
    for (const each of [bad, good, good, bad]) stand.post(each("raid-failed"));
    expect([stand.state.storeFailure, faultsOf(stand)]).toEqual([
      undefined,
      ["server1/raid-failed"],
    ]);
  });

  it("is not gone while every other look still finds it, outside office hours", () => {
    let isOpen = true;
    const stand = setUp({ policy: corePolicy({ badChecks: 1, isOfficeHour: () => isOpen }) });
    look(stand, bad("ping-unanswered"));
    isOpen = false;
    look(stand, good("ping-unanswered"), bad("ping-unanswered"), good("ping-unanswered"));
    expect(faultsOf(stand)).toEqual(["server1/ping-unanswered"]);
  });

  it("begins its rows of looks anew when the office closes, and keeps when it was seen", () => {
    let isOpen = true;
    const stand = setUp({ policy: corePolicy({ isOfficeHour: () => isOpen }) });
    look(stand, bad("ping-unanswered"), bad("ping-unanswered"));
    const seenAt = stand.nowMs;
    isOpen = false;
    look(stand, bad("ping-unanswered"));
    const watch = stand.state.watches.get("server1/ping-unanswered");
    expect(watch).toEqual({ bad: 0, good: 0, seenAt });
  });

  it("carries the device's own code when there is one, and no empty one", () => {
    const stand = setUp();
    look(
      stand,
      reported([{ condition: "raid-failed" }, { condition: "disk-full", raw: "sda" }], []),
    );
    const since = stand.nowMs;
    expect([...stand.state.faults.values()]).toStrictEqual([
      { device: "server1", condition: "raid-failed", since },
      { device: "server1", condition: "disk-full", since, raw: "sda" },
    ]);
  });

  it("is not counted on from the evening before", () => {
    let isOpen = true;
    const stand = setUp({ policy: corePolicy({ isOfficeHour: () => isOpen }) });
    look(stand, bad("ping-unanswered"), bad("ping-unanswered"));
    isOpen = false;
    look(stand, bad("ping-unanswered"), bad("ping-unanswered"));
    isOpen = true;
    look(stand, bad("ping-unanswered"));
    expect(faultsOf(stand)).toEqual([]);
  });
});

describe("a well device", () => {
  it("leaves no trace: no change, no watch, nothing that grows", () => {
    const stand = setUp();
    const sizes = () => {
      const { watches, checks, printers, servers, faults, holds } = stand.state;
      return [watches, checks, printers, servers, faults, holds].map(({ size }) => size);
    };
    const before = sizes();
    for (let n = 0; n < 100; n += 1) {
      look(stand, printer.checked(WELL), reported([], SERVER_ONES));
      look(stand, { kind: "server-availability", server: "server1", availability: "online" });
    }
    expect([stand.record, sizes()]).toEqual([[], before]);
  });

  it("leaves no trace of a device that is not configured", () => {
    const stand = setUp();
    const server = "server9";
    look(stand, { ...reported([{ condition: "raid-failed" }], []), server });
    look(stand, { kind: "server-availability", server, availability: "offline" });
    look(stand, { kind: "check-ended", check: "server9/report", result: { kind: "not-made" } });
    look(stand, sessionOf("printer9", 1).ready(ill("media-empty")));
    look(stand, sessionOf("printer9", 1).gone("command-refused"));
    expect([stand.record, stand.state.watches.size]).toEqual([[], 0]);
  });
});

describe("a server's word on itself", () => {
  const offline: Happening = {
    kind: "server-availability",
    server: "server1",
    availability: "offline",
  };
  const online: Happening = { ...offline, availability: "online" };

  it("counts at once, and two good looks clear it", () => {
    const stand = setUp();
    look(stand, offline, offline, online);
    expect(holdsOf(stand)).toEqual(["fault:server1:server-offline"]);
    look(stand, online);
    expect(holdsOf(stand)).toEqual(["probation:server1"]);
  });

  it("clears it by itself where no check would look again (I6)", () => {
    const other = { expression: "minute" } as const;
    const checks = [
      { id: "server1/ping", kind: "server-ping", device: "server1", ...other },
      { id: "server2/report", kind: "server-report", device: "server2", ...other },
    ] as const;
    for (const goodChecks of [1, 5]) {
      const stand = setUp({ policy: corePolicy({ checks, goodChecks }) });
      look(stand, online, offline, online, online);
      expect(faultsOf(stand)).toEqual([]);
      expect(holdsOf(stand)).not.toContain("fault:server1:server-offline");
      expect(stand.changes("fault-cleared")).toHaveLength(1);
    }
  });

  it("is remembered with when it was heard", () => {
    const stand = setUp();
    look(stand, online);
    const heardMs = stand.nowMs;
    look(stand, offline);
    expect(stand.state.servers.get("server1")).toEqual({
      id: "server1",
      availability: "offline",
      lastSeenAt: heardMs,
    });
  });
});
