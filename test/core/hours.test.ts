import { describe, expect, it } from "vitest";
import { type Hours, isWithin, nextPeriod, parseHours } from "../../src/core/hours.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function hoursOf(text: string): Hours {
  const parsed = parseHours(text);
  if (!parsed.ok) throw new Error(parsed.defect);
  return parsed.hours;
}

/** `Mon 07:30` as weekday and minute. */
function at(time: string) {
  const [day = "", clock = ""] = time.split(" ");
  const [hour, minute] = clock.split(":").map(Number);
  return { weekday: DAYS.indexOf(day), minuteOfDay: (hour ?? 0) * 60 + (minute ?? 0) };
}

describe("parseHours", () => {
  it.each([
    ["", "bad-shape"],
    ["Mon", "bad-shape"],
    ["Mon-Fri", "bad-shape"],
    ["07:30", "bad-shape"],
    ["Mon-Fri 7-16", "bad-shape"],
    ["Mon-Fri 07:30-16:00,", "bad-shape"],
    ["Mon,Wed 07:30-16:00", "bad-shape"],
    ["Mon-Wed-Fri 07:30-16:00", "bad-shape"],
    ["Mo 07:30-16:00", "unknown-day"],
    ["Mon-Xyz 07:30-16:00", "unknown-day"],
    ["Xyz-Mon 07:30-16:00", "unknown-day"],
    ["Mon 07:60-16:00", "bad-time"],
    ["Mon 07:30-24:01", "bad-time"],
    ["Mon 24:00-06:00", "bad-time"],
    ["Mon 07:30-07:30", "empty-period"],
    ["Mon 07:30-16:00, Tue", "bad-shape"],
    ["Mon 07:30-16:000", "bad-shape"],
  ])("refuses %j as %s", (text, defect) => {
    expect(parseHours(text)).toEqual({ ok: false, defect });
  });

  it.each([
    ["always", "Sun 00:00-24:00, Mon-Sat 00:00-24:00"],
    ["ALWAYS", "00:00-24:00"],
    [" always ", "00:00-24:00"],
    ["mon-fri 7:30-16:00", "Mon-Fri 07:30-16:00"],
    [" Mon-Tue  07:30-16:00 ,Wed 08:00-09:00 ", "Mon-Tue 07:30-16:00, Wed 08:00-09:00"],
  ])("reads %j like %j", (text, same) => {
    expect(openMinutes(hoursOf(text))).toEqual(openMinutes(hoursOf(same)));
  });
});

describe("the periods of parseHours", () => {
  it.each<[text: string, periods: readonly (readonly [from: number, to: number])[]]>([
    ["always", [[0, 10_080]]],
    ["Mon 07:30-16:00", [[1_890, 2_400]]],
    ["Sat 22:00-24:00", [[9_960, 10_080]]],
    [
      "Sat 22:00-06:00",
      [
        [9_960, 10_080],
        [0, 360],
      ],
    ],
  ])("are as few as there can be: %s", (text, periods) => {
    const hours = periods.map(([fromMinute, toMinute]) => ({ fromMinute, toMinute }));
    expect(hoursOf(text)).toEqual(hours);
  });
});

/** Every minute of the week that is inside. */
function openMinutes(hours: Hours): readonly number[] {
  return Array.from({ length: 7 * 1440 }, (_, n) => n).filter((n) =>
    isWithin(hours, { weekday: Math.floor(n / 1440), minuteOfDay: n % 1440 }),
  );
}

describe("nextPeriod", () => {
  it.each([
    "always",
    "Mon-Thu 07:30-16:00, Fri 07:30-11:30",
    "Mon-Sat 22:00-06:00",
    "Mon 08:00-12:00, Mon 11:00-16:00",
    "Sun 00:00-00:01",
  ])("is the first minute that is inside from then on, to the first that is not: %s", (text) => {
    const hours = hoursOf(text);
    const open = new Set(openMinutes(hours));
    const isOpen = (minute: number) => open.has(minute % WEEK);
    for (const minute of [0, 1, 450, 1_889, 1_890, 2_399, 2_400, 4_320, 9_959, 10_079]) {
      const time = { weekday: Math.floor(minute / 1440), minuteOfDay: minute % 1440 };
      const { fromMinute = -1, toMinute = -1 } = nextPeriod(hours, time) ?? {};
      const from = Array.from({ length: WEEK }, (_, n) => n).find((n) => isOpen(minute + n));
      expect(fromMinute).toBe(from);
      const inside = Array.from(
        { length: toMinute - fromMinute },
        (_, n) => minute + fromMinute + n,
      );
      expect(inside.length > 0 && inside.every(isOpen)).toBe(true);
    }
  });

  it("goes on where the one before it ends", () => {
    const hours = hoursOf("Mon 08:00-12:00, Mon 11:00-16:00");
    expect(nextPeriod(hours, at("Mon 07:00"))).toEqual({ fromMinute: 60, toMinute: 300 });
    expect(nextPeriod(hours, at("Mon 12:00"))).toEqual({ fromMinute: 0, toMinute: 240 });
  });

  it.each(["Mon 08:00-12:00, Mon 11:00-16:00", "Mon 11:00-16:00, Mon 08:00-12:00"])(
    "is, of two that have begun, the one that lasts longer: %s",
    (text) => {
      const period = nextPeriod(hoursOf(text), at("Mon 11:30"));
      expect(period).toEqual({ fromMinute: 0, toMinute: 270 });
    },
  );

  it("is none without hours", () => {
    expect(nextPeriod([], at("Mon 07:00"))).toBeUndefined();
  });
});

const WEEK = 7 * 1440;

describe("isWithin", () => {
  it.each([
    ["Mon-Fri 07:30-16:00", "Mon 07:30", true],
    ["Mon-Fri 07:30-16:00", "Mon 07:29", false],
    ["Mon-Fri 07:30-16:00", "Fri 15:59", true],
    ["Mon-Fri 07:30-16:00", "Fri 16:00", false],
    ["Mon-Fri 07:30-16:00", "Sat 10:00", false],
    ["Mon-Fri 07:30-16:00", "Sun 10:00", false],
    ["Fri-Mon 08:00-09:00", "Sun 08:00", true],
    ["Fri-Mon 08:00-09:00", "Tue 08:00", false],
    ["08:00-09:00", "Sat 08:59", true],
    ["Mon 22:00-06:00", "Tue 05:59", true],
    ["Mon 22:00-06:00", "Tue 06:00", false],
    ["Mon 22:00-06:00", "Mon 05:00", false],
    ["Sat 22:00-06:00", "Sat 23:59", true],
    ["Sat 22:00-06:00", "Sun 05:59", true],
    ["Sat 22:00-06:00", "Sun 22:00", false],
    ["Sat 22:00-24:00", "Sat 23:59", true],
    ["Sat 22:00-24:00", "Sun 00:00", false],
    ["Fri 07:30-11:30, Fri 13:00-16:30", "Fri 12:00", false],
    ["Fri 07:30-11:30, Fri 13:00-16:30", "Fri 13:00", true],
    ["always", "Sat 23:59", true],
    ["always", "Sun 00:00", true],
  ])("in %s: %s is %s", (text, time, inside) => {
    expect(isWithin(hoursOf(text), at(time))).toBe(inside);
  });

  it("counts as many minutes as the periods have", () => {
    expect(openMinutes(hoursOf("Mon-Thu 07:30-16:00, Fri 07:30-11:30"))).toHaveLength(
      4 * 510 + 240,
    );
    expect(openMinutes(hoursOf("always"))).toHaveLength(7 * 1440);
  });
});
