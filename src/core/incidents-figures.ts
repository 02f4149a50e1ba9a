import { faultRule } from "../../protocols/faults.ts";
import type { Incident } from "./incidents.ts";

/** A time in which failures kept a device from its work. */
export interface Outage {
  readonly from: number;
  /** Absent: it lasts. */
  readonly until?: number;
}

/** How reliable a device has been. */
export interface Figures {
  /** Outages in all that is remembered. */
  readonly count: number;
  /** Mean time of work between two outages (IEC 60050-192-05-13); absent with fewer than two. */
  readonly mtbfMs?: number;
  /** Mean length of the outages that are over, from being noticed on; absent without one. */
  readonly mttrMs?: number;
  /** Share of the window without an outage, 0 to 1. */
  readonly availability: number;
}

export const AVAILABILITY_WINDOW_MS = 30 * 24 * 3_600_000;

/**
 * Times in which at least one failure stood that holds the device, oldest first. One death shows as
 * several conditions at once: what overlaps is one outage. What only warns is none.
 */
export function outagesOf(incidents: Iterable<Incident>, device: string): readonly Outage[] {
  const own = [...incidents]
    .filter((incident) => incident.device === device && faultRule(incident.condition).holds)
    .sort((a, b) => a.raisedAt - b.raisedAt);
  const outages: Outage[] = [];
  for (const { raisedAt: from, clearedAt } of own) {
    const last = outages.at(-1);
    const isApart = last === undefined || (last.until !== undefined && from > last.until);
    if (isApart) outages.push(clearedAt === undefined ? { from } : { from, until: clearedAt });
    else outages[outages.length - 1] = joined(last, clearedAt);
  }
  return outages;
}

function joined({ from, until }: Outage, clearedAt: number | undefined): Outage {
  if (until === undefined || clearedAt === undefined) return { from };
  return { from, until: Math.max(until, clearedAt) };
}

/** From outages to figures, as at an instant. */
export function figuresOf(outages: readonly Outage[], at: number): Figures {
  const works = outages.flatMap(({ from }, n) => {
    const before = outages[n - 1]?.until;
    return before === undefined ? [] : [from - before];
  });
  const repairs = outages.flatMap(({ from, until }) => (until === undefined ? [] : [until - from]));
  return {
    count: outages.length,
    ...(works.length === 0 ? {} : { mtbfMs: mean(works) }),
    ...(repairs.length === 0 ? {} : { mttrMs: mean(repairs) }),
    availability: 1 - outMs(outages, at) / AVAILABILITY_WINDOW_MS,
  };
}

/** How much of the window before an instant the outages take. */
function outMs(outages: readonly Outage[], at: number): number {
  const begin = at - AVAILABILITY_WINDOW_MS;
  let sum = 0;
  for (const { from, until = at } of outages) {
    sum += Math.max(0, Math.min(until, at) - Math.max(from, begin));
  }
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
