import { DaemonError } from "../core/errors.ts";
import type { StoreFailure } from "../core/ports.ts";

/** The error of a store that did not do what it was asked: nothing of it is on disk. */
export function storeFailed(failure: StoreFailure, message: string, cause?: unknown): DaemonError {
  return new DaemonError("STORE_FAILED", message, { failure }, cause);
}
