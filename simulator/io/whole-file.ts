import { renameSync, writeFileSync } from "node:fs";

/** A file that appears whole or not at all, and replaces the one before it in one step. */
export function writeWhole(path: string, text: string): void {
  const part = `${path}.part`;
  writeFileSync(part, text);
  renameSync(part, path);
}
