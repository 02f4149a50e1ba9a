import { parseConfig } from "../../config/load.ts";
import type { CheckPlan, Policy } from "../../src/core/policy.ts";
import { policyOf } from "../../src/daemon/policy.ts";
import { createSchedule } from "../../src/io/schedule.ts";
import type { Dice } from "./dice.ts";

interface Named {
  readonly id: string;
  readonly stock?: string;
}

type Times = Pick<
  Policy,
  | "checks"
  | "nextDue"
  | "isOfficeHour"
  | "officePeriod"
  | "hoursMarginMs"
  | "reportAgeMs"
  | "tickMs"
  | "queueMax"
>;

const schedule = createSchedule();

/**
 * An office as a configuration file has it: with hours, and with checks by cron expressions. It is
 * looked at less often than by default, and its clock ticks slower, so that a year is cheap.
 */
export function quietPolicy(
  dice: Dice,
  printers: readonly Named[],
  servers: readonly Named[],
): Times {
  const cron = dice.weighted([
    [1, "0 */15 7-16 * * 1-5"],
    [1, "0 */30 6-17 * * *"],
    [4, "0 0 * * * *"],
  ]);
  const config = parseConfig(
    JSON.stringify({
      site: "oku",
      host: "host1",
      state_dir: "state",
      mqtt: { url: "mqtt://127.0.0.1:1883" },
      timezone: "Asia/Jakarta",
      hours: dice.chance(0.8) ? "Mon-Thu 07:30-16:00, Fri 07:30-16:30" : "always",
      printers: printers.map(({ id, stock }) => ({
        id,
        stock,
        protocol: "evolis",
        line: { path: `/dev/${id}` },
        checks: { health: cron },
      })),
      servers: servers.map(({ id }) => ({
        id,
        probe: `tcp://${id}.test:8080`,
        checks: { report: cron, ping: cron, probe: cron },
        thresholds: { report_age: "75m" },
      })),
      checks: { disk: "0 0 */6 * * *", store: false, broker: "0 30 * * * *", clock: false },
    }),
  );
  const policy = policyOf(config, schedule);
  const { nextDue, isOfficeHour, officePeriod, hoursMarginMs, reportAgeMs } = policy;
  const checks: readonly CheckPlan[] = policy.checks;
  const tickMs = dice.weighted([
    [1, 60_000],
    [4, 300_000],
  ]);
  const times = { nextDue, isOfficeHour, officePeriod, hoursMarginMs, reportAgeMs };
  return { ...times, checks, tickMs, queueMax: 1_000 };
}
