import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { FILE_ENDS, syncFolder } from "./store-file.ts";

/**
 * A store that proved corrupt is condemned first: a small file beside it bears the name under which
 * it will be kept. Whatever dies after that, the next start goes on from there: it keeps the files
 * aside, makes a new store that says so, and only then lifts the sentence. So a process that finds
 * the corruption while it prints need only condemn and stop.
 */

/** Condemns the store at `path`; one that is condemned already keeps the name it was given. */
export function condemnStore(path: string, wallMs: number): void {
  if (existsSync(sentence(path))) return;
  const file = openSync(`${sentence(path)}.new`, "w", 0o600);
  try {
    writeSync(file, `${freeName(path, wallMs)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${sentence(path)}.new`, sentence(path));
  syncFolder(dirname(path));
}

/** The name that the condemned store is to be kept under, beside it; `undefined`: none is. */
export function condemnedName(path: string): string | undefined {
  return existsSync(sentence(path)) ? readFileSync(sentence(path), "utf8").trim() : undefined;
}

/**
 * Gives the files their new name, the main one first: from then on a file under the old name is
 * the new store's. Done again it goes on where it was interrupted.
 */
export function keepAside(path: string, name: string): void {
  const kept = `${dirname(path)}/${name}`;
  const isBegun = FILE_ENDS.some((end) => existsSync(`${kept}${end}`));
  if (isBegun && existsSync(path)) return;
  for (const end of FILE_ENDS) {
    if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${kept}${end}`);
  }
  syncFolder(dirname(path));
}

/** The new store is there. */
export function liftSentence(path: string): void {
  rmSync(sentence(path));
  syncFolder(dirname(path));
}

function sentence(path: string): string {
  return `${path}.condemned`;
}

/** `cetakd.db.corrupt-20261124T081931Z`, or with a number behind it where that is taken. */
function freeName(path: string, wallMs: number): string {
  const stamp = new Date(wallMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  for (let n = 1; ; n += 1) {
    const kept = `${path}.corrupt-${stamp}${n === 1 ? "" : `-${n}`}`;
    if (!FILE_ENDS.some((end) => existsSync(`${kept}${end}`))) return basename(kept);
  }
}
