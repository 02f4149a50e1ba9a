/**
 * Office hours, as `Mon-Thu 07:30-16:00, Fri 07:30-11:30`, or `always`. A part without days means
 * every day; a period that ends before it begins goes on into the next day.
 */

/** A part of the week, in minutes since Sunday 00:00; the end is not in it. */
export interface Period {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export type Hours = readonly Period[];

export type HoursDefect = "bad-shape" | "unknown-day" | "bad-time" | "empty-period";

export type ParsedHours =
  | { readonly ok: true; readonly hours: Hours }
  | { readonly ok: false; readonly defect: HoursDefect };

/** A local time, weekday 0 to 6 from Sunday, minute of the day 0 to 1439. */
export interface WeekTime {
  readonly weekday: number;
  readonly minuteOfDay: number;
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const PART = /^(?:([a-z]+)(?:-([a-z]+))? +)?(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;

export function parseHours(text: string): ParsedHours {
  const plain = text.trim().toLowerCase();
  if (plain === "always") {
    return { ok: true, hours: [{ fromMinute: 0, toMinute: WEEK_MINUTES }] };
  }
  const hours: Period[] = [];
  for (const part of plain.split(",")) {
    const parsed = parsePart(part.trim());
    if (!parsed.ok) return parsed;
    hours.push(...parsed.hours);
  }
  return { ok: true, hours };
}

export function isWithin(hours: Hours, { weekday, minuteOfDay }: WeekTime): boolean {
  const minute = weekday * DAY_MINUTES + minuteOfDay;
  return hours.some(({ fromMinute, toMinute }) => fromMinute <= minute && minute < toMinute);
}

/**
 * The first stretch of office time that is not over at a moment, in minutes from then on; 0: it has
 * begun. Another one may begin where it ends. `undefined`: there are no hours.
 */
export function nextPeriod(hours: Hours, { weekday, minuteOfDay }: WeekTime): Period | undefined {
  const minute = weekday * DAY_MINUTES + minuteOfDay;
  const ahead = hours
    .flatMap((period) => [fromThen(period, minute), fromThen(period, minute - WEEK_MINUTES)])
    .filter(({ toMinute }) => toMinute > 0);
  return ahead.sort((a, b) => a.fromMinute - b.fromMinute || b.toMinute - a.toMinute)[0];
}

function fromThen({ fromMinute, toMinute }: Period, minute: number): Period {
  return { fromMinute: Math.max(0, fromMinute - minute), toMinute: toMinute - minute };
}

function parsePart(part: string): ParsedHours {
  const [shape, first, last, ...times] = PART.exec(part) ?? [];
  if (shape === undefined) return { ok: false, defect: "bad-shape" };
  const days = first === undefined ? [...DAYS.keys()] : span(first, last ?? first);
  if (days === undefined) return { ok: false, defect: "unknown-day" };
  const from = minuteOfDay(times[0], times[1]);
  const to = minuteOfDay(times[2], times[3]);
  if (from === undefined || to === undefined || from === DAY_MINUTES) {
    return { ok: false, defect: "bad-time" };
  }
  if (from === to) return { ok: false, defect: "empty-period" };
  return { ok: true, hours: days.flatMap((day) => periods(day, from, to)) };
}

/** The days from one to the other, over the end of the week if need be. */
function span(first: string, last: string): readonly number[] | undefined {
  const from = DAYS.indexOf(first);
  const to = DAYS.indexOf(last);
  if (from < 0 || to < 0) return undefined;
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, n) => (from + n) % 7);
}

/** 24:00 is the end of the day; `undefined` is no time of a day. */
function minuteOfDay(hour: string | undefined, minute: string | undefined): number | undefined {
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= DAY_MINUTES ? minutes : undefined;
}

/** One period, or two where it goes on over the end of the week. */
function periods(day: number, from: number, to: number): Hours {
  const fromMinute = day * DAY_MINUTES + from;
  const toMinute = day * DAY_MINUTES + to + (to < from ? DAY_MINUTES : 0);
  if (toMinute <= WEEK_MINUTES) return [{ fromMinute, toMinute }];
  return [
    { fromMinute, toMinute: WEEK_MINUTES },
    { fromMinute: 0, toMinute: toMinute - WEEK_MINUTES },
  ];
}
