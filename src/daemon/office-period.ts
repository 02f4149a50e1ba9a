import { type Hours, nextPeriod } from "../core/hours.ts";
import type { OfficePeriod } from "../core/policy.ts";
import { localTime, offsetMs } from "../io/schedule.ts";

const MINUTE_MS = 60_000;

/** The first stretch of office time that is not over at an instant; without hours never. */
export function officePeriod(hours: Hours, zone: string, atMs: number): OfficePeriod {
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const period = nextPeriod(hours, localTime(atMs, zone));
  if (period === undefined)
    return { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  const { fromMinute, toMinute } = period;
  return {
    fromMs: Math.max(atMs, minutesLater(zone, minuteMs, fromMinute)),
    toMs: minutesLater(zone, minuteMs, toMinute),
  };
}

/** When clocks in the zone show so many minutes more, whatever they are set by until then. */
function minutesLater(zone: string, fromMs: number, minutes: number): number {
  const laterMs = fromMs + minutes * MINUTE_MS;
  return laterMs - (offsetMs(zone, laterMs) - offsetMs(zone, fromMs));
}
