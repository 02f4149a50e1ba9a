import type { Store } from "../core/ports.ts";
import { storeFailureOf } from "../core/store-fault.ts";

/**
 * A store that proves corrupt, whatever it is asked, ends the process at once: nothing more is
 * decided by what it says, and the next start keeps it aside.
 */
export function stopOnCorruption(store: Store, fatal: (error: unknown) => void): Store {
  function watched<Asked extends readonly unknown[], Told>(ask: (...asked: Asked) => Told) {
    return (...asked: Asked): Told => {
      try {
        return ask(...asked);
      } catch (error) {
        if (storeFailureOf(error) === "corrupt") fatal(error);
        throw error;
      }
    };
  }
  const { failure } = store;
  return {
    ...(failure === undefined ? {} : { failure }),
    load: watched(store.load),
    commit: watched(store.commit),
    job: watched(store.job),
    wholeJob: watched(store.wholeJob),
    endedJobs: watched(store.endedJobs),
    attempts: watched(store.attempts),
    document: watched(store.document),
    command: watched(store.command),
    reprints: watched(store.reprints),
    events: watched(store.events),
    incidents: watched(store.incidents),
    neighbours: watched(store.neighbours),
    close: store.close,
  };
}
