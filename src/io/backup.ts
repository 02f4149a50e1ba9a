import { closeSync, openSync, read } from "node:fs";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { guarded, storeFailed } from "./store-failure.ts";

/** A copy of the store as it was at one moment, to be read once. */
export interface Snapshot {
  readonly bytes: number;
  /** Until it is closed nothing is written into the store's main file. */
  readonly stream: Readable;
}

export interface Backups {
  /** Begins a copy; one at a time. Throws `DaemonError` `STORE_FAILED`. */
  open(): Snapshot;
  close(): void;
}

/**
 * Copies of a store that is being written, without a second file: nothing is left behind, no disk
 * is filled, and no more of the loop's time is taken than for an ordinary checkpoint.
 *
 * A checkpoint copies the whole log into the main file, and in the same turn of the loop a reader
 * begins. From then on the main file is the store of that moment and stays as it is: while there is
 * a reader, SQLite overwrites nothing that it may read, and what is written goes into the log.
 * Source: https://sqlite.org/wal.html §2.2, §2.3.
 */
export function createBackups(path: string): Backups {
  // Open for as long as the store is: to close any descriptor of a file gives back all locks that
  // the process has on it, SQLite's too. Source: https://sqlite.org/howtocorrupt.html §2.2.
  const file = guarded(() => openSync(path, "r"));
  let isOpen = false;

  return {
    open() {
      if (isOpen) throw storeFailed("failed", "another backup is under way");
      const { bytes, release } = guarded(() => holdStill(path));
      isOpen = true;
      const stream = Readable.from(content(file, bytes), { objectMode: false });
      stream.once("close", () => {
        isOpen = false;
        release();
      });
      return { bytes, stream };
    },
    close: () => closeSync(file),
  };
}

const CHUNK_BYTES = 256 * 1024;

/** What the file has up to there; read beside the loop, and never closed here. */
async function* content(file: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes; ) {
    const length = Math.min(CHUNK_BYTES, bytes - at);
    const { bytesRead, buffer } = await readAt(file, Buffer.alloc(length), 0, length, at);
    if (bytesRead === 0) throw new Error("the store's file ends early");
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

const readAt = promisify(read);

/** How long a program that has locked the store is waited for. */
const LOCKED_MAX_MS = 200;

function holdStill(path: string): { readonly bytes: number; readonly release: () => void } {
  const db = new Database(path, { fileMustExist: true, timeout: LOCKED_MAX_MS });
  try {
    const [result] = db.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
    if (result?.busy !== 0) throw storeFailed("failed", "another program reads the store");
    db.exec("BEGIN");
    // The first question begins the reading.
    const pages = db.pragma("page_count", { simple: true });
    const bytes = Number(pages) * Number(db.pragma("page_size", { simple: true }));
    return { bytes, release: () => db.close() };
  } catch (error) {
    db.close();
    throw error;
  }
}
