import type { Policy } from "./policy.ts";
import type { State } from "./state.ts";

/** A shorter time between two office periods is a break: nobody switches a server off for it. */
const NIGHT_MS = 3 * 3_600_000;

/**
 * Whether a device that does not answer, or has said good-bye, is just off: the office is closed,
 * or its server has not answered since it opened a moment ago, or it closes in a moment. A server
 * that somebody switches on ten minutes late would else fail every morning, and relapse on the
 * second. What a printer's absence comes to costs no trust, so there is nothing to wait for.
 */
export function isJustOff(state: State, policy: Policy, device: string, at: number): boolean {
  const { isOfficeHour, hoursMarginMs } = policy;
  if (!isOfficeHour(at)) return true;
  const server = state.servers.get(device);
  if (server === undefined) return false;
  if (isNightFrom(policy, at + hoursMarginMs)) return true;
  if (!isNightFrom(policy, at - hoursMarginMs - NIGHT_MS)) return false;
  const { answeredAt } = server;
  const hasAnswered =
    answeredAt !== undefined &&
    Math.abs(at - answeredAt) < hoursMarginMs &&
    isOfficeHour(answeredAt);
  return !hasAnswered;
}

/** Whether the office is closed from an instant on, and for longer than a break. */
function isNightFrom({ officePeriod }: Policy, fromMs: number): boolean {
  return officePeriod(fromMs).fromMs > fromMs + NIGHT_MS;
}
