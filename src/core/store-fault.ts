import { holdOf } from "./draft.ts";
import { restHolds } from "./duty.ts";
import { DaemonError } from "./errors.ts";
import type { StoreFailure } from "./ports.ts";
import type { Fault, Hold, State } from "./state.ts";

/**
 * The fault of a store that takes nothing cannot be written by it: it is derived from the failure,
 * stands as long as that, and holds the host as a written one would.
 */
export function storeFault({ storeFailure, storeFailedAt }: State): Fault | undefined {
  if (storeFailure === undefined || storeFailedAt === undefined) return undefined;
  return { device: "host", condition: "store-failed", raw: storeFailure, since: storeFailedAt };
}

/** All faults that stand: those written, and that of the store. */
export function standingFaults(state: State): readonly Fault[] {
  const fault = storeFault(state);
  return fault === undefined ? [...state.faults.values()] : [...state.faults.values(), fault];
}

/** All holds in force: those written, those of printers that rest, and that of the store. */
export function standingHolds(state: State): readonly Hold[] {
  const fault = storeFault(state);
  const holds = [...state.holds.values(), ...restHolds(state)];
  return fault === undefined ? holds : [...holds, holdOf(fault)];
}

/** How the store failed; `undefined`: this error is not of the store. */
export function storeFailureOf(error: unknown): StoreFailure | undefined {
  const isOfStore = error instanceof DaemonError && error.code === "STORE_FAILED";
  return isOfStore ? (error.facts["failure"] as StoreFailure) : undefined;
}
