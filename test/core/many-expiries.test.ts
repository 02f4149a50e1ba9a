import { describe, expect, it } from "vitest";
import type { Change } from "../../src/core/changes.ts";
import {
  createStand,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_MS,
  ONE_PRINTER,
  type Stand,
  sampleJob,
} from "../support/core-fixtures.ts";

// Goal: after a long holiday the queue is not stopped by what has expired: a turn takes 500 of
// them, the next minute's the rest. Method: one job more than that, written before the start.

const AT_ONCE = 500;
const DAY_MS = 24 * HOUR_MS;

/** Jobs that came a month ago and expire at one instant. */
function waiting(expiresAt: number): Stand {
  const receivedAt = MONDAY_MS - 30 * DAY_MS;
  const stored: Change[] = Array.from({ length: AT_ONCE + 1 }, (_, n) => ({
    kind: "job-added",
    document: "{}",
    job: {
      ...sampleJob(`J${n}`, { expiresAt }),
      ...{ state: "pending", reasons: [], arrival: n + 1, receivedAt, attempts: 0, spoiled: 0 },
    },
  }));
  return createStand({ policy: { ...ONE_PRINTER, checks: [] }, stored });
}

describe("many jobs at once", () => {
  it("expire in several turns", () => {
    const stand = waiting(MONDAY_MS - 1);
    stand.tick();
    expect(stand.changes("job-moved")).toHaveLength(AT_ONCE);
    stand.tick(MINUTE_MS);
    expect(stand.changes("job-moved")).toHaveLength(AT_ONCE + 1);
  });

  it("are told to expire soon in several turns", () => {
    const stand = waiting(MONDAY_MS + DAY_MS);
    stand.tick();
    expect(stand.changes("expiry-told")).toHaveLength(AT_ONCE);
    stand.tick(MINUTE_MS);
    expect(stand.changes("expiry-told")).toHaveLength(AT_ONCE + 1);
  });
});
