import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Hunt } from "./hunt.ts";
import type { Plant } from "./plant.ts";

const run = promisify(execFile);
const OUTPUT_MAX = 64 * 1024 * 1024;
const HUNT = fileURLToPath(new URL("hunt.ts", import.meta.url));

export interface HuntOptions {
  /** Seeds 1, 2, 3 … at most. */
  readonly most: number;
  /** Real time, in which a mistake must be found. */
  readonly timeoutMs: number;
}

/** Lets the campaign look for one mistake in a process of its own. */
export async function huntFor({ name }: Plant, { most, timeoutMs }: HuntOptions): Promise<Hunt> {
  const startedMs = performance.now();
  try {
    const options = { timeout: timeoutMs, maxBuffer: OUTPUT_MAX };
    const { stdout } = await run(process.execPath, [HUNT, name, String(most)], options);
    return JSON.parse(stdout) as Hunt;
  } catch (error) {
    const tookMs = performance.now() - startedMs;
    return { found: undefined, seeds: 0, beside: [String(error)], tookMs };
  }
}
