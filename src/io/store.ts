import Database from "better-sqlite3";
import type { Change } from "../core/changes.ts";
import type { DaemonError } from "../core/errors.ts";
import { type LostStore, loseStore } from "../core/lost-store.ts";
import type { KnownJob, Random, Store } from "../core/ports.ts";
import type { Job } from "../core/state.ts";
import { storeFailureOf } from "../core/store-fault.ts";
import { sha256 } from "./sha256.ts";
import { loadCommand, loadEvents, loadReprints } from "./store-commands.ts";
import { guarded, storeFailed } from "./store-failure.ts";
import { openStoreFile } from "./store-file.ts";
import {
  loadAttemptRecords,
  loadEndedJobs,
  loadJob,
  loadNeighbours,
  loadState,
} from "./store-load.ts";
import { SCHEMA, SCHEMA_VERSION } from "./store-schema.ts";
import { loadIncidents } from "./store-trust.ts";
import { changeWriter } from "./store-write.ts";

export interface StoreOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  /** Gives a new store its id. */
  readonly random: Pick<Random, "id">;
  /** What a new store stands in for. */
  readonly lost?: LostStore;
}

/** Opens the SQLite store, making it if it is missing. Throws `DaemonError` `STORE_FAILED`. */
export function openStore({ path, random, lost }: StoreOptions): Store {
  const fill = (db: Database.Database) => fillStore(db, random, lost);
  return guarded(() => {
    if (path !== ":memory:") return createStore(openStoreFile(path, fill));
    const db = new Database(path);
    db.pragma("foreign_keys = ON");
    rememberStatements(db);
    fill(db);
    return createStore(db);
  });
}

/** A store in memory is one of a simulated world, in which everybody reads it all the time. */
function rememberStatements(db: Database.Database): void {
  const prepare = db.prepare.bind(db);
  const known = new Map<string, Database.Statement>();
  db.prepare = ((sql: string) => {
    const statement = known.get(sql) ?? prepare(sql);
    known.set(sql, statement);
    return statement;
  }) as typeof db.prepare;
}

function fillStore(db: Database.Database, random: Pick<Random, "id">, lost?: LostStore): void {
  db.transaction(() => {
    db.exec(SCHEMA);
    db.prepare("INSERT INTO meta (key, value) VALUES ('store_id', ?)").run(random.id());
    if (lost !== undefined) loseStore(loadState(db), lost).forEach(changeWriter(db));
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
}

function createStore(db: Database.Database): Store {
  const settle = logSettler(db);
  const failure = failureOf(() => guarded(settle));
  const write = changeWriter(db);
  const commitAll = db.transaction((changes: readonly Change[]) => {
    for (const change of changes) write(change);
  });
  const findJob = db.prepare<[string], { jobId: string; hash: string; state: Job["state"] }>(
    "SELECT job_id AS jobId, hash, state FROM jobs WHERE job_id = ?",
  );
  const findDocument = db.prepare<[string], { document: string; hash: string }>(
    "SELECT document, hash FROM documents JOIN jobs USING (job_id) WHERE job_id = ?",
  );
  return {
    ...(failure === undefined ? {} : { failure }),
    load: () => guarded(() => readable(() => loadState(db))),
    commit: (changes) =>
      guarded(() => {
        settle();
        commitAll.immediate(changes);
      }),
    job: (jobId): KnownJob | undefined =>
      guarded(() => {
        // A sender is told that a job is known only when a power cut cannot take it away.
        settle();
        return findJob.get(jobId);
      }),
    wholeJob: (jobId) => guarded(() => loadJob(db, jobId)),
    endedJobs: (filter) => guarded(() => loadEndedJobs(db, filter)),
    attempts: (jobId) => guarded(() => loadAttemptRecords(db, jobId)),
    document: (jobId) => guarded(() => whole(findDocument.get(jobId))),
    command: (id) => guarded(() => loadCommand(db, id)),
    reprints: (rootId) => guarded(() => loadReprints(db, rootId)),
    events: (stream, fromSeq, limit) => guarded(() => loadEvents(db, { stream, fromSeq, limit })),
    incidents: (filter) => guarded(() => loadIncidents(db, filter)),
    neighbours: (attempt) => guarded(() => loadNeighbours(db, attempt)),
    close: () => db.close(),
  };
}

/** A card is never made from what the disk has garbled: people would carry it for years. */
function whole(row: { readonly document: string; readonly hash: string } | undefined) {
  if (row !== undefined && sha256(row.document) !== row.hash) {
    throw storeFailed("corrupt", "a job document is not the one that was accepted");
  }
  return row?.document;
}

function readable<T>(load: () => T): T {
  try {
    return load();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw storeFailed("corrupt", "a value in the store cannot be read", {}, cause);
  }
}

/**
 * Makes sure, once and before anything is built upon it, that what the last process left in the
 * write-ahead log is on disk.
 *
 * Why: when fsync fails, the kernel keeps the written pages in its memory, takes them for clean and
 * writes them never again; the next fsync succeeds and says nothing of them. Within one connection
 * that does no harm, and none is opened anew after it: SQLite in WAL mode has then rolled the
 * transaction back, so that the same call again writes every byte of it again, at the same place of
 * the log, and a checkpoint that failed copies all of its pages again. A new process is another
 * matter: its recovery reads the log through the kernel's memory, finds the transaction that had
 * failed whole and takes it for committed (that is harmless: a crash just behind a commit looks the
 * same), and would append the next commits behind it. A power cut would then leave a log with a
 * hole, and recovery, which ends at the first frame that does not fit, would lose all behind it.
 * A full checkpoint copies the whole log into the main file, syncs that and begins the log anew.
 */
function logSettler(db: Database.Database): () => void {
  let settled = false;
  return () => {
    if (settled) return;
    const [result] = db.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
    if (result?.busy !== 0) throw storeFailed("failed", "another program reads the store");
    settled = true;
  };
}

/** Why something cannot be done yet. Throws what trying it again will not mend. */
function failureOf(run: () => void): DaemonError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (storeFailureOf(error) === undefined || storeFailureOf(error) === "corrupt") throw error;
    return error as DaemonError;
  }
}
