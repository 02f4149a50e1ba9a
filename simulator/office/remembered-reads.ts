import type { Store } from "../../src/core/ports.ts";

/**
 * A store whose open state and jobs are read once between two commits: a judge asks for them at
 * every instant, and reading them anew each time takes longer than the whole world around them.
 */
export function rememberReads(store: Store): Store {
  const remembered = new Map<string, unknown>();

  function once<T>(key: string, read: () => T): T {
    if (!remembered.has(key)) remembered.set(key, read());
    return remembered.get(key) as T;
  }

  return {
    ...store,
    commit(changes) {
      remembered.clear();
      store.commit(changes);
    },
    load: () => once("load", store.load),
    job: (jobId) => once(`job ${jobId}`, () => store.job(jobId)),
    wholeJob: (jobId) => once(`whole job ${jobId}`, () => store.wholeJob(jobId)),
    attempts: (jobId) => once(`attempts ${jobId}`, () => store.attempts(jobId)),
    reprints: (rootId) => once(`reprints ${rootId}`, () => store.reprints(rootId)),
    command: (id) => once(`command ${id}`, () => store.command(id)),
  };
}
