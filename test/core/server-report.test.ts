import { expect, it } from "vitest";
import { corePolicy, createStand, reported, type Stand } from "../support/core-fixtures.ts";

// Goal: a report that the broker brings again does not vouch for a server that is silent (I10).
// Method: the last report is delivered again, as at every reconnect, with its own time on it.

const STALE = { condition: "report-stale" } as const;
const POLICY = corePolicy({ reportAgeMs: () => 180_000 });

function serverOf({ state }: Stand) {
  return state.servers.get("server1");
}

it("takes the first report as old as it says it is", () => {
  const stand = createStand({ policy: POLICY });
  const sentAt = stand.nowMs - 600_000;
  stand.post({ ...reported([], [STALE.condition]), sentAt });
  expect(serverOf(stand)).toMatchObject({ reportedAt: sentAt });
  expect(serverOf(stand)?.lastSeenAt).toBeUndefined();
});

it("takes the first report as news while it is no older than a report may be", () => {
  const stand = createStand({ policy: POLICY });
  stand.post({ ...reported([], []), sentAt: stand.nowMs - 180_000 });
  expect(serverOf(stand)).toMatchObject({ reportedAt: stand.nowMs, lastSeenAt: stand.nowMs });
});

it("is not moved by the same report again", () => {
  const stand = createStand({ policy: POLICY });
  const report = reported([], [STALE.condition]);
  stand.post(report);
  const before = serverOf(stand);
  stand.tick(600_000);
  stand.post(report);
  expect(serverOf(stand)).toEqual(before);
});

it("keeps a silent server's hold while the old report is delivered again and again", () => {
  const stand = createStand({ policy: POLICY });
  const report = reported([], [STALE.condition]);
  stand.post(report);
  stand.post({ ...reported([STALE], []), sentAt: report.sentAt + 1 });
  expect([...stand.state.faults.values()]).toMatchObject([]);
  for (let n = 2; n < 6; n += 1) {
    stand.post({ ...reported([STALE], []), sentAt: report.sentAt + n });
  }
  expect([...stand.state.faults.values()]).toMatchObject([STALE]);
  const last = { ...report, sentAt: report.sentAt + 5 };
  for (let n = 0; n < 5; n += 1) stand.post(last);
  expect([...stand.state.faults.values()]).toMatchObject([STALE]);
});

it("believes a server whose clock is wrong once its second report comes", () => {
  const stand = createStand({ policy: POLICY });
  const behindMs = 3_600_000;
  stand.post({ ...reported([], []), sentAt: stand.nowMs - behindMs });
  stand.tick(60_000);
  stand.post({ ...reported([], []), sentAt: stand.nowMs - behindMs });
  expect(serverOf(stand)).toMatchObject({ reportedAt: stand.nowMs, lastSeenAt: stand.nowMs });
});
