import type { Policy } from "../../src/core/policy.ts";
import { HOUR_MS, MONDAY_MS } from "./core-fixtures.ts";

export const DAY_MS = 24 * HOUR_MS;

/** Since the latest opening at 8. */
export function sinceOpening(atMs: number): number {
  return (((atMs - MONDAY_MS) % DAY_MS) + DAY_MS) % DAY_MS;
}

/** The hours of an office that opens at 8 every day, and for so long. */
export function officeDay(openMs: number): Pick<Policy, "isOfficeHour" | "officePeriod"> {
  return {
    isOfficeHour: (atMs) => sinceOpening(atMs) < openMs,
    officePeriod(atMs) {
      const openedAt = atMs - sinceOpening(atMs);
      const fromMs = sinceOpening(atMs) < openMs ? atMs : openedAt + DAY_MS;
      return { fromMs, toMs: fromMs - sinceOpening(fromMs) + openMs };
    },
  };
}
