import { SMALL_POLICY } from "../../simulator/office/small-world.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { WatchedServer } from "../../src/daemon/server-watch.ts";

/** A server that is watched by all there is: its reports, pings, and a probe. */
export const WATCHED_SERVER: WatchedServer = {
  id: "server1",
  probe: "tcp://server1.test:8080",
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

/** What a small world's policy has beside its printer when that server is watched. */
export const WATCHING: Pick<Policy, "servers" | "checks"> = {
  servers: [{ id: "server1" }],
  checks: [
    ...SMALL_POLICY.checks,
    ...(["report", "ping", "probe"] as const).map((name) => ({
      id: `server1/${name}`,
      kind: `server-${name}` as const,
      device: "server1",
      expression: "",
    })),
  ],
};
