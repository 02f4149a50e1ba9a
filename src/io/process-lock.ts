import { openSync } from "node:fs";
import koffi from "koffi";
import { DaemonError } from "../core/errors.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;

/**
 * Takes the lock of a state folder for the life of this process: two daemons on one store would
 * print a card twice. The system gives it back however the process ends. Throws `DaemonError`
 * `ALREADY_RUNNING`.
 */
export function lockStateFolder(path: string): void {
  const flock = koffi.load("libc.so.6").func("int flock(int fd, int operation)");
  const fd = openSync(path, "a", 0o600);
  if (flock(fd, LOCK_EX | LOCK_NB) === 0) return;
  throw new DaemonError("ALREADY_RUNNING", "another daemon uses this state folder", { path });
}
