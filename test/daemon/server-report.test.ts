import { describe, expect, it } from "vitest";
import type { Condition } from "../../protocols/faults.ts";
import {
  decodeServerReport,
  type ServerReport,
  SMART_ATTRIBUTES,
} from "../../protocols/host/server-report.ts";
import { judgeReport, type ReportThresholds } from "../../src/daemon/server-report.ts";

const NOW = Date.UTC(2021, 0, 4, 3);
const SENT_AT = "2021-01-04T10:00:00+07:00";
const THRESHOLDS: ReportThresholds = {
  diskUsedPct: 90,
  temperatureC: 75,
  clockSkewMs: 60_000,
  databaseLatencyMs: 500,
};

type Values = Omit<ServerReport, "sent_at">;

function judge(values: Values, thresholds: Partial<ReportThresholds> = {}, wallMs = NOW) {
  const report = { sent_at: SENT_AT, ...values } as ServerReport;
  return judgeReport(report, { ...THRESHOLDS, ...thresholds }, wallMs);
}

function names(values: Values): readonly Condition[] {
  return judge(values).present.map(({ condition }) => condition);
}

function smart(...disks: readonly Readonly<Record<string, number>>[]): Values {
  return { disks: disks.map((values, n) => ({ name: `sd${n}`, smart: values })) };
}

interface Row {
  readonly condition: Condition;
  readonly well: Values;
  readonly ill: Values;
}

const BACKUP = { name: "backup", ok: true };
const ROWS: readonly Row[] = [
  { condition: "over-temperature", well: { temperature_c: 75 }, ill: { temperature_c: 75.1 } },
  { condition: "disk-full", well: { disk_used_pct: 90 }, ill: { disk_used_pct: 90.1 } },
  { condition: "raid-degraded", well: { raid: "ok" }, ill: { raid: "degraded" } },
  { condition: "raid-failed", well: { raid: "ok" }, ill: { raid: "failed" } },
  { condition: "on-battery", well: { on_battery: false }, ill: { on_battery: true } },
  { condition: "database-down", well: { database_ok: true }, ill: { database_ok: false } },
  {
    condition: "database-down",
    well: { database_latency_ms: 500 },
    ill: { database_latency_ms: 501 },
  },
  {
    condition: "database-down",
    well: { database_ok: true, database_latency_ms: 500 },
    ill: { database_ok: true, database_latency_ms: 501 },
  },
  {
    condition: "server-check-failed",
    well: { checks: [BACKUP] },
    ill: { checks: [BACKUP, { name: "sync", ok: false }] },
  },
  { condition: "disk-failing", well: smart({ 5: 0 }), ill: smart({ 5: 0 }, { 5: 1 }) },
];

describe("judgeReport", () => {
  it.each(ROWS)("tells $condition of $ill", ({ condition, ill }) => {
    expect(names(ill)).toEqual([condition]);
    expect(judge(ill).checked).toContain(condition);
  });

  it.each(ROWS)("has looked for $condition and not found it in $well", ({ condition, well }) => {
    expect(names(well)).toEqual([]);
    expect(judge(well).checked).toContain(condition);
  });

  it("gives the attributes of all disks to be compared with the last ones", () => {
    expect(judge(smart({ 5: 3, 9: 41_000 }, { 197: 0 })).smart).toEqual({
      "sd0 5": 3,
      "sd1 197": 0,
    });
    expect(judge({})).not.toHaveProperty("smart");
    const unnameable = ["disk of Budi", "disk of Rina"].map((name) => ({ name, smart: { 5: 1 } }));
    expect(judge({ disks: unnameable }).smart).toEqual({ "disk1 5": 1, "disk2 5": 1 });
  });

  it("says nothing of what is missing", () => {
    expect(judge({})).toEqual({ present: [], checked: ["report-stale", "clock-skew"] });
  });

  it("finds several at once", () => {
    const values = { temperature_c: 90, disk_used_pct: 95, on_battery: true };
    expect(names(values)).toEqual(["over-temperature", "disk-full", "on-battery"]);
  });

  it("does not judge a database's speed without a threshold", () => {
    const { present, checked } = judge(
      { database_latency_ms: 60_000 },
      { databaseLatencyMs: undefined },
    );
    expect(present).toEqual([]);
    expect(checked).toContain("database-down");
  });
});

describe("SMART values", () => {
  it.each(SMART_ATTRIBUTES)("foretell the end of a disk by attribute %s", (attribute) => {
    const raw = `SMART sd0 ${attribute}=1`;
    expect(judge(smart({ [attribute]: 1 })).present).toEqual([{ condition: "disk-failing", raw }]);
  });

  it("are named with their disk and their value", () => {
    const raw = "SMART sd0 5=3, SMART sd1 5=1, SMART sd1 197=8";
    const { present } = judge(smart({ 5: 3, 197: 0 }, { 5: 1, 197: 8 }));
    expect(present).toEqual([{ condition: "disk-failing", raw }]);
  });

  it.each<[string, Values]>([
    ["no disks", { disks: [] }],
    ["a disk that tells none", { disks: [{ name: "sda" }] }],
    ["attributes that foretell nothing", smart({ 9: 41_000, 194: 38 })],
  ])("say nothing where there are %s", (_, values) => {
    expect(judge(values)).toEqual({ present: [], checked: ["report-stale", "clock-skew"] });
  });
});

describe("the names of the server's own checks", () => {
  it.each([
    ["backup", "backup"],
    ["biometric match of Budi", "unnamed"],
    ["3201014501900001", "unnamed"],
  ])("%s is shown as %s", (name, raw) => {
    const { present } = judge({ checks: [{ name, ok: false }] });
    expect(present).toEqual([{ condition: "server-check-failed", raw }]);
  });
});

describe("the server's clock", () => {
  it.each([
    ["as far ahead as may be", -60_000, false],
    ["further ahead", -60_001, true],
    ["as far behind as may be", 60_000, false],
    ["further behind", 60_001, true],
  ])("%s of the host's", (_, hostAheadMs, isSkewed) => {
    const { present, checked } = judge({}, {}, NOW + hostAheadMs);
    expect(present).toEqual(isSkewed ? [{ condition: "clock-skew", raw: "skew_s=60" }] : []);
    expect(checked).toContain("clock-skew");
  });
});

it("takes a value that is null for one that is missing: a sensor that is not there says so", () => {
  const smart = { 5: null, 197: 2 };
  const told = { sent_at: SENT_AT, raid: null, disks: [{ name: "sda", kind: null, smart }] };
  const report = decodeServerReport(new TextEncoder().encode(JSON.stringify(told)));
  expect(report).toEqual({ sent_at: SENT_AT, disks: [{ name: "sda", smart: { 197: 2 } }] });
});
