import type { Change } from "./changes.ts";
import { Draft } from "./draft.ts";
import { initialState } from "./initial-state.ts";
import type { StoredState } from "./state.ts";

/** What a new store stands in for. */
export interface LostStore {
  /** Wall time at which the corrupt one was kept aside. */
  readonly at: number;
  /** Name of the file that it is kept in. */
  readonly kept: string;
}

const NO_DEVICES = { printers: [], servers: [], checks: [] };

/**
 * The first changes of a store that stands in for a lost one: a fault that holds the host until a
 * person has decided. Cards may have come out of which it knows nothing.
 */
export function loseStore(empty: StoredState, { at, kept }: LostStore): readonly Change[] {
  const draft = new Draft(initialState(empty, NO_DEVICES), at);
  draft.raise({ device: "host", condition: "store-lost", raw: kept, since: at });
  return draft.changes;
}
