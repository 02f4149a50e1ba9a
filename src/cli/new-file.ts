import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** A file that is there whole or not at all, and that no other file makes room for. */
export interface NewFile {
  add(bytes: Uint8Array): void;
  /** Gives it its name once it is on disk. Throws `EEXIST` where that has been taken meanwhile. */
  keep(): void;
  /** Removes what has not been kept. */
  remove(): void;
}

/** Its owner alone can read it. Throws as the file system does. */
export function openNewFile(path: string): NewFile {
  const partial = `${path}.partial`;
  // What is left of an earlier attempt; made anew, so that nobody else has it open.
  rmSync(partial, { force: true });
  const file = openSync(partial, "wx", 0o600);
  let isOpen = true;

  function close(): void {
    if (isOpen) closeSync(file);
    isOpen = false;
  }

  return {
    add(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    },
    keep() {
      fsyncSync(file);
      close();
      giveName(partial, path);
      syncName(path);
    },
    remove() {
      close();
      rmSync(partial, { force: true });
    },
  };
}

/** A second name is refused where there is such a file; a memory stick may know no second names. */
function giveName(partial: string, path: string): void {
  try {
    linkSync(partial, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" || existsSync(path)) throw error;
    renameSync(partial, path);
  }
}

function syncName(path: string): void {
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } catch (error) {
    // Some file systems of memory sticks and servers cannot do that to a folder.
    if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
  } finally {
    closeSync(folder);
  }
}
