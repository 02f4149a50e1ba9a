import { expect, it } from "vitest";
import { reportDocument } from "../../src/daemon/report.ts";
import { createStatusContext } from "../../src/status/context.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  reported,
  type Stand,
} from "../support/core-fixtures.ts";

// Goal: a device's whole history, told to whoever decides about it. Method: a server dies and is
// repaired over the real store; what is asked of it are the figures that its dates come to.

const DAY_MS = 24 * HOUR_MS;

function fail(stand: Stand): void {
  stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
}

function repair(stand: Stand): void {
  for (let times = 0; times < 3; times += 1) stand.post(reported([], ["raid-failed"]));
}

/** Out for two days, well for three, out for half a day, well for one, and out again. */
function story(): Stand {
  const stand = createStand({ policy: corePolicy() });
  for (const [out, well] of [
    [2, 3],
    [0.5, 1],
  ] as const) {
    fail(stand);
    stand.tick(out * DAY_MS);
    repair(stand);
    stand.tick(well * DAY_MS);
  }
  fail(stand);
  return stand;
}

function reportOf(stand: Stand, filter: Parameters<typeof reportDocument>[1] = {}) {
  const { policy, nowMs } = stand;
  const about = { language: "en", version: "0", startedAtMs: nowMs, policy } as const;
  const context = createStatusContext({ zone: "Asia/Jakarta", ...about })(nowMs);
  return reportDocument(stand, filter, context);
}

it("tells what a device has done, and the verdict", () => {
  const stand = story();
  const [server] = reportOf(stand, { device: "server1" })?.devices ?? [];
  expect(server).toMatchObject({
    kind: "server",
    outages: 3,
    mtbf_h: 48,
    mttr_h: 30,
    availability_30d_pct: 91.67,
    relapse: true,
    verdict: "third failure in 5 days: do not rely on this repair",
    probation: { phase: "stopped", step: 1, steps: 3 },
  });
  expect(server?.incidents.map(({ incident, by_person }) => [incident, by_person])).toEqual([
    [1, true],
    [2, true],
    [3, null],
  ]);
  expect(server?.incidents[0]).toMatchObject({
    condition: "raid-failed",
    raised_at: "2021-01-04T08:00:00.000+07:00",
    cleared_at: "2021-01-06T08:00:00.000+07:00",
  });
});

it("leaves out what was over before, but not of the last 30 days' availability", () => {
  const stand = story();
  const sinceMs = stand.nowMs - 1.2 * DAY_MS;
  const [server] = reportOf(stand, { device: "server1", sinceMs })?.devices ?? [];
  expect(server).toMatchObject({ outages: 2, mtbf_h: 24, availability_30d_pct: 91.67 });
  expect(reportOf(stand, { sinceMs })?.since).toBe("2021-01-09T15:12:00.000+07:00");
});

it("names every device that was ever known, and no other", () => {
  const stand = story();
  const after = stand.restart(corePolicy({ servers: [], checks: [] }));
  const kinds = reportOf(after)?.devices.map(({ device, kind }) => [device, kind]);
  expect(kinds).toEqual([
    ["printer1", "printer"],
    ["printer2", "printer"],
    ["server1", "removed"],
  ]);
  expect(reportOf(after, { device: "nobody" })).toBeUndefined();
  expect(reportOf(after, { device: "printer1" })?.devices).toMatchObject([
    { outages: 0, mtbf_h: null, mttr_h: null, availability_30d_pct: 100, verdict: null },
  ]);
});
