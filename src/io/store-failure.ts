import Database from "better-sqlite3";
import { DaemonError, type Facts } from "../core/errors.ts";
import type { StoreFailure } from "../core/ports.ts";

/** The error of a store that did not do what it was asked: nothing of it is on disk. */
export function storeFailed(
  failure: StoreFailure,
  message: string,
  facts: Facts = {},
  cause?: unknown,
): DaemonError {
  return new DaemonError("STORE_FAILED", message, { failure, ...facts }, cause);
}

/** Runs what asks SQLite or the file system; what they refuse is `STORE_FAILED`. */
export function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof Database.SqliteError && !cause.code.startsWith("SQLITE_CONSTRAINT")) {
      throw storeFailed(failureOf(cause.code), "SQLite refused", {}, cause);
    }
    if (isOfFiles(cause)) throw fileFailed(cause);
    throw cause;
  }
}

/** The error of a file system that refused. */
export function fileFailed(cause: NodeJS.ErrnoException): DaemonError {
  const { code = "unknown", syscall = "unknown" } = cause;
  const failure = FILE_FAILURES[code] ?? "failed";
  return storeFailed(failure, "the state folder cannot be used", { code, syscall }, cause);
}

/** Codes of the system; any other is `failed`. */
const FILE_FAILURES: Readonly<Record<string, StoreFailure>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EROFS: "readonly",
  EACCES: "readonly",
  EPERM: "readonly",
};

export function isOfFiles(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && "errno" in cause && "syscall" in cause;
}

function failureOf(code: string): StoreFailure {
  if (code.startsWith("SQLITE_FULL")) return "full";
  if (code.startsWith("SQLITE_READONLY")) return "readonly";
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") return "corrupt";
  return "failed";
}
