import type { Condition } from "../../protocols/faults.ts";
import { type ServerReport, SMART_ATTRIBUTES } from "../../protocols/host/server-report.ts";
import type { DeviceFault } from "../core/ports.ts";

export interface ReportThresholds {
  readonly diskUsedPct: number;
  readonly temperatureC: number;
  readonly clockSkewMs: number;
  /** A database slower than this counts as down; `undefined`: its speed does not matter. */
  readonly databaseLatencyMs: number | undefined;
}

export interface JudgedReport {
  readonly present: readonly DeviceFault[];
  readonly checked: readonly Condition[];
}

/** What a server's own values say, against the thresholds. A value that is missing says nothing. */
export function judgeReport(
  report: ServerReport,
  thresholds: ReportThresholds,
  wallMs: number,
): JudgedReport {
  const skewMs = Math.abs(wallMs - Date.parse(report.sent_at));
  const { temperature_c, disk_used_pct, disks, raid, on_battery, checks } = report;
  const smart = disks?.flatMap((disk) => (disk.smart === undefined ? [] : [disk.smart])) ?? [];
  const told = SMART_ATTRIBUTES.filter((name) => smart.some((values) => name in values));
  const failing = told.filter((name) => smart.some((values) => (values[name] ?? 0) > 0));
  const failed = checks?.filter(({ ok }) => !ok);
  const looks: readonly Look[] = [
    ["clock-skew", skewMs > thresholds.clockSkewMs],
    ["over-temperature", above(temperature_c, thresholds.temperatureC)],
    ["disk-full", above(disk_used_pct, thresholds.diskUsedPct)],
    ["disk-failing", told.length > 0 ? failing.length > 0 : undefined, `SMART ${failing}`],
    ["raid-degraded", raid && raid === "degraded"],
    ["raid-failed", raid && raid === "failed"],
    ["on-battery", on_battery],
    ["database-down", isDatabaseDown(report, thresholds)],
    ["server-check-failed", failed && failed.length > 0],
  ];
  return {
    present: looks
      .filter(([, bad]) => bad === true)
      .map(([condition, , raw]) => asFault(condition, raw)),
    checked: [
      "report-stale",
      ...looks.filter(([, bad]) => bad !== undefined).map(([name]) => name),
    ],
  };
}

/** A condition, whether it is there (`undefined`: the report does not say), and its raw word. */
type Look = readonly [condition: Condition, bad: boolean | "" | undefined, raw?: string];

function isDatabaseDown(
  { database_ok, database_latency_ms }: ServerReport,
  { databaseLatencyMs = Number.POSITIVE_INFINITY }: ReportThresholds,
): boolean | undefined {
  if (database_ok === undefined && database_latency_ms === undefined) return undefined;
  return database_ok === false || (database_latency_ms ?? 0) > databaseLatencyMs;
}

function above(value: number | undefined, limit: number): boolean | undefined {
  return value === undefined ? undefined : value > limit;
}

function asFault(condition: Condition, raw: string | undefined): DeviceFault {
  return raw === undefined ? { condition } : { condition, raw };
}
