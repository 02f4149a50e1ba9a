import type { Store } from "../../src/core/ports.ts";
import { storeFailed } from "../../src/io/store-failure.ts";

/** The disk under the store: while it is full nothing can be written, and all can be read. */
export interface FullDisk {
  isFull: boolean;
  /** Whether the present process has last seen a commit fail: what it came to waits. */
  readonly hasFailed: boolean;
  store(store: Store): Store;
}

export function createFullDisk(): FullDisk {
  let hasFailed = false;
  const disk: FullDisk = {
    isFull: false,
    get hasFailed() {
      return hasFailed;
    },
    store(store) {
      // A new process knows of nothing.
      hasFailed = false;
      return {
        ...store,
        commit(changes) {
          hasFailed = disk.isFull;
          if (disk.isFull) throw storeFailed("full", "the disk is full");
          store.commit(changes);
        },
      };
    },
  };
  return disk;
}
