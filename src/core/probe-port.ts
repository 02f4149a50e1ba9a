import type { Cancel } from "./ports.ts";

/** Why a probe found nobody; `status-` is followed by the status of an HTTP answer. */
export type ProbeFailure =
  | "bad-url"
  | "timed-out"
  | "refused"
  | "unknown-host"
  | "unreachable"
  | "failed"
  | `status-${number}`;

export type ProbeResult =
  | { readonly ok: true; readonly latencyMs: number }
  | { readonly ok: false; readonly reason: ProbeFailure };

/** Asks a server that speaks no MQTT whether it is alive. */
export interface Probe {
  /**
   * Asks once: `tcp://host:port` is alive when it takes a connection, `http(s)://…` when it answers
   * with a status below 500. Calls `done` exactly once, never before it has returned, and not at
   * all once cancelled. Never throws.
   */
  probe(url: string, timeoutMs: number, done: (result: ProbeResult) => void): Cancel;
}
