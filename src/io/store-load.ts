import type { Database } from "better-sqlite3";
import { COMPLETED_KEPT_MS, LAST_CARDS } from "../core/changes.ts";
import type { AttemptRecord, Neighbours } from "../core/ports.ts";
import type {
  Attempt,
  Fault,
  Hold,
  Job,
  StoredState,
  StoredStream,
  Stream,
  StreamEvent,
  Twin,
} from "../core/state.ts";
import { loadNotices } from "./store-notices.ts";
import { loadOverrides } from "./store-overrides.ts";
import { loadTrust } from "./store-trust.ts";

/** Columns of a job under the names of the core. */
const JOB_COLUMNS = `job_id AS jobId, hash, state, reasons, priority, arrival, stock,
  server, printer, specimen, received_at AS receivedAt, expires_at AS expiresAt,
  expiry_told_at AS expiryToldAt, reprint_of AS reprintOf, ended_at AS endedAt, attempts,
  spoiled, not_printed AS notPrinted`;

const ATTEMPT_COLUMNS = `job_id AS jobId, attempt, printer, armed_at AS armedAt, before, panels,
  payload_hash AS payloadHash, interrupted, rejecting`;

/** The open part of the state. */
export function loadState(db: Database): StoredState {
  return {
    storeId: String(first(db, "SELECT value FROM meta WHERE key = 'store_id'")),
    arrival: Number(first(db, "SELECT coalesce(max(arrival), 0) FROM jobs")),
    completedTotal: Number(first(db, "SELECT count(*) FROM jobs WHERE state = 'completed'")),
    completedAt: loadCompletedAt(db),
    lastCards: loadLastCards(db),
    jobs: loadJobs(db),
    attempts: loadAttempts(db),
    faults: loadFaults(db),
    holds: loadHolds(db),
    overrides: loadOverrides(db),
    streams: { event: loadStream(db, "event"), "job-event": loadStream(db, "job-event") },
    twins: loadTwins(db),
    serials: loadById(db, "printer"),
    smart: loadSmart(db),
    madeAt: loadMadeAt(db),
    ...loadTrust(db),
    notices: loadNotices(db),
  };
}

function first(db: Database, sql: string): unknown {
  return db.prepare(sql).pluck().get();
}

function loadJobs(db: Database): readonly Job[] {
  const rows = db.prepare<[], JobRow>(
    `SELECT ${JOB_COLUMNS} FROM jobs
     WHERE state IN ('pending', 'processing', 'in-doubt') ORDER BY arrival`,
  );
  return rows.all().map(jobOf);
}

/** Keys that a job may lack, and whose columns are NULL then. */
type Nullable =
  | "server"
  | "printer"
  | "expiresAt"
  | "expiryToldAt"
  | "reprintOf"
  | "endedAt"
  | "notPrinted";

type JobRow = Omit<Job, "reasons" | "specimen" | Nullable> & {
  readonly reasons: string;
  readonly specimen: number;
  readonly server: string | null;
  readonly printer: string | null;
  readonly expiresAt: number | null;
  readonly expiryToldAt: number | null;
  readonly reprintOf: string | null;
  readonly endedAt: number | null;
  readonly notPrinted: number;
};

function jobOf({ reasons, specimen, ...row }: JobRow): Job {
  const { server, printer, expiresAt, expiryToldAt, reprintOf, endedAt, notPrinted, ...rest } = row;
  return {
    ...rest,
    reasons: JSON.parse(reasons) as string[],
    specimen: specimen === 1,
    ...(server === null ? {} : { server }),
    ...(printer === null ? {} : { printer }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(expiryToldAt === null ? {} : { expiryToldAt }),
    ...(reprintOf === null ? {} : { reprintOf }),
    ...(endedAt === null ? {} : { endedAt }),
    ...(notPrinted === 0 ? {} : { notPrinted }),
  };
}

/** All of a job, open or ended. */
export function loadJob(db: Database, jobId: string): Job | undefined {
  const row = db
    .prepare<[string], JobRow>(`SELECT ${JOB_COLUMNS} FROM jobs WHERE job_id = ?`)
    .get(jobId);
  return row && jobOf(row);
}

/** Jobs that have ended, newest first; of one state, if it is given. */
export function loadEndedJobs(
  db: Database,
  { limit, state = null }: { readonly limit: number; readonly state?: string | undefined | null },
): readonly Job[] {
  const rows = db.prepare<[string | null, number], JobRow>(
    `SELECT ${JOB_COLUMNS} FROM jobs
     WHERE ended_at IS NOT NULL AND state = coalesce(?, state) ORDER BY ended_at DESC LIMIT ?`,
  );
  return rows.all(state, limit).map(jobOf);
}

/** An attempt as a row has it. */
interface AttemptRow {
  readonly jobId: string;
  readonly attempt: number;
  readonly printer: string;
  readonly armedAt: number;
  readonly before: string;
  readonly panels: number;
  readonly payloadHash: string;
  readonly interrupted: string | null;
  readonly rejecting: string | null;
}

function attemptOf({ before, interrupted, rejecting, ...row }: AttemptRow): Attempt {
  return {
    ...row,
    before: JSON.parse(before),
    ...(interrupted === null ? {} : { interrupted }),
    ...(rejecting === null ? {} : { rejecting: JSON.parse(rejecting) }),
  };
}

/** Every attempt at a job, in order. */
export function loadAttemptRecords(db: Database, jobId: string): readonly AttemptRecord[] {
  const rows = db.prepare<[string], AttemptRecordRow>(
    `SELECT ${ATTEMPT_RECORD_COLUMNS} FROM attempts WHERE job_id = ? ORDER BY attempt`,
  );
  return rows.all(jobId).map(attemptRecordOf);
}

const ATTEMPT_RECORD_COLUMNS = `${ATTEMPT_COLUMNS}, ended_at AS endedAt, evidence, decisions`;

interface AttemptRecordRow extends AttemptRow {
  readonly endedAt: number | null;
  readonly evidence: string | null;
  readonly decisions: string;
}

function attemptRecordOf({ endedAt, evidence, decisions, ...row }: AttemptRecordRow) {
  return {
    ...attemptOf(row),
    endedAt: endedAt ?? undefined,
    evidence: evidence === null ? undefined : JSON.parse(evidence),
    decisions: JSON.parse(decisions),
  } as AttemptRecord;
}

/**
 * The cards that the same printer began just before and just after an attempt; one that is known
 * to have made none is passed over.
 */
export function loadNeighbours(
  db: Database,
  { jobId, attempt }: Pick<Attempt, "jobId" | "attempt">,
): Neighbours {
  type Place = Pick<Attempt, "printer" | "armedAt">;
  const place = db
    .prepare<[string, number], Place>(
      "SELECT printer, armed_at AS armedAt FROM attempts WHERE job_id = ? AND attempt = ?",
    )
    .get(jobId, attempt);
  const beside = (comparison: "<" | ">", order: "DESC" | "ASC") => {
    const row = db.prepare<Place, AttemptRecordRow>(
      `SELECT ${ATTEMPT_RECORD_COLUMNS} FROM attempts
       WHERE printer = @printer AND armed_at ${comparison} @armedAt
         AND coalesce(outcome, '') <> 'not-printed'
       ORDER BY armed_at ${order} LIMIT 1`,
    );
    const found = place && row.get(place);
    return found && attemptRecordOf(found);
  };
  return { before: beside("<", "DESC"), after: beside(">", "ASC") };
}

function loadAttempts(db: Database): readonly Attempt[] {
  const rows = db.prepare<[], AttemptRow>(
    `SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE outcome IS NULL ORDER BY armed_at, job_id`,
  );
  return rows.all().map(attemptOf);
}

function loadFaults(db: Database): readonly Fault[] {
  type Row = Omit<Fault, "raw"> & { readonly raw: string | null };
  const rows = db.prepare<[], Row>(
    `SELECT device, condition, raw, since FROM faults
     WHERE cleared_at IS NULL ORDER BY since, device, condition`,
  );
  return rows.all().map(({ raw, ...row }) => (raw === null ? row : { ...row, raw }));
}

function loadHolds(db: Database): readonly Hold[] {
  type Row = Pick<Hold, "id" | "since"> & { scope: string; cause: string; until: number | null };
  const rows = db.prepare<[], Row>(
    "SELECT id, scope, cause, since, until FROM holds WHERE lifted_at IS NULL ORDER BY since, id",
  );
  return rows.all().map(({ scope, cause, until, ...row }) => ({
    ...row,
    scope: JSON.parse(scope),
    cause: JSON.parse(cause),
    ...(until === null ? {} : { until }),
  }));
}

/** Counted back from the last one: the store knows no clock. */
function loadCompletedAt(db: Database): readonly number[] {
  const rows = db.prepare<[number], number>(
    `SELECT ended_at FROM jobs WHERE state = 'completed' AND ended_at >=
       (SELECT max(ended_at) FROM jobs WHERE state = 'completed') - ? ORDER BY ended_at`,
  );
  return rows.pluck().all(COMPLETED_KEPT_MS) as number[];
}

/** One look into the index for each printer: the attempts of ten years are not gone through. */
function loadLastCards(db: Database): StoredState["lastCards"] {
  const printers = db.prepare<[], string>(
    `WITH RECURSIVE known (printer) AS (
       SELECT min(printer) FROM attempts
       UNION ALL
       SELECT (SELECT min(printer) FROM attempts WHERE printer > known.printer)
       FROM known WHERE known.printer IS NOT NULL
     ) SELECT printer FROM known WHERE printer IS NOT NULL`,
  );
  const cards = db.prepare<[string, number], StoredState["lastCards"][number]>(
    `SELECT printer, armed_at AS armedAt, ended_at AS endedAt FROM attempts
     WHERE printer = ? AND outcome = 'printed' AND interrupted IS NULL
     ORDER BY armed_at DESC LIMIT ?`,
  );
  return (printers.pluck().all() as string[]).flatMap((printer) =>
    cards.all(printer, LAST_CARDS).reverse(),
  );
}

function loadStream<Name extends Stream>(db: Database, stream: Name): StoredStream<Name> {
  const given = db.prepare("SELECT coalesce(max(seq), 0) FROM events WHERE stream = ?").pluck();
  const raised = db.prepare("SELECT value FROM meta WHERE key = 'seq:' || ?").pluck();
  const rows = db.prepare<[string], { seq: number; at: number; body: string }>(
    "SELECT seq, at, body FROM events WHERE stream = ? AND delivered = 0 ORDER BY seq",
  );
  const undelivered = rows
    .all(stream)
    .map((row): StreamEvent<Name> => ({ ...row, stream, body: JSON.parse(row.body) }));
  const seq = Math.max(Number(given.get(stream)), Number(raised.get(stream) ?? 0));
  return { seq, undelivered };
}

function loadTwins(db: Database): readonly Twin[] {
  const rows = db.prepare<[], string>(
    "SELECT value FROM meta WHERE key LIKE 'twin:%' ORDER BY key",
  );
  return (rows.pluck().all() as string[]).map((value) => JSON.parse(value) as Twin);
}

/** What is kept of each device of a kind, by its id. */
function loadById(db: Database, kind: "printer" | "smart"): Readonly<Record<string, string>> {
  const rows = db.prepare<[string], { key: string; value: string }>(
    "SELECT key, value FROM meta WHERE key LIKE ? || ':%' ORDER BY key",
  );
  return Object.fromEntries(
    rows.all(kind).map(({ key, value }) => [key.slice(kind.length + 1), value]),
  );
}

function loadSmart(db: Database): StoredState["smart"] {
  return Object.fromEntries(
    Object.entries(loadById(db, "smart")).map(([id, text]) => [id, JSON.parse(text)]),
  );
}

/** When each printer's cards ended, good or not; counted back from the last one. */
function loadMadeAt(db: Database): Readonly<Record<string, readonly number[]>> {
  const rows = db.prepare<[number], { printer: string; endedAt: number }>(
    `SELECT printer, ended_at AS endedAt FROM attempts
     WHERE ended_at >= (SELECT max(ended_at) FROM attempts WHERE ended_at IS NOT NULL) - ?
       AND outcome <> 'not-printed' ORDER BY ended_at`,
  );
  const madeAt: Record<string, number[]> = {};
  for (const { printer, endedAt } of rows.all(COMPLETED_KEPT_MS)) {
    madeAt[printer] ??= [];
    madeAt[printer].push(endedAt);
  }
  return madeAt;
}
