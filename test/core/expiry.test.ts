import { describe, expect, it } from "vitest";
import {
  AFTER,
  createStand,
  HOUR_MS,
  MONDAY_MS,
  ONE_PRINTER,
  received,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

const DAY_MS = 24 * HOUR_MS;
const NO_CHECKS = { ...ONE_PRINTER, checks: [] };
const printer = sessionOf("printer1", 1);

function ticks(stand: Stand, count: number): void {
  for (let n = 0; n < count; n += 1) stand.tick();
}

describe("a job that expires", () => {
  const expiresAt = MONDAY_MS + 90_000;

  function waiting(): Stand {
    const stand = createStand({ policy: NO_CHECKS });
    stand.post(received("J1", { expiresAt }));
    stand.post(received("J2"));
    stand.tick(0);
    return stand;
  }

  it("expires within the minute after, with its event", () => {
    const stand = waiting();
    ticks(stand, 90);
    expect(stand.store.job("J1")?.state).toBe("pending");
    ticks(stand, 60);
    expect(stand.changes("job-moved")).toMatchObject([
      { jobId: "J1", state: "expired", reasons: ["job-expired"] },
    ]);
    expect(stand.changes("event-added").at(-1)?.event.body).toMatchObject({
      jobId: "J1",
      state: "expired",
      previous: "pending",
    });
  });

  it("is not begun from the instant on at which it expires", () => {
    const stand = waiting();
    stand.nowMs = expiresAt;
    stand.post(printer.ready());
    expect(stand.orders("prepare-card").map(({ jobId }) => jobId)).toEqual(["J2"]);
  });

  it("is begun up to that instant, and then does not expire under the printer", () => {
    const stand = waiting();
    stand.nowMs = expiresAt - 1;
    stand.post(printer.ready());
    ticks(stand, 120);
    stand.post(printer.prepared("J1"));
    ticks(stand, 120);
    expect(stand.store.job("J1")?.state).toBe("processing");
  });

  it("does not expire in doubt", () => {
    const stand = waiting();
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    stand.post(printer.gone());
    const next = sessionOf("printer1", 2);
    stand.post(next.ready());
    stand.post(next.evidence("J1", { reading: { ...AFTER, panelsPrinted: 403 } }));
    ticks(stand, 300);
    expect(stand.store.job("J1")?.state).toBe("in-doubt");
  });

  it("expires at the start of a process, if its time came meanwhile", () => {
    const stand = waiting();
    stand.nowMs += HOUR_MS;
    const restarted = stand.restart(NO_CHECKS);
    restarted.tick();
    expect(restarted.store.job("J1")?.state).toBe("expired");
  });

  it("does not expire when the clock jumps by more than an hour", () => {
    const stand = waiting();
    stand.tick(1_000);
    stand.tick(30 * DAY_MS);
    expect(stand.store.job("J1")?.state).toBe("pending");
  });
});

describe("a job that will expire", () => {
  const expiresAt = MONDAY_MS + 10 * DAY_MS;
  const tellAt = expiresAt - 7 * DAY_MS;

  function told(stand: Stand) {
    const events = stand.changes("event-added").map(({ event }) => event);
    return events.filter(({ body }) => "type" in body && body.type === "job-expiring");
  }

  /** So that no step is one that a clock is doubted for. */
  function passUntil(stand: Stand, atMs: number): void {
    while (stand.nowMs < atMs) stand.tick(Math.min(HOUR_MS, atMs - stand.nowMs));
  }

  function waiting(expiry: number = expiresAt): Stand {
    const stand = createStand({ policy: NO_CHECKS });
    stand.post(received("J1", { expiresAt: expiry }));
    stand.post(received("for-ever"));
    return stand;
  }

  it("is told seven days before, not sooner", () => {
    const stand = waiting();
    passUntil(stand, tellAt - 60_000);
    expect(told(stand)).toEqual([]);
    passUntil(stand, tellAt);
    expect(told(stand)).toMatchObject([
      { stream: "event", body: { type: "job-expiring", jobId: "J1", expiresAt } },
    ]);
  });

  it("is told once, by the next process too", () => {
    const stand = waiting();
    passUntil(stand, tellAt + DAY_MS);
    expect(told(stand)).toHaveLength(1);
    const restarted = stand.restart(NO_CHECKS);
    passUntil(restarted, tellAt + 2 * DAY_MS);
    expect(told(restarted)).toEqual([]);
  });

  it.each([6, 7])("is not told when it came with %i days left", (days) => {
    const stand = waiting(MONDAY_MS + days * DAY_MS);
    passUntil(stand, MONDAY_MS + 5 * DAY_MS);
    expect(told(stand)).toEqual([]);
  });

  it.each([
    ["at that instant", 0],
    ["later", DAY_MS],
  ])("is not told any more by a process that starts when it has expired: %s", (_, laterMs) => {
    const stand = waiting();
    stand.nowMs = expiresAt + laterMs;
    const restarted = stand.restart(NO_CHECKS);
    restarted.tick(0);
    expect(restarted.store.job("J1")?.state).toBe("expired");
    expect(told(restarted)).toEqual([]);
  });
});
