import type { Condition, FAULTS } from "../../protocols/faults.ts";
import type { ServerReport } from "../../protocols/host/server-report.ts";

type ServerFault = {
  [Name in Condition]: (typeof FAULTS)[Name]["device"] extends "server" ? Name : never;
}[Condition];

/** All of a server but the one of a server without MQTT, which this is not. */
export type ServerCondition = Exclude<ServerFault, "probe-failed">;

/**
 * What each does to the health report; those that change nothing in it keep something from being
 * sent, or in time. A condition without a row does not compile.
 */
const REPORTED: Readonly<Record<ServerCondition, Partial<ServerReport>>> = {
  "server-offline": {},
  "report-stale": {},
  "ping-unanswered": {},
  "ping-slow": {},
  "disk-failing": {
    disks: [
      { name: "sda", kind: "hdd", smart: { "5": 24, "187": 3, "188": 0, "197": 16, "198": 8 } },
    ],
  },
  "disk-full": { disk_used_pct: 98 },
  "raid-degraded": { raid: "degraded" },
  "raid-failed": { raid: "failed" },
  "over-temperature": { temperature_c: 96 },
  "database-down": { database_ok: false },
  "on-battery": { on_battery: true },
  "clock-skew": {},
  "server-check-failed": { checks: [{ name: "biometric-match", ok: false, text: "no answer" }] },
};

export const SERVER_CONDITIONS = Object.keys(REPORTED) as readonly ServerCondition[];

export function reportedBy(condition: ServerCondition): Partial<ServerReport> {
  return REPORTED[condition];
}
