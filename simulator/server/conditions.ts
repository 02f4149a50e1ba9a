import type { ServerReport } from "../../protocols/host/server-report.ts";
import type { ServerCondition } from "./words.ts";

type Reported = Partial<ServerReport> | ((minutesUp: number) => Partial<ServerReport>);

/**
 * What each does to the health report; those that change nothing in it keep something from being
 * sent, or in time, or nobody opens the door. A condition without a row does not compile.
 */
const REPORTED: Readonly<Record<ServerCondition, Reported>> = {
  "server-offline": {},
  "report-stale": {},
  "ping-unanswered": {},
  "ping-slow": {},
  "probe-failed": {},
  "disk-failing": {
    disks: [
      { name: "sda", kind: "hdd", smart: { "5": 24, "187": 3, "188": 0, "197": 16, "198": 8 } },
    ],
  },
  // One more with every minute.
  "disk-worsening": (minutesUp) => ({
    disks: [{ name: "sda", kind: "hdd", smart: { "5": 24, "197": 16 + minutesUp } }],
  }),
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

export function reportedBy(condition: ServerCondition, minutesUp: number): Partial<ServerReport> {
  const reported = REPORTED[condition];
  return typeof reported === "function" ? reported(minutesUp) : reported;
}
