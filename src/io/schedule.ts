import { createTask, parse, validate } from "node-cron";
import type { Schedule } from "../core/schedule-port.ts";
import { rememberByQuarter } from "./by-quarter.ts";

/**
 * Due times from node-cron's own reading of an expression. The search goes over instants: where
 * clocks go back every matching instant counts, both times an hour comes. (node-cron itself goes
 * over local times and leaves such an hour out: a check every 30 s would rest for it.)
 */

/** A day that has not come in 40 years never comes: weekdays and leap days repeat by then. */
const SEARCH_YEARS = 40;
/** Of each expression: some years, so that an ETA finds its days again. */
const DAYS_KEPT = 1_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SEARCH_MS = SEARCH_YEARS * 366 * DAY_MS;

export interface LocalTime {
  /** 0 to 6 from Sunday. */
  readonly weekday: number;
  readonly minuteOfDay: number;
  /** As `2026-03-29`. */
  readonly date: string;
}

interface Pattern {
  /** All ascending. */
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  /** Asked with midnight UTC of a day of the calendar; knows `L`, `15W` and `1#2`. */
  isDay(midnight: Date): boolean;
}

export function createSchedule(): Schedule {
  // One for each different expression of the configuration.
  const patterns = new Map<string, Pattern>();

  function patternOf(expression: string): Pattern {
    const known = patterns.get(expression);
    if (known !== undefined) return known;
    const pattern = readPattern(expression);
    patterns.set(expression, pattern);
    return pattern;
  }

  return {
    nextAfter: (expression, zone, wallMs) => firstMatch(patternOf(expression), zone, wallMs),
  };
}

/** Whether node-cron takes a text as an expression and its time comes at all. */
export function isCronExpression(text: string): boolean {
  return validate(text) && Number.isFinite(firstMatch(readPattern(text), "UTC", 0));
}

/** What clocks in a zone show at an instant. Throws a `RangeError` for an unknown zone. */
export function localTime(wallMs: number, zone: string): LocalTime {
  const local = new Date(wallMs + offsetMs(zone, wallMs));
  return {
    weekday: local.getUTCDay(),
    minuteOfDay: local.getUTCHours() * 60 + local.getUTCMinutes(),
    date: local.toISOString().slice(0, 10),
  };
}

function readPattern(expression: string): Pattern {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = parse(expression);
  const days = `* * * ${dayOfMonth.join(",")} * ${dayOfWeek.join(",")}`;
  const task = createTask(days, () => {}, { timezone: "UTC" });
  // It is never started; destroyed, it leaves node-cron's list and goes on matching.
  void task.destroy();
  return {
    seconds: ascending(second),
    minutes: ascending(minute),
    hours: ascending(hour),
    months: ascending(month),
    isDay: rememberDays((midnight) => task.match(midnight)),
  };
}

/** Days are asked about again and again; node-cron takes its time for each. */
function rememberDays(isDay: (midnight: Date) => boolean): (midnight: Date) => boolean {
  const known = new Map<number, boolean>();
  return (midnight) => {
    const dayMs = midnight.getTime();
    const found = known.get(dayMs);
    if (found !== undefined) return found;
    if (known.size >= DAYS_KEPT) known.clear();
    const is = isDay(midnight);
    known.set(dayMs, is);
    return is;
  };
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

function firstMatch(pattern: Pattern, zone: string, wallMs: number): number {
  let atMs = (Math.floor(wallMs / SECOND_MS) + 1) * SECOND_MS;
  while (atMs < wallMs + SEARCH_MS) {
    const skipMs = mismatchMs(pattern, atMs + offsetMs(zone, atMs));
    if (skipMs === 0) return atMs;
    atMs = land(zone, atMs, skipMs);
  }
  return Number.POSITIVE_INFINITY;
}

/** How far ahead of a local time nothing matches; 0: it matches itself. */
function mismatchMs({ seconds, minutes, hours, months, isDay }: Pattern, localMs: number): number {
  const local = new Date(localMs);
  const month = local.getUTCMonth() + 1;
  if (!months.includes(month)) return Date.UTC(local.getUTCFullYear(), month) - localMs;
  const intoDayMs = localMs % DAY_MS;
  if (!isDay(new Date(localMs - intoDayMs))) return DAY_MS - intoDayMs;
  const toHour = untilListed(hours, local.getUTCHours(), 24);
  if (toHour > 0) return toHour * HOUR_MS - (localMs % HOUR_MS);
  const toMinute = untilListed(minutes, local.getUTCMinutes(), 60);
  if (toMinute > 0) return toMinute * MINUTE_MS - (localMs % MINUTE_MS);
  return untilListed(seconds, local.getUTCSeconds(), 60) * SECOND_MS;
}

/** From a value to the next one listed, or to the end of the round. */
function untilListed(listed: readonly number[], value: number, size: number): number {
  return (listed.find((candidate) => candidate >= value) ?? size) - value;
}

/** Where a skip ends: across a change of the clocks only at the change, to look again there. */
function land(zone: string, atMs: number, skipMs: number): number {
  const before = offsetMs(zone, atMs);
  let [lowMs, highMs] = [atMs, atMs + skipMs];
  if (offsetMs(zone, highMs) === before) return highMs;
  while (highMs - lowMs > SECOND_MS) {
    const middleMs = lowMs + Math.floor((highMs - lowMs) / 2 / SECOND_MS) * SECOND_MS;
    if (offsetMs(zone, middleMs) === before) lowMs = middleMs;
    else highMs = middleMs;
  }
  return highMs;
}

const offsets = new Map<string, (wallMs: number) => number>();

/** What local time is ahead of UTC, in milliseconds. */
export function offsetMs(zone: string, wallMs: number): number {
  const known = offsets.get(zone) ?? rememberByQuarter(offsetOf(zone));
  offsets.set(zone, known);
  return known(wallMs);
}

function offsetOf(zone: string): (wallMs: number) => number {
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (wallMs) => {
    const parts = new Map<string, number>();
    for (const { type, value } of formatter.formatToParts(wallMs)) parts.set(type, Number(value));
    const of = (type: string) => parts.get(type) ?? 0;
    const dayMs = Date.UTC(of("year"), of("month") - 1, of("day"));
    const localMs =
      dayMs + of("hour") * HOUR_MS + of("minute") * MINUTE_MS + of("second") * SECOND_MS;
    return localMs - Math.floor(wallMs / SECOND_MS) * SECOND_MS;
  };
}
