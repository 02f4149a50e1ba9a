import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Hunt } from "./hunt.ts";
import type { Plant } from "./plant.ts";

const HUNT = fileURLToPath(new URL("hunt.ts", import.meta.url));

export interface HuntOptions {
  /** Seeds 1, 2, 3 … at most. */
  readonly most: number;
  /** Real time, in which a mistake must be found. */
  readonly timeoutMs: number;
}

/** Lets the campaign look for one mistake in a process of its own. Rejects when that fails. */
export async function huntFor({ name }: Plant, { most, timeoutMs }: HuntOptions): Promise<Hunt> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [HUNT, name, String(most)], {
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Hunt;
}
