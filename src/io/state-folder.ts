import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { lockStateFolder } from "./process-lock.ts";
import { guarded } from "./store-failure.ts";

/** Makes the state folder, where it is missing, and takes its lock. Throws `DaemonError`. */
export function openStateFolder(path: string): void {
  guarded(() => {
    mkdirSync(path, { recursive: true, mode: 0o750 });
    lockStateFolder(join(path, "lock"));
  });
}
