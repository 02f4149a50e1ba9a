import { createTask } from "node-cron";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createSchedule, isCronExpression, localTime } from "../../src/io/schedule.ts";

// Goal: due times are node-cron's own. Method: its `match` at every second around each change of
// the clocks; its own next run, with the system's time set, from 10,000 random instants.

const JAKARTA = "Asia/Jakarta";
const BERLIN = "Europe/Berlin";
const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;

const schedule = createSchedule();

function next(expression: string, zone: string, after: string): string {
  const nextMs = schedule.nextAfter(expression, zone, Date.parse(after));
  return Number.isFinite(nextMs) ? new Date(nextMs).toISOString() : "never";
}

function cronTask(expression: string, timezone: string) {
  const task = createTask(expression, () => {}, { timezone });
  void task.destroy();
  return task;
}

describe("nextAfter", () => {
  it.each([
    ["*/30 * * * * *", JAKARTA, "2026-01-01T00:00:00Z", "2026-01-01T00:00:30.000Z"],
    ["*/30 * * * * *", JAKARTA, "2026-01-01T00:00:29.999Z", "2026-01-01T00:00:30.000Z"],
    ["*/30 * * * * *", JAKARTA, "2026-01-01T00:00:30.001Z", "2026-01-01T00:01:00.000Z"],
    ["* * * * * *", JAKARTA, "2026-01-01T00:00:00Z", "2026-01-01T00:00:01.000Z"],
    ["0 0 7 * * *", JAKARTA, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00.000Z"],
    ["0 7 * * *", JAKARTA, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00.000Z"],
    ["@hourly", JAKARTA, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00.000Z"],
    // Over the end of the year, in local time.
    ["0 0 0 1 1 *", JAKARTA, "2026-12-31T16:59:59Z", "2026-12-31T17:00:00.000Z"],
    ["0 0 0 1 1 *", JAKARTA, "2026-12-31T17:00:00Z", "2027-12-31T17:00:00.000Z"],
    ["59 59 23 31 12 *", BERLIN, "2026-12-31T22:59:58Z", "2026-12-31T22:59:59.000Z"],
    // Leap days, one across a century without.
    ["0 0 12 29 2 *", JAKARTA, "2026-01-01T00:00:00Z", "2028-02-29T05:00:00.000Z"],
    ["0 0 12 29 2 1", JAKARTA, "2026-01-01T00:00:00Z", "2044-02-29T05:00:00.000Z"],
    ["0 0 12 29 2 *", JAKARTA, "2096-03-01T00:00:00Z", "2104-02-29T05:00:00.000Z"],
    // node-cron's own words for days.
    ["0 0 12 L * *", JAKARTA, "2026-02-01T00:00:00Z", "2026-02-28T05:00:00.000Z"],
    ["0 0 12 15W * *", JAKARTA, "2026-08-01T00:00:00Z", "2026-08-14T05:00:00.000Z"],
    ["0 0 12 * * 1#2", JAKARTA, "2026-11-01T00:00:00Z", "2026-11-09T05:00:00.000Z"],
    ["0 0 12 * * 5L", JAKARTA, "2026-11-01T00:00:00Z", "2026-11-27T05:00:00.000Z"],
    // Clocks go forward: 02:30 is not on 29 March.
    ["0 30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", "2026-03-30T00:30:00.000Z"],
    ["0 30 2 * 3 0L", BERLIN, "2026-01-01T00:00:00Z", "never"],
    // Clocks go back: 02:30 is twice on 25 October, and no half minute is left out.
    ["0 30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00.000Z"],
    ["0 30 2 * * *", BERLIN, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00.000Z"],
    ["*/30 * * * * *", BERLIN, "2026-10-24T23:59:59Z", "2026-10-25T00:00:00.000Z"],
    ["*/30 * * * * *", BERLIN, "2026-10-25T00:59:30Z", "2026-10-25T01:00:00.000Z"],
  ])("%s in %s after %s is %s", (expression, zone, after, expected) => {
    expect(next(expression, zone, after)).toBe(expected);
  });

  it.each([
    [BERLIN, "2026-03-29T00:00:00Z"],
    [BERLIN, "2026-10-24T23:30:00Z"],
    // Half an hour back at 02:00, and forward.
    ["Australia/Lord_Howe", "2026-04-04T14:00:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T14:30:00Z"],
    // An hour back at one minute past midnight: into the day before.
    ["America/St_Johns", "2010-11-07T01:30:00Z"],
    // A day that was left out.
    ["Pacific/Apia", "2011-12-30T08:30:00Z"],
  ])("finds in %s from %s the seconds that node-cron matches", (zone, from) => {
    const fromMs = Date.parse(from);
    const seconds = Array.from({ length: 9_000 }, (_, n) => fromMs + (n + 1) * SECOND_MS);
    for (const expression of ["0 */10 * * * *", "0 30 2 * * *", "5 15,45 1-3,23 * * *"]) {
      const task = cronTask(expression, zone);
      const matching = seconds.filter((atMs) => task.match(new Date(atMs)));
      expect(dueWithin(expression, zone, { fromMs, toMs: seconds.at(-1) ?? 0 })).toEqual(matching);
    }
  });

  function dueWithin(
    expression: string,
    zone: string,
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  ): readonly number[] {
    const due: number[] = [];
    for (let atMs = fromMs; ; ) {
      atMs = schedule.nextAfter(expression, zone, atMs);
      if (atMs > toMs) return due;
      due.push(atMs);
    }
  }

  describe("from 10,000 random instants", () => {
    beforeAll(() => vi.useFakeTimers({ toFake: ["Date"] }));
    afterAll(() => vi.useRealTimers());

    it.each([
      [JAKARTA, 1],
      [JAKARTA, 2],
      [JAKARTA, 3],
      [JAKARTA, 4],
      ["Asia/Kathmandu", 5],
      ["Asia/Kathmandu", 6],
      ["UTC", 7],
      ["UTC", 8],
    ])("is node-cron's own next run in %s (seed %i)", (zone, seed) => {
      const random = seeded(seed);
      for (let n = 0; n < 1_000; n += 1) {
        const expression = randomExpression(random);
        const atMs = randomInstantMs(random);
        vi.setSystemTime(atMs);
        const [expected] = cronTask(expression, zone).getNextRuns(1);
        const dueMs = schedule.nextAfter(expression, zone, atMs);
        expect(dueMs, `${expression} after ${atMs}`).toBe(expected?.getTime());
      }
    });

    it("is never later than it in Europe/Berlin, and matches", () => {
      const random = seeded(2_000);
      let earlier = 0;
      for (let n = 0; n < 2_000; n += 1) {
        const expression = randomExpression(random);
        const atMs = randomInstantMs(random);
        vi.setSystemTime(atMs);
        const task = cronTask(expression, BERLIN);
        const expectedMs = task.getNextRuns(1)[0]?.getTime() ?? 0;
        const dueMs = schedule.nextAfter(expression, BERLIN, atMs);
        expect(task.match(new Date(dueMs)), `${expression} after ${atMs}`).toBe(true);
        expect(dueMs).toBeLessThanOrEqual(expectedMs);
        if (dueMs < expectedMs) earlier += 1;
        // Apart from the hour that comes twice, the two are the same.
        if (dueMs < expectedMs) expect(isTwice(dueMs)).toBe(true);
      }
      expect(earlier).toBeLessThan(20);
    });
  });
});

/** Whether the local time in Berlin comes again an hour later. */
function isTwice(wallMs: number): boolean {
  const clock = (ms: number) => localTime(ms, BERLIN).minuteOfDay;
  return clock(wallMs) === clock(wallMs + HOUR_MS);
}

type Random = (below: number) => number;

/** Whole numbers below a bound, the same in every run (a linear congruence of 32 bits). */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** From 2024 to 2034, to the millisecond. */
function randomInstantMs(random: Random): number {
  return Date.UTC(2024, 0) + random(3_650) * 24 * HOUR_MS + random(24 * HOUR_MS);
}

function randomExpression(random: Random): string {
  const days = ["*", "*", "*", String(1 + random(28)), "L", "1-7"];
  const weekdays = ["*", "*", "*", String(random(8)), "1-5", "6,0"];
  const months = ["*", "*", String(1 + random(12)), "*/3"];
  return [
    randomField(random, 60),
    randomField(random, 60),
    randomField(random, 24),
    days[random(days.length)],
    months[random(months.length)],
    weekdays[random(weekdays.length)],
  ].join(" ");
}

function randomField(random: Random, size: number): string {
  const from = random(size);
  const to = random(size);
  const forms = ["*", `*/${1 + random(size / 2)}`, String(from), `${from},${to}`, `${from}-${to}`];
  return forms[random(forms.length)] ?? "*";
}

describe("isCronExpression", () => {
  it.each([
    ["*/30 * * * * *", true],
    ["0 7 * * 1-5", true],
    ["@daily", true],
    ["0 0 12 L * *", true],
    ["0 0 0 29 2 1", true],
    ["", false],
    ["often", false],
    ["* * * *", false],
    ["60 * * * * *", false],
    ["* * 24 * * *", false],
    ["0 0 0 30 2 *", false],
    // The 31st is never a first Monday: such a check would never run.
    ["0 0 0 31 * 1#1", false],
  ])("%j is %s", (text, expected) => {
    expect(isCronExpression(text)).toBe(expected);
  });
});

describe("localTime", () => {
  it.each([
    ["2026-11-24T17:00:00Z", JAKARTA, { weekday: 3, minuteOfDay: 0, date: "2026-11-25" }],
    ["2026-11-24T16:59:59.999Z", JAKARTA, { weekday: 2, minuteOfDay: 1439, date: "2026-11-24" }],
    ["2026-12-31T23:30:00Z", BERLIN, { weekday: 5, minuteOfDay: 30, date: "2027-01-01" }],
    ["2026-03-29T00:59:59Z", BERLIN, { weekday: 0, minuteOfDay: 119, date: "2026-03-29" }],
    ["2026-03-29T01:00:00Z", BERLIN, { weekday: 0, minuteOfDay: 180, date: "2026-03-29" }],
    ["2028-02-29T12:00:00Z", "UTC", { weekday: 2, minuteOfDay: 720, date: "2028-02-29" }],
  ])("at %s in %s is %j", (instant, zone, expected) => {
    expect(localTime(Date.parse(instant), zone)).toEqual(expected);
  });
});
