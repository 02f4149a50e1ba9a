import type { CheckPlan, ServerPlan } from "../../src/core/policy.ts";
import type { WatchedServer } from "../../src/daemon/server-watch.ts";
import type { Dice } from "./dice.ts";

/** A server that is watched by all there is: its reports, pings, and a probe. */
export function watchedServer(id: string): WatchedServer {
  return {
    id,
    probe: `tcp://${id}.test:8080`,
    pingTimeoutMs: 10_000,
    pingSlowMs: 2_000,
    probeTimeoutMs: 5_000,
    thresholds: {
      diskUsedPct: 90,
      temperatureC: 75,
      clockSkewMs: 60_000,
      databaseLatencyMs: 500,
    },
  };
}

export function drawServerPlans(
  dice: Dice,
  servers: readonly WatchedServer[],
): readonly ServerPlan[] {
  return servers.map(({ id }) => ({
    id,
    ...(dice.chance(0.3) ? { autonomyMs: dice.int(1, 20) * 60_000 } : {}),
    ...(dice.chance(0.3) ? { bufferMs: 3_600_000 } : {}),
  }));
}

interface Named {
  readonly id: string;
}

/** Those of all printers and servers; not every host looks at itself. */
export function drawChecks(
  dice: Dice,
  printers: readonly Named[],
  servers: readonly Named[],
): readonly CheckPlan[] {
  const ofHost = dice.chance(0.4) ? (["disk", "store", "broker", "clock"] as const) : [];
  return [
    ...printers.map(({ id }) => planOf(id, "health", "printer-health")),
    ...servers.flatMap(({ id }) =>
      (["report", "ping", "probe"] as const).map((name) => planOf(id, name, `server-${name}`)),
    ),
    ...ofHost.map((name) => planOf("host", name, `host-${name}`)),
  ];
}

function planOf(device: string, name: string, kind: CheckPlan["kind"]): CheckPlan {
  return { id: `${device}/${name}`, kind, device, expression: "" };
}
