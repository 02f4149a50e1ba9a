import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { parseHours } from "../../src/core/hours.ts";
import { officePeriod } from "../../src/daemon/office-period.ts";
import { policyOf, watchedServers } from "../../src/daemon/policy.ts";
import { createSchedule, isCronExpression } from "../../src/io/schedule.ts";

const TEXT = `
site: oku
host: host1
state_dir: /var/lib/cetakd
mqtt: { url: "mqtt://127.0.0.1:1883" }
timezone: Asia/Jakarta
hours: "Mon-Thu 07:30-16:00, Fri 07:30-11:30"
queue_max: 5000
good_checks: 4
bad_checks: 5
clear_after: 20s
check_timeout: 1m
checks: { store: false }
thresholds: { disk_free_mib: 3, broker_away: 5m }
printers:
  - id: printer1
    protocol: evolis
    line: { path: /dev/serial/by-id/one }
    stock: wni
    thresholds: { cleaning: 800 }
    card_time: 45s
    duty: { per_hour: 50, per_day: 200 }
    checks: { health: "0 */2 * * * *" }
  - { id: printer2, protocol: evolis, line: { path: /dev/serial/by-id/two } }
servers:
  - id: server1
    autonomy: 72h
    buffer: 4h
    checks: { ping: false }
    thresholds: { report_age: 5m, disk_used_pct: 80, temperature_c: 60, clock_skew: 30s }
  - id: archive
    probe: "tcp://192.0.2.10:5432"
    checks: { report: "30 * * * * *" }
    thresholds: { probe_timeout: 3s, ping_slow: 1s, database_latency_ms: 250 }
`;
const config = parseConfig(TEXT, { isCron: isCronExpression });
const policy = policyOf(config, createSchedule());

/** An instant of January 2021 in the office's zone. */
function jakarta(day: number, hour: number, minute = 0, second = 0): number {
  return Date.UTC(2021, 0, day, hour - 7, minute, second);
}

describe("policyOf", () => {
  it("has the printers with their stock and when they are to be cleaned", () => {
    expect(policy.printers).toEqual([
      {
        id: "printer1",
        stock: "wni",
        cardMs: 45_000,
        cleaningCards: 800,
        duty: { perHour: 50, perDay: 200 },
      },
      { id: "printer2", stock: "default", cardMs: 90_000, cleaningCards: undefined, duty: {} },
    ]);
  });

  it("has every check that is not turned off", () => {
    const [printer, server] = ["printer-health", "server-report"] as const;
    expect(policy.checks).toEqual([
      { id: "printer1/health", kind: printer, device: "printer1", expression: "0 */2 * * * *" },
      { id: "printer2/health", kind: printer, device: "printer2", expression: "*/30 * * * * *" },
      { id: "server1/report", kind: server, device: "server1", expression: "*/30 * * * * *" },
      { id: "archive/report", kind: server, device: "archive", expression: "30 * * * * *" },
      {
        id: "archive/probe",
        kind: "server-probe",
        device: "archive",
        expression: "*/30 * * * * *",
      },
      { id: "host/disk", kind: "host-disk", device: "host", expression: "0 * * * * *" },
      { id: "host/broker", kind: "host-broker", device: "host", expression: "*/10 * * * * *" },
      {
        id: "host/clock",
        kind: "host-clock",
        device: "host",
        expression: "0 * * * * *",
        rule: { bad: 10 },
      },
    ]);
  });

  it("has the limits of the queue and of the checks", () => {
    const { queueMax, goodChecks, badChecks, servers, clearAfterMs, checkTimeoutMs } = policy;
    expect({ clearAfterMs, checkTimeoutMs, host: policy.host }).toEqual({
      clearAfterMs: 20_000,
      checkTimeoutMs: 60_000,
      host: { diskFreeMinBytes: 3 * 1_048_576, brokerAwayMs: 300_000 },
    });
    expect({ queueMax, goodChecks, badChecks }).toEqual({
      queueMax: 5_000,
      goodChecks: 4,
      badChecks: 5,
    });
    const smartGrowthMs = 7 * 24 * 3_600_000;
    expect(servers).toEqual([
      { id: "server1", autonomyMs: 72 * 3_600_000, bufferMs: 4 * 3_600_000, smartGrowthMs },
      { id: "archive", autonomyMs: 0, bufferMs: 8 * 3_600_000, smartGrowthMs },
    ]);
  });

  it.each([
    ["server1", 300_000],
    ["archive", 180_000],
  ])("knows how old a report of %s may be", (server, ageMs) => {
    expect(policy.reportAgeMs(server)).toBe(ageMs);
  });

  it.each([
    ["every two minutes", "0 */2 * * * *", jakarta(4, 10, 1), jakarta(4, 10, 2)],
    ["strictly after", "0 */2 * * * *", jakarta(4, 10, 2), jakarta(4, 10, 4)],
    ["by the office's own midnight", "0 0 0 * * *", jakarta(4, 10), jakarta(5, 0)],
  ])("says when a check is due next: %s", (_, expression, after, due) => {
    expect(policy.nextDue(expression, after)).toBe(due);
  });

  it.each([
    ["Monday, before it opens", jakarta(4, 7, 29, 59), false],
    ["Monday, as it opens", jakarta(4, 7, 30), true],
    ["Monday, as it closes", jakarta(4, 16), false],
    ["Friday, before noon", jakarta(8, 11, 29), true],
    ["Friday afternoon", jakarta(8, 13), false],
    ["Saturday", jakarta(9, 10), false],
  ])("knows whether the office is open: %s", (_, at, isOpen) => {
    expect(policy.isOfficeHour(at)).toBe(isOpen);
  });
});

describe("officePeriod", () => {
  it.each([
    ["on a working day", jakarta(4, 10), jakarta(4, 10), jakarta(4, 16)],
    ["before it opens", jakarta(4, 6, 10, 5), jakarta(4, 7, 30), jakarta(4, 16)],
    ["as it closes", jakarta(4, 16), jakarta(5, 7, 30), jakarta(5, 16)],
    ["on Friday afternoon", jakarta(8, 13, 0, 30), jakarta(11, 7, 30), jakarta(11, 16)],
  ])("is the rest of the day, or the next one: %s", (_, at, fromMs, toMs) => {
    expect(policy.officePeriod(at)).toEqual({ fromMs, toMs });
  });

  it("keeps the hours of the clock on the wall where clocks are set in between", () => {
    const hours = parseHours("Mon 08:00-16:00");
    if (!hours.ok) throw new Error("the hours are good");
    const saturday = Date.UTC(2021, 2, 27, 12);
    const monday = Date.UTC(2021, 2, 29);
    expect(officePeriod(hours.hours, "Europe/Berlin", saturday)).toEqual({
      fromMs: monday + 6 * 3_600_000,
      toMs: monday + 14 * 3_600_000,
    });
  });
});

describe("watchedServers", () => {
  it("measures each server by its own thresholds, in milliseconds", () => {
    expect(watchedServers(config)).toEqual([
      {
        id: "server1",
        probe: undefined,
        pingTimeoutMs: 10_000,
        pingSlowMs: 2_000,
        probeTimeoutMs: 5_000,
        thresholds: {
          diskUsedPct: 80,
          temperatureC: 60,
          clockSkewMs: 30_000,
          databaseLatencyMs: undefined,
        },
      },
      {
        id: "archive",
        probe: "tcp://192.0.2.10:5432",
        pingTimeoutMs: 10_000,
        pingSlowMs: 1_000,
        probeTimeoutMs: 3_000,
        thresholds: {
          diskUsedPct: 90,
          temperatureC: 75,
          clockSkewMs: 60_000,
          databaseLatencyMs: 250,
        },
      },
    ]);
  });
});
