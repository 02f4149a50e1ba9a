import type { ServerStateDocument } from "../../protocols/host/state-documents.ts";
import { autonomyEndsAt } from "../core/autonomy.ts";
import { cardsPerHour } from "../core/pace.ts";
import { serverQueue } from "../core/server-queue.ts";
import type { Server, State } from "../core/state.ts";
import { instantOrNull, isStale, type StatusContext } from "./context.ts";
import { ippReasons } from "./ipp-reasons.ts";
import { figureKeys, trustKeys } from "./trust.ts";
import { isError, worstFirst } from "./worst-first.ts";

/** Of a server that was never heard nor asked nothing can be said. */
const UNKNOWN = { availability_30d_pct: null, mtbf_h: null, mttr_h: null };

/** The document of `<base>/server/<id>`: what the host thinks of the server. */
export function serverState(
  state: State,
  server: Server,
  context: StatusContext,
): ServerStateDocument {
  const { id, availability, lastSeenAt, latencyMs } = server;
  const observedAt = observedAtOf(state, server);
  const { waiting, printable } = serverQueue(state, id, context.wallMs);
  const incidents = state.incidents.values();
  return {
    server_state: stateWord(state, server, context),
    reasons: ippReasons(worstFirst(state, id)),
    last_seen_at: instantOrNull(lastSeenAt, context),
    latency_ms: latencyMs === undefined ? null : Math.round(latencyMs),
    ...trustKeys(state, id, context),
    ...(observedAt === undefined ? UNKNOWN : figureKeys(incidents, id, context.wallMs)),
    printable_jobs: printable,
    reach_h: Math.round((waiting / cardsPerHour(state, context.policy)) * 10) / 10,
    autonomy_until: instantOrNull(autonomyEndsAt(state, id, context.wallMs), context),
    stale: availability === "offline" || isStale(observedAt, context),
    observed_at: instantOrNull(observedAt, context),
  };
}

/**
 * `down` is at fault. `off` is silent or said good-bye without a fault: outside office hours
 * that is no fault. `unknown` has never been heard.
 */
function stateWord(
  state: State,
  { id, availability, lastSeenAt }: Server,
  context: StatusContext,
): ServerStateDocument["server_state"] {
  const faults = worstFirst(state, id);
  if (faults.some(isError)) return "down";
  if (availability === "offline") return "off";
  if (lastSeenAt === undefined) return "unknown";
  if (isStale(lastSeenAt, context)) return "off";
  return faults.length > 0 ? "degraded" : "up";
}

/** When it was last heard, or asked in vain: silence is an observation too. */
function observedAtOf(state: State, { id, lastSeenAt }: Server): number | undefined {
  const asked = [...state.checks.values()]
    .filter(({ device, kind }) => device === id && kind !== "server-report")
    .map(({ endedAt }) => endedAt);
  const instants = [lastSeenAt, ...asked].filter((at) => at !== undefined);
  return instants.length === 0 ? undefined : Math.max(...instants);
}
