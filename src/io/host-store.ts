import type { LostStore } from "../core/lost-store.ts";
import type { Clock, Log, Random, Store } from "../core/ports.ts";
import { storeFailureOf } from "../core/store-fault.ts";
import { condemnedName, condemnStore, keepAside, liftSentence } from "./lost-store-files.ts";
import { openStore } from "./store.ts";
import { guarded } from "./store-failure.ts";

export interface HostStoreParts {
  readonly path: string;
  readonly random: Pick<Random, "id">;
  readonly clock: Pick<Clock, "wallMs">;
  readonly log: Log;
}

/**
 * Opens the store of a host and reads it. A corrupt one is kept aside under a dated name, and a new
 * one holds the host until a person has decided: it is never silently empty. Throws `DaemonError`
 * `STORE_FAILED` for any other failure, and for a store of another version, which is left as it is.
 */
export function openHostStore(parts: HostStoreParts): Store {
  const { path, clock, log } = parts;
  return guarded(() => {
    if (condemnedName(path) === undefined) {
      try {
        return openRead(parts);
      } catch (error) {
        if (storeFailureOf(error) !== "corrupt") throw error;
        log.write("error", "the store is corrupt", { err: error });
        condemnStore(path, clock.wallMs());
      }
    }
    return replaceStore(parts);
  });
}

function replaceStore(parts: HostStoreParts): Store {
  const { path, clock, log } = parts;
  const kept = condemnedName(path);
  if (kept === undefined) throw new Error("the store is not condemned");
  keepAside(path, kept);
  const store = openRead(parts, { at: clock.wallMs(), kept });
  liftSentence(path);
  const { storeId } = store.load();
  log.write("error", "the corrupt store is kept aside and a new one holds the host", {
    kept,
    store: storeId,
  });
  return store;
}

/** With 100,000 open jobs reading takes seconds: it is done once. */
function openRead({ path, random }: HostStoreParts, lost?: LostStore): Store {
  const store = openStore({ path, random, ...(lost === undefined ? {} : { lost }) });
  try {
    const stored = store.load();
    return { ...store, load: () => stored };
  } catch (error) {
    store.close();
    throw error;
  }
}
