import { describe, expect, it } from "vitest";
import { corePolicy, createStand, HOUR_MS, reported } from "../support/core-fixtures.ts";

// Goal: a SMART value that grows between reports is told as worse than one that stands, also when
// the daemon was not there meanwhile; for some days, and not of another disk.
// Method: the core alone; reports of server1 with these values.

const DAY_MS = 24 * HOUR_MS;

function setUp(smartGrowthMs?: number) {
  const more = smartGrowthMs === undefined ? {} : { smartGrowthMs };
  const policy = corePolicy({
    servers: [
      { id: "server2", smartGrowthMs: 1 },
      { id: "server1", ...more },
    ],
  });
  return createStand({ policy });
}

type Stand = ReturnType<typeof setUp>;

function report(stand: Stand, ...values: readonly number[]): void {
  for (const value of values) stand.post({ ...reported([], []), smart: { "sda 197": value } });
}

function worsening(stand: Stand): string | undefined {
  return stand.state.faults.get("server1/disk-worsening")?.raw;
}

describe("a SMART value", () => {
  it.each([
    ["stands", [16, 16, 16], undefined],
    ["grows", [16, 17], "sda 197: 16->17"],
    ["is first seen, however high", [4_000], undefined],
    ["comes up from zero, which disk-failing tells", [0, 5], undefined],
    ["grows after that", [0, 5, 6], "sda 197: 5->6"],
    ["goes back: it is another disk", [16, 3], undefined],
  ])("that %s", (_, values, raw) => {
    const stand = setUp();
    report(stand, ...values);
    expect(worsening(stand)).toBe(raw);
  });

  it("that grew while the daemon was away is told", () => {
    const stand = setUp();
    report(stand, 16);
    const after = stand.restart();
    report(after, 24);
    expect(worsening(after)).toBe("sda 197: 16->24");
  });

  it("is kept once: the same values write nothing", () => {
    const stand = setUp();
    report(stand, 16);
    stand.record.length = 0;
    report(stand, 16, 16);
    expect(stand.record).toEqual([]);
  });

  it.each([
    [undefined, 7 * DAY_MS],
    [DAY_MS, DAY_MS],
  ])("that stands again is told for %s ms more, or a week", (configured, toldMs) => {
    const stand = setUp(configured);
    report(stand, 16, 17);
    stand.nowMs += toldMs - 1;
    report(stand, 17, 17);
    expect(worsening(stand)).toBeDefined();
    stand.nowMs += 1;
    report(stand, 17, 17);
    expect(worsening(stand)).toBeUndefined();
  });

  it("of a new disk ends it", () => {
    const stand = setUp();
    report(stand, 16, 17);
    report(stand, 0, 0);
    expect(worsening(stand)).toBeUndefined();
  });

  it("holds nothing", () => {
    const stand = setUp();
    report(stand, 16, 17);
    expect([...stand.state.holds.keys()]).toEqual([]);
  });
});
