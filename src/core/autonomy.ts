import { faultRule } from "../../protocols/faults.ts";
import type { Fault, State } from "./state.ts";

/**
 * A server that is down holds its jobs at once, or, with `autonomy`, so long after its failure
 * became hard: until then what it has sent goes on printing, and nobody is asked. The deadline
 * follows from the fault, which is stored, so that a restart or a changed configuration needs no
 * memory of its own.
 */

/** Whether a fault of a server does not hold yet. */
export function isTolerated(state: State, fault: Fault, at: number): boolean {
  const until = toleratedUntil(state, fault);
  return until !== undefined && at < until;
}

/** When the jobs of a server that is down will be held; `undefined`: it is up, or they are. */
export function autonomyEndsAt(state: State, server: string, at: number): number | undefined {
  const ends = serverFaults(state)
    .filter(({ device }) => device === server)
    .map((fault) => toleratedUntil(state, fault) ?? at);
  const first = Math.min(...ends);
  return first <= at || ends.length === 0 ? undefined : first;
}

/** Faults of the configured servers that hold, or will. */
export function serverFaults({ faults, servers }: State): readonly Fault[] {
  return [...faults.values()].filter(
    ({ device, condition }) => servers.has(device) && faultRule(condition).holds,
  );
}

function toleratedUntil({ servers }: State, { device, since }: Fault): number | undefined {
  const { autonomyMs = 0 } = servers.get(device) ?? {};
  return autonomyMs === 0 ? undefined : since + autonomyMs;
}
