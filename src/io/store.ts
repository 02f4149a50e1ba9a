import Database from "better-sqlite3";
import type { Change } from "../core/changes.ts";
import { DaemonError } from "../core/errors.ts";
import type { KnownJob, Random, Store, StoreFailure } from "../core/ports.ts";
import type {
  Attempt,
  Job,
  StoredState,
  StoredStream,
  Stream,
  StreamEvent,
} from "../core/state.ts";
import { SCHEMA, SCHEMA_VERSION } from "./store-schema.ts";

export interface StoreOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  /** Gives a new store its id. */
  readonly random: Pick<Random, "id">;
}

/** Opens the SQLite store, making it if it is missing. Throws `DaemonError` `STORE_FAILED`. */
export function openStore({ path, random }: StoreOptions): Store {
  return guarded(() => {
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
    document: (jobId) => guarded(() => findDocument.get(jobId)),
    close: () => db.close(),
  };
}

function changeWriter(db: Database.Database): (change: Change) => void {
  const addJob = db.prepare(
    `INSERT INTO jobs (job_id, hash, state, reasons, priority, arrival, stock, specimen,
       received_at, attempts)
     VALUES (@jobId, @hash, @state, @reasons, @priority, @arrival, @stock, @specimen,
       @receivedAt, @attempts)`,
  );
  const addDocument = db.prepare("INSERT INTO documents (job_id, document) VALUES (?, ?)");
  const moveJob = db.prepare("UPDATE jobs SET state = ?, reasons = ? WHERE job_id = ?");
  const countAttempt = db.prepare("UPDATE jobs SET attempts = ? WHERE job_id = ?");
  const addAttempt = db.prepare(
    `INSERT INTO attempts (job_id, attempt, printer, armed_at, before, panels, payload_hash)
     VALUES (@jobId, @attempt, @printer, @armedAt, @before, @panels, @payloadHash)`,
  );
  const endAttempt = db.prepare(
    `UPDATE attempts SET outcome = ?, evidence = ?, ended_at = ?
     WHERE job_id = ? AND attempt = ? AND outcome IS NULL`,
  );
  const addEvent = db.prepare(
    "INSERT INTO events (stream, seq, at, body, delivered) VALUES (?, ?, ?, ?, 0)",
  );
  const deliverEvent = db.prepare("UPDATE events SET delivered = 1 WHERE stream = ? AND seq = ?");

  return (change) => {
    switch (change.kind) {
      case "job-added": {
        const { job, document } = change;
        const reasons = JSON.stringify(job.reasons);
        addJob.run({ ...job, reasons, specimen: job.specimen ? 1 : 0 });
        addDocument.run(job.jobId, document);
        return;
      }
      case "job-moved":
        one(moveJob.run(change.state, JSON.stringify(change.reasons), change.jobId));
        return;
      case "attempt-armed": {
        const { attempt } = change;
        addAttempt.run({ ...attempt, before: JSON.stringify(attempt.before) });
        one(countAttempt.run(attempt.attempt, attempt.jobId));
        return;
      }
      case "attempt-ended": {
        const { jobId, attempt, at, evidence } = change;
        const text = JSON.stringify(evidence);
        one(endAttempt.run(evidence.outcome, text, at, jobId, attempt));
        return;
      }
      case "event-added": {
        const { stream, seq, at, body } = change.event;
        addEvent.run(stream, seq, at, JSON.stringify(body));
        return;
      }
      case "event-delivered":
        one(deliverEvent.run(change.stream, change.seq));
        return;
    }
  };
}

/** A change that finds nothing to change would be a lie in the history: the commit fails whole. */
function one({ changes }: Database.RunResult): void {
  if (changes !== 1) throw storeFailed("corrupt", "a change does not fit what is stored");
}

function loadState(db: Database.Database): StoredState {
  const storeId = db.prepare("SELECT value FROM meta WHERE key = 'store_id'").pluck().get();
  const arrival = db.prepare("SELECT coalesce(max(arrival), 0) FROM jobs").pluck().get();
  const jobs = db.prepare<[], JobRow>(
    `SELECT job_id AS jobId, hash, state, reasons, priority, arrival, stock, specimen,
       received_at AS receivedAt, attempts
     FROM jobs WHERE state IN ('pending', 'processing', 'in-doubt') ORDER BY arrival`,
  );
  const attempts = db.prepare<[], AttemptRow>(
    `SELECT job_id AS jobId, attempt, printer, armed_at AS armedAt, before, panels,
       payload_hash AS payloadHash
     FROM attempts WHERE outcome IS NULL ORDER BY armed_at, job_id`,
  );
  return {
    storeId: String(storeId),
    arrival: Number(arrival),
    jobs: jobs.all().map(jobOf),
    attempts: attempts.all().map(({ before, ...row }) => ({ ...row, before: JSON.parse(before) })),
    streams: { event: loadStream(db, "event"), "job-event": loadStream(db, "job-event") },
  };
}

type JobRow = Omit<Job, "reasons" | "specimen"> & { reasons: string; specimen: number };
type AttemptRow = Omit<Attempt, "before"> & { before: string };

function jobOf({ reasons, specimen, ...row }: JobRow): Job {
  return { ...row, reasons: JSON.parse(reasons), specimen: specimen === 1 };
}

function loadStream(db: Database.Database, stream: Stream): StoredStream {
  const seq = db
    .prepare<[string], number>("SELECT coalesce(max(seq), 0) FROM events WHERE stream = ?")
    .pluck()
    .get(stream);
  const rows = db.prepare<[string], { seq: number; at: number; body: string }>(
    "SELECT seq, at, body FROM events WHERE stream = ? AND delivered = 0 ORDER BY seq",
  );
  const undelivered = rows
    .all(stream)
    .map((row): StreamEvent => ({ ...row, stream, body: JSON.parse(row.body) }));
  return { seq: seq ?? 0, undelivered };
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof Database.SqliteError) {
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

function storeFailed(failure: StoreFailure, message: string, cause?: unknown): DaemonError {
  return new DaemonError("STORE_FAILED", message, { failure }, cause);
}
