import { z } from "zod";
import { type CheckConfig, type CheckWithCron, optionalCheck } from "./check.ts";
import { duration } from "./duration.ts";
import { type ContextValues, deviceId } from "./values.ts";

const REPORT_CHECK = "*/30 * * * * *";
const PING_CHECK = "0 * * * * *";
const PROBE_CHECK = "*/30 * * * * *";

export function serverSchema(values: ContextValues) {
  const check = optionalCheck(values);
  return z
    .strictObject({
      id: deviceId.describe("Id of the server, unique among printers and servers; not `host`."),
      probe: probeUrl
        .optional()
        .describe(
          "Where to knock at a server that speaks no MQTT: `tcp://`, `http://`, `https://`.",
        ),
      checks: z
        .strictObject({
          report: check
            .optional()
            .describe(
              `When its report is missed; absent: \`${REPORT_CHECK}\`, with \`probe\` never.`,
            ),
          ping: check
            .optional()
            .describe(`When it is pinged; absent: \`${PING_CHECK}\`, with \`probe\` never.`),
          probe: check.optional().describe(`When \`probe\` is asked; absent: \`${PROBE_CHECK}\`.`),
        })
        .prefault({}),
      thresholds: thresholds.prefault({}),
      autonomy: duration({ minMs: 0 })
        .prefault("0s")
        .describe("So long its jobs go on printing after it went down; then they are held."),
      buffer: duration({ minMs: 0 })
        .prefault("8h")
        .describe("It is asked for as many jobs as can be printed in this time; `0s`: never."),
    })
    .superRefine(({ probe, checks }, context) => {
      if (probe !== undefined || checks.probe === undefined || checks.probe === false) return;
      const path = ["checks", "probe"];
      context.addIssue({ code: "custom", path, message: "needs probe, the address to ask" });
    })
    .transform(({ checks, ...server }) => ({ ...server, checks: filledIn(checks, server.probe) }));
}

type Check = CheckConfig | false | undefined;

/** Each check with its cron expression, or `false` for none. */
function filledIn(
  { report, ping, probe }: { report?: Check; ping?: Check; probe?: Check },
  probeUrl: string | undefined,
) {
  const probed = probeUrl !== undefined;
  return {
    report: withCron(report, REPORT_CHECK, !probed),
    ping: withCron(ping, PING_CHECK, !probed),
    probe: withCron(probe, PROBE_CHECK, probed),
  };
}

function withCron(check: Check, cron: string, isStandard: boolean): CheckWithCron | false {
  if (check === false || (check === undefined && !isStandard)) return false;
  return { ...check, cron: check?.cron ?? cron };
}

const probeUrl = z
  .string()
  .refine(isProbeUrl, "expected tcp://host:port or http(s)://…, without user name and password")
  .meta({ title: "URL" });

function isProbeUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.hostname === "" || url.username !== "" || url.password !== "") {
    return false;
  }
  if (url.protocol === "tcp:") return url.port !== "";
  return url.protocol === "http:" || url.protocol === "https:";
}

const thresholds = z.strictObject({
  report_age: duration().prefault("180s").describe("A report older than this is stale."),
  ping_timeout: duration({ maxMs: 300_000 })
    .prefault("10s")
    .describe("A ping without an answer for so long is lost; at most `check_timeout`."),
  ping_slow: duration().prefault("2s").describe("An answer to a ping slower than this is slow."),
  probe_timeout: duration({ maxMs: 300_000 })
    .prefault("5s")
    .describe("A probe without an answer for so long has failed; at most `check_timeout`."),
  disk_used_pct: z
    .number()
    .min(1)
    .max(100)
    .default(90)
    .describe("Percent of the disk in use that are too much."),
  smart_growth: duration({ maxMs: 366 * 24 * 3_600_000 })
    .prefault("7d")
    .describe("So long a SMART value that has grown counts as worse than one that stands."),
  temperature_c: z.number().default(75).describe("Degrees Celsius above which it is too hot."),
  clock_skew: duration()
    .prefault("60s")
    .describe("Difference between the clocks that is too much."),
  database_latency_ms: z
    .int()
    .positive()
    .optional()
    .describe("A database slower than this counts as down; absent: its speed is not judged."),
});
