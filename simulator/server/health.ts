import { encodeInstant } from "../../protocols/host/messages.ts";
import type { ServerReport } from "../../protocols/host/server-report.ts";
import { reportedBy } from "./conditions.ts";
import type { ServerCondition } from "./words.ts";

export interface HealthFacts {
  readonly wallMs: number;
  readonly uptimeMs: number;
  /** Documents that wait to be sent. */
  readonly queueDepth: number;
  readonly raised: ReadonlySet<ServerCondition>;
}

/** More than any host tolerates. */
const SKEW_MS = 10 * 60_000;

const HEALTHY_DISK = { "5": 0, "187": 0, "188": 0, "197": 0, "198": 0 } as const;

/** A report of a server that is well, but for what has befallen it. */
export function healthReport({ wallMs, uptimeMs, queueDepth, raised }: HealthFacts): ServerReport {
  const minutes = Math.floor(uptimeMs / 60_000);
  const healthy: ServerReport = {
    sent_at: encodeInstant(wallMs + (raised.has("clock-skew") ? SKEW_MS : 0)),
    uptime_s: Math.floor(uptimeMs / 1_000),
    cpus: 8,
    // A little up and down, so that a graph of it looks alive.
    load_1m: 0.6 + (minutes % 7) / 10,
    temperature_c: 41 + (minutes % 5),
    disk_used_pct: 62,
    disks: [
      { name: "sda", kind: "hdd", smart: HEALTHY_DISK },
      { name: "sdb", kind: "hdd", smart: HEALTHY_DISK },
    ],
    raid: "ok",
    on_battery: false,
    database_ok: true,
    database_latency_ms: 4 + (minutes % 3),
    queue_depth: queueDepth,
    checks: [{ name: "biometric-match", ok: true, value: 180, unit: "ms" }],
  };
  return Object.assign(
    healthy,
    ...[...raised].map((each) => reportedBy(each, minutes)),
  ) as ServerReport;
}
