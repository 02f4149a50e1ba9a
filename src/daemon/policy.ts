import type { CheckWithCron } from "../../config/check.ts";
import type { Config } from "../../config/schema.ts";
import { isWithin } from "../core/hours.ts";
import type { CheckPlan, Policy } from "../core/policy.ts";
import type { Schedule } from "../core/schedule-port.ts";
import { localTime } from "../io/schedule.ts";
import { officePeriod } from "./office-period.ts";
import type { WatchedServer } from "./server-watch.ts";

/** The configuration as the core needs it. */
export function policyOf(config: Config, schedule: Schedule): Policy {
  const { timezone: zone, hours } = config;
  return {
    printers: config.printers.map(({ id, stock, thresholds, counters, settings, ...plan }) => ({
      id,
      stock,
      cardMs: plan.card_time,
      duty: { perHour: plan.duty.per_hour, perDay: plan.duty.per_day },
      cleaningCards: thresholds.cleaning,
      counters,
      cardPosition: settings.card_position,
    })),
    servers: config.servers.map(({ id, autonomy, buffer, thresholds }) => ({
      id,
      smartGrowthMs: thresholds.smart_growth,
      autonomyMs: autonomy,
      bufferMs: buffer,
    })),
    checks: [...printerChecks(config), ...serverChecks(config), ...hostChecks(config)],
    queueMax: config.queue_max,
    badChecks: config.bad_checks,
    spoiled: config.spoiled,
    attemptsMax: config.attempts_max,
    inDoubtHolds: config.in_doubt_holds,
    relapse: {
      penalty: config.relapse.penalty,
      selfClearedPenalty: config.relapse.self_cleared_penalty,
      selfClearedMs: config.relapse.self_cleared,
      halfLifeMs: config.relapse.half_life,
      threshold: config.relapse.threshold,
      reuse: config.relapse.reuse,
    },
    probation: {
      proving: config.proving,
      steps: config.probation.steps,
      pauseMs: config.probation.pause,
      pauseMaxMs: config.probation.pause_max,
      factorMax: config.probation.factor_max,
    },
    mqttCommands: config.commands.mqtt,
    goodChecks: config.good_checks,
    clearAfterMs: config.clear_after,
    checkTimeoutMs: config.check_timeout,
    host: {
      diskFreeMinBytes: config.thresholds.disk_free_mib * 2 ** 20,
      brokerAwayMs: config.thresholds.broker_away,
    },
    reportAgeMs: (server) =>
      config.servers.find(({ id }) => id === server)?.thresholds.report_age ?? 0,
    notices: noticePlan(config),
    nextDue: (expression, afterMs) => schedule.nextAfter(expression, zone, afterMs),
    isOfficeHour: (atMs) => isWithin(hours, localTime(atMs, zone)),
    hoursMarginMs: config.hours_margin,
    officePeriod: (atMs) => officePeriod(hours, zone, atMs),
  };
}

function noticePlan({ notify }: Config): Policy["notices"] {
  const { webhook, after: afterMs, quiet: quietMs, repeat: repeatMs } = notify;
  return webhook && { afterMs, quietMs, repeatMs };
}

function printerChecks({ printers }: Config): readonly CheckPlan[] {
  return printers.map(({ id: device, checks }) =>
    planOf({ id: `${device}/health`, kind: "printer-health", device }, checks.health),
  );
}

function serverChecks({ servers }: Config): readonly CheckPlan[] {
  return servers.flatMap(({ id: device, checks }) =>
    (["report", "ping", "probe"] as const).flatMap((name) => {
      const check = checks[name];
      const plan = { id: `${device}/${name}`, kind: `server-${name}`, device } as const;
      return check === false ? [] : [planOf(plan, check)];
    }),
  );
}

function hostChecks({ checks }: Config): readonly CheckPlan[] {
  return (["disk", "store", "broker", "clock"] as const).flatMap((name) => {
    const check = checks[name];
    const plan = { id: `host/${name}`, kind: `host-${name}`, device: "host" } as const;
    return check === false ? [] : [planOf(plan, check)];
  });
}

function planOf(
  plan: Pick<CheckPlan, "id" | "kind" | "device">,
  { cron: expression, bad, good, clear_after: clearAfterMs, timeout: timeoutMs }: CheckWithCron,
): CheckPlan {
  const rule = { bad, good, clearAfterMs, timeoutMs };
  const isPlain = Object.values(rule).every((part) => part === undefined);
  return isPlain ? { ...plan, expression } : { ...plan, expression, rule };
}

/** The servers with what their answers are measured by. */
export function watchedServers({ servers }: Config): readonly WatchedServer[] {
  return servers.map(({ id, probe, thresholds }) => ({
    id,
    probe,
    pingTimeoutMs: thresholds.ping_timeout,
    pingSlowMs: thresholds.ping_slow,
    probeTimeoutMs: thresholds.probe_timeout,
    thresholds: {
      diskUsedPct: thresholds.disk_used_pct,
      temperatureC: thresholds.temperature_c,
      clockSkewMs: thresholds.clock_skew,
      databaseLatencyMs: thresholds.database_latency_ms,
    },
  }));
}
