import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { storeFailed } from "./store-failure.ts";
import { SCHEMA_VERSION } from "./store-schema.ts";

/** SQLite's files of one database: the first has it all once the others are gone. */
export const FILE_ENDS = ["", "-wal", "-shm"] as const;

/**
 * Opens the file of a store; one that is not there is made and filled. A file that is there was
 * whole once, since it gets its name last: one that is empty or no database now is corrupt. Throws
 * as SQLite and the file system do, and `STORE_FAILED`.
 */
export function openStoreFile(
  path: string,
  fill: (db: Database.Database) => void,
): Database.Database {
  if (existsSync(path)) checkFile(path);
  else if (existsSync(`${path}-wal`)) {
    throw storeFailed("corrupt", "the store's log is there and its main file is not");
  } else makeFile(path, fill);
  const db = new Database(path, { fileMustExist: true, timeout: LOCKED_MAX_MS });
  try {
    makeDurable(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/** So long the daemon stands still for a program that has locked its store. */
const LOCKED_MAX_MS = 1_000;

/** Commits must survive a power cut: a file that cannot promise that is refused. */
function makeDurable(db: Database.Database): void {
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  if (db.pragma("synchronous", { simple: true }) !== 2) {
    throw storeFailed("failed", "the store does not keep synchronous=FULL");
  }
}

/** Over a connection that cannot write: what is refused is left as it was, its log too. */
function checkFile(path: string): void {
  if (statSync(path).size === 0) throw storeFailed("corrupt", "the store's file is empty");
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const version = db.pragma("user_version", { simple: true });
    if (version !== SCHEMA_VERSION) {
      const facts = { version: Number(version), expected: SCHEMA_VERSION };
      throw storeFailed("failed", "the store is of another version", facts);
    }
    for (const table of tables(db)) checkTable(db, table);
  } finally {
    db.close();
  }
}

/**
 * All but the documents, which are nearly all of a store. With 100,000 jobs of 20 KB it took 0.3 s
 * (2.8 s when nothing of the file was in memory); with the documents 30 s. Each document is checked
 * against its hash when it is read.
 */
function tables(db: Database.Database): readonly string[] {
  const names = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all();
  return names.filter((name) => name !== "documents" && !name.startsWith("sqlite_"));
}

function checkTable(db: Database.Database, table: string): void {
  const found = db.pragma(`quick_check(${table})`, { simple: true });
  if (found !== "ok") throw storeFailed("corrupt", "a table of the store is damaged", { table });
}

/** Under another name first: a process that dies on the way leaves no half of a store behind. */
function makeFile(path: string, fill: (db: Database.Database) => void): void {
  const made = `${path}.new`;
  for (const end of [...FILE_ENDS, "-journal"]) rmSync(`${made}${end}`, { force: true });
  // It holds names and photos: nobody but the daemon's user may read it.
  closeSync(openSync(made, "wx", 0o600));
  const db = new Database(made);
  try {
    db.pragma("synchronous = EXTRA");
    fill(db);
  } finally {
    db.close();
  }
  renameSync(made, path);
  syncFolder(dirname(path));
}

/** Makes names in a folder survive a power cut. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
