import { describe, expect, it } from "vitest";
import { restOf } from "../../src/core/duty.ts";
import type { Policy } from "../../src/core/policy.ts";
import { standingHolds } from "../../src/core/store-fault.ts";
import { createSchedule } from "../../src/io/schedule.ts";
import {
  AFTER,
  corePolicy,
  createStand,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_MS,
  received,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: a printer with a limit makes no card more than that in any hour and on any day of the
// office, waits by itself and goes on by itself, and a restart forgets none of its cards.
// Method: the core over the real store, with the due times of the real schedule in two zones.

const printer = sessionOf("printer1", 1);
const schedule = createSchedule();

function policyWith(duty: Policy["printers"][number]["duty"], zone = "Asia/Jakarta"): Policy {
  return corePolicy({
    printers: [{ id: "printer1", stock: "default", counters: "trusted", duty }],
    nextDue: (expression, afterMs) =>
      expression === "minute"
        ? (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS
        : schedule.nextAfter(expression, zone, afterMs),
  });
}

/** Prints what may be printed, a card a minute, for so long; gives the minutes of the cards. */
function work(stand: Stand, minutes: number): readonly number[] {
  const out: number[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    stand.tick(MINUTE_MS);
    const { phase } = stand.state.printers.get("printer1") ?? {};
    if (phase?.kind !== "preparing") continue;
    const { jobId } = phase;
    stand.post(printer.prepared(jobId));
    stand.post(printer.ended(jobId, { kind: "ended", after: AFTER }));
    out.push((stand.nowMs - MONDAY_MS) / MINUTE_MS);
  }
  return out;
}

function setUp(duty: Policy["printers"][number]["duty"], zone?: string) {
  const stand = createStand({ policy: policyWith(duty, zone) });
  stand.post(printer.ready());
  for (let n = 1; n <= 200; n += 1) stand.post(received(`J${n}`));
  return stand;
}

describe("cards an hour", () => {
  it("are never more than that in any hour, and go on by themselves", () => {
    const out = work(setUp({ perHour: 20 }), 180);
    expect(out.slice(0, 21)).toEqual([...Array.from({ length: 20 }, (_, n) => n + 1), 61]);
    for (const [n, minute] of out.entries()) {
      expect(minute - (out[n - 20] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(60);
    }
    expect(out).toHaveLength(60);
  });

  it("survive a restart: they come from the cards on disk", () => {
    const stand = setUp({ perHour: 20 });
    work(stand, 30);
    const after = stand.restart();
    after.tick();
    after.post(printer.ready());
    expect(work(after, 29)).toEqual([]);
    expect(work(after, 5)).not.toEqual([]);
  });

  it("say when they go on, and hold nothing that is written", () => {
    const stand = setUp({ perHour: 5 });
    work(stand, 5);
    const [hold] = standingHolds(stand.state);
    expect(hold).toEqual({
      id: "duty:printer1",
      scope: { kind: "printer", id: "printer1" },
      cause: { kind: "policy", reason: "duty-per-hour" },
      since: MONDAY_MS + 5 * MINUTE_MS,
      until: MONDAY_MS + MINUTE_MS + HOUR_MS,
    });
    expect(stand.changes("hold-placed")).toEqual([]);
  });

  it("do not arm a card that was prepared before the last one had ended", () => {
    const stand = setUp({ perHour: 1 });
    stand.tick(MINUTE_MS);
    stand.post(printer.prepared("J1"));
    stand.post(printer.ended("J1", { kind: "ended", after: AFTER }));
    stand.post(printer.prepared("J2"));
    expect(stand.orders("print-card")).toHaveLength(1);
  });

  it.each([
    ["a spoiled card", { cardsFed: 101, panelsPrinted: 402 }, ["duty:printer1"]],
    ["none that was never drawn in", {}, []],
  ])("count %s, also after a restart", (_, reading, rests) => {
    const stand = setUp({ perHour: 1 });
    const again = sessionOf("printer1", 2);
    stand.post(printer.prepared("J1"));
    stand.post(printer.gone());
    stand.post(again.ready());
    stand.post(again.evidence("J1", { reading, rejected: "acknowledged" }));
    const restsOf = ({ state }: Stand) =>
      standingHolds(state)
        .map(({ id }) => id)
        .filter((id) => id.startsWith("duty:"));
    expect(stand.state.attempts.size).toBe(0);
    expect(restsOf(stand)).toEqual(rests);
    const after = stand.restart();
    after.tick();
    expect(restsOf(after)).toEqual(rests);
  });
});

describe("cards a day", () => {
  // 08:00 of a Monday in Jakarta is 10:00 in Jayapura, and there midnight comes after 14 hours.
  it.each([
    ["Asia/Jakarta", 16],
    ["Asia/Jayapura", 14],
  ])("begin anew at midnight of the office in %s", (zone, hours) => {
    const stand = setUp({ perDay: 30 }, zone);
    expect(work(stand, hours * 60 - 1)).toHaveLength(30);
    expect(standingHolds(stand.state)[0]).toMatchObject({
      cause: { reason: "duty-per-day" },
      until: MONDAY_MS + hours * HOUR_MS,
    });
    expect(work(stand, 40)).toHaveLength(30);
  });

  it("survive a restart over midnight", () => {
    const stand = setUp({ perDay: 30 });
    work(stand, 60);
    const after = stand.restart();
    after.tick();
    after.post(printer.ready());
    expect(work(after, 14 * 60 + 58)).toEqual([]);
    expect(work(after, 10)).not.toEqual([]);
  });
});

describe("a printer's rest", () => {
  it("is its own: another printer has no limit", () => {
    const [limited] = policyWith({ perHour: 1 }).printers;
    const free = { ...limited, id: "printer2", stock: "default", duty: undefined };
    const policy = corePolicy({ printers: [...policyWith({ perHour: 1 }).printers, free] });
    const stand = createStand({ policy });
    const other = sessionOf("printer2", 1);
    stand.post(other.ready());
    stand.post(received("J1"));
    stand.post(other.prepared("J1"));
    stand.post(other.ended("J1", { kind: "ended", after: AFTER }));
    stand.tick();
    expect([stand.state.madeAt.get("printer2")?.length, standingHolds(stand.state)]).toEqual([
      1,
      [],
    ]);
  });

  it("ends sooner by a clock that was set back to before the last card", () => {
    const stand = setUp({ perHour: 1 });
    expect(work(stand, 61)).toEqual([1, 61]);
    const untilNow = () => standingHolds(stand.state).map(({ until = 0 }) => until - MONDAY_MS);
    expect(untilNow()).toEqual([121 * MINUTE_MS]);
    stand.tick(-30 * MINUTE_MS);
    expect(untilNow()).toEqual([61 * MINUTE_MS]);
  });
});

describe("the rest of a printer", () => {
  const midnight = (at: number) => schedule.nextAfter("0 0 0 * * *", "Asia/Jakarta", at);
  const ago = (...minutes: readonly number[]) => minutes.map((n) => MONDAY_MS - n * MINUTE_MS);

  it("is none without a limit, without cards, and one below the limit", () => {
    expect(restOf({}, ago(3, 2, 1), MONDAY_MS, midnight)).toBeUndefined();
    expect(restOf({ perHour: 1, perDay: 1 }, [], MONDAY_MS, midnight)).toBeUndefined();
    expect(restOf({ perHour: 3, perDay: 3 }, ago(2, 1), MONDAY_MS, midnight)).toBeUndefined();
  });

  it("of the day comes before that of the hour: it is the longer one", () => {
    const rest = restOf({ perHour: 2, perDay: 3 }, ago(3, 2, 1), MONDAY_MS, midnight);
    expect(rest?.reason).toBe("duty-per-day");
  });

  it("does not wait for cards of a future that a wrong clock showed", () => {
    expect(restOf({ perHour: 1 }, [MONDAY_MS + HOUR_MS], MONDAY_MS, midnight)).toBeUndefined();
  });
});
