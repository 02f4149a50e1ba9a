import type { Condition } from "../../protocols/faults.ts";
import { type ServerReport, SMART_ATTRIBUTES } from "../../protocols/host/server-report.ts";
import { containsNik } from "../../protocols/nik.ts";
import type { DeviceFault } from "../core/ports.ts";
import type { SmartReport } from "../core/smart-growth.ts";

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
  /** The attributes that it tells, by `sda 197`; absent: none. */
  readonly smart?: SmartReport;
}

/** What a server's own values say, against the thresholds. A value that is missing says nothing. */
export function judgeReport(
  report: ServerReport,
  thresholds: ReportThresholds,
  wallMs: number,
): JudgedReport {
  const skewMs = Math.abs(wallMs - Date.parse(report.sent_at));
  const { temperature_c, disk_used_pct, disks, raid, on_battery, checks } = report;
  const smart = smartOf(disks ?? []);
  const told = Object.keys(smart);
  const failing = told.filter((name) => (smart[name] ?? 0) > 0);
  const failed = checks?.filter(({ ok }) => !ok) ?? [];
  const looks: readonly Look[] = [
    ["clock-skew", skewMs > thresholds.clockSkewMs, `skew_s=${Math.round(skewMs / 1_000)}`],
    [
      "over-temperature",
      above(temperature_c, thresholds.temperatureC),
      `temperature_c=${temperature_c}`,
    ],
    ["disk-full", above(disk_used_pct, thresholds.diskUsedPct), `disk_used_pct=${disk_used_pct}`],
    ["disk-failing", told.length > 0 ? failing.length > 0 : undefined, rawSmart(smart, failing)],
    ["raid-degraded", raid && raid === "degraded"],
    ["raid-failed", raid && raid === "failed"],
    ["on-battery", on_battery],
    ["database-down", isDatabaseDown(report, thresholds)],
    [
      "server-check-failed",
      checks && failed.length > 0,
      failed.map((check) => nameOf(check)).join(", "),
    ],
  ];
  return {
    present: looks
      .filter(([, bad]) => bad === true)
      .map(([condition, , raw]) => asFault(condition, raw)),
    checked: [
      "report-stale",
      ...looks.filter(([, bad]) => bad !== undefined).map(([name]) => name),
    ],
    ...(told.length === 0 ? {} : { smart }),
  };
}

/** The attributes that foretell the end of a disk, of all disks, by `sda 197`. */
function smartOf(disks: NonNullable<ServerReport["disks"]>): SmartReport {
  return Object.fromEntries(
    disks.flatMap(({ smart = {}, name }, n) =>
      SMART_ATTRIBUTES.flatMap((attribute) => {
        const value = smart[attribute];
        const disk = nameOf({ name }, `disk${n + 1}`);
        return value === undefined ? [] : [[`${disk} ${attribute}`, value] as const];
      }),
    ),
  );
}

function rawSmart(smart: SmartReport, failing: readonly string[]): string {
  return failing.map((name) => `SMART ${name}=${smart[name]}`).join(", ");
}

/** A name is shown as it came, unless it could be more than one: a text may be of a person. */
function nameOf({ name }: { readonly name: string }, other = "unnamed"): string {
  return /^[\w.:/-]{1,32}$/.test(name) && !containsNik(name) ? name : other;
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
