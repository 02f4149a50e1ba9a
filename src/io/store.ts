import { closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import type { Change } from "../core/changes.ts";
import type { KnownJob, Random, Store, StoreFailure } from "../core/ports.ts";
import type { Job } from "../core/state.ts";
import { storeFailed } from "./store-failure.ts";
import { loadAttemptRecords, loadEndedJobs, loadJob, loadState } from "./store-load.ts";
import { SCHEMA, SCHEMA_VERSION } from "./store-schema.ts";
import { changeWriter } from "./store-write.ts";

export interface StoreOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  /** Gives a new store its id. */
  readonly random: Pick<Random, "id">;
}

/** Opens the SQLite store, making it if it is missing. Throws `DaemonError` `STORE_FAILED`. */
export function openStore({ path, random }: StoreOptions): Store {
  return guarded(() => {
    // It holds names and photos: nobody but the daemon's user may read it.
    if (path !== ":memory:") closeSync(openSync(path, "a", 0o600));
    const db = new Database(path);
    prepareFile(db, random);
    return createStore(db);
  });
}

/** Commits must survive a power cut: a file that cannot promise that is refused. */
function prepareFile(db: Database.Database, random: Pick<Random, "id">): void {
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  if (db.pragma("synchronous", { simple: true }) !== 2) {
    throw storeFailed("failed", "the store does not keep synchronous=FULL");
  }
  const version = db.pragma("user_version", { simple: true });
  if (version === SCHEMA_VERSION) return;
  if (version !== 0) throw storeFailed("corrupt", "the store is of another version");
  db.transaction(() => {
    db.exec(SCHEMA);
    db.prepare("INSERT INTO meta (key, value) VALUES ('store_id', ?)").run(random.id());
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
}

function createStore(db: Database.Database): Store {
  const write = changeWriter(db);
  const commitAll = db.transaction((changes: readonly Change[]) => {
    for (const change of changes) write(change);
  });
  const findJob = db.prepare<[string], { jobId: string; hash: string; state: Job["state"] }>(
    "SELECT job_id AS jobId, hash, state FROM jobs WHERE job_id = ?",
  );
  const findDocument = db
    .prepare<[string], string>("SELECT document FROM documents WHERE job_id = ?")
    .pluck();
  return {
    load: () => guarded(() => loadState(db)),
    commit: (changes) => guarded(() => commitAll.immediate(changes)),
    job: (jobId): KnownJob | undefined => guarded(() => findJob.get(jobId)),
    wholeJob: (jobId) => guarded(() => loadJob(db, jobId)),
    endedJobs: (filter) => guarded(() => loadEndedJobs(db, filter)),
    attempts: (jobId) => guarded(() => loadAttemptRecords(db, jobId)),
    document: (jobId) => guarded(() => findDocument.get(jobId)),
    close: () => db.close(),
  };
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const isOfTheDisk =
      cause instanceof Database.SqliteError && !cause.code.startsWith("SQLITE_CONSTRAINT");
    if (isOfTheDisk) {
      throw storeFailed(failureOf(cause.code), "SQLite refused", cause);
    }
    throw cause;
  }
}

function failureOf(code: string): StoreFailure {
  if (code.startsWith("SQLITE_FULL")) return "full";
  if (code.startsWith("SQLITE_READONLY")) return "readonly";
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") return "corrupt";
  return "failed";
}
