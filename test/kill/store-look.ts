import { COPYFILE_FICLONE } from "node:constants";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

/** An attempt that was armed and whose end is not on disk. */
export interface OpenAttempt {
  readonly jobId: string;
  readonly attempt: number;
  /** The printer's counter of cards before it. */
  readonly cardsFed: number;
}

const STORE = "cetakd.db";
const FILES = [STORE, `${STORE}-wal`];

/**
 * Takes the store of a dead daemon aside: whoever opened it in its place would do part of what the
 * next daemon has to do by itself.
 */
export function copyStore(stateFolder: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of FILES) {
    const from = join(stateFolder, file);
    if (existsSync(from)) copyFileSync(from, join(to, file), COPYFILE_FICLONE);
  }
}

/** What an attempt is known by. */
export function attemptKey({ jobId, attempt }: Pick<OpenAttempt, "jobId" | "attempt">): string {
  return `${jobId} attempt ${attempt}`;
}

/** None if the daemon died before it had a store. */
export function openAttempts(folder: string): readonly OpenAttempt[] {
  type Row = { readonly jobId: string; readonly attempt: number; readonly before: string };
  const sql = "SELECT job_id AS jobId, attempt, before FROM attempts WHERE outcome IS NULL";
  return rowsOf<Row>(folder, sql).map(({ jobId, attempt, before }) => {
    const { cardsFed } = JSON.parse(before) as { readonly cardsFed: number };
    return { jobId, attempt, cardsFed };
  });
}

/** How every attempt ended, by its key; `null`: it is open. */
export function attemptOutcomes(folder: string): ReadonlyMap<string, string | null> {
  type Row = { readonly jobId: string; readonly attempt: number; readonly outcome: string | null };
  const sql = "SELECT job_id AS jobId, attempt, outcome FROM attempts";
  return new Map(rowsOf<Row>(folder, sql).map((row) => [attemptKey(row), row.outcome]));
}

function rowsOf<Row>(folder: string, sql: string): readonly Row[] {
  const path = join(folder, STORE);
  if (!existsSync(path)) return [];
  const db = new Database(path);
  try {
    return hasTables(db) ? db.prepare<[], Row>(sql).all() : [];
  } finally {
    db.close();
  }
}

function hasTables(db: Database.Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'attempts'").get() !== undefined;
}
