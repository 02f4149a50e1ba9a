import type { Geometry, Levels } from "./geometry.ts";
import { compressColour, expandColour } from "./run-length-colour.ts";
import { compressMono, expandMono } from "./run-length-mono.ts";

/**
 * The payload of `Dbc` and that of `Db`, into each other. The forms: `run-length-mono.ts` and
 * `run-length-colour.ts`. Source: A5013 Rev. E, compressed downloads.
 */

/**
 * `truncated`: data end before the panel does. `overlong`: data go on after it. `bad-count`: a run
 * that does not fit its line. `bad-value`: a level that the panel does not have.
 */
export type ExpandDefect = "truncated" | "overlong" | "bad-count" | "bad-value";

export type Expanded =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly defect: ExpandDefect };

/** From the bytes of `packPanel`. Throws if lines are too long for their count byte. */
export function compressPanel(bytes: Uint8Array, levels: Levels, geometry: Geometry): Uint8Array {
  return levels === 2 ? compressMono(bytes, geometry) : compressColour(bytes, levels, geometry);
}

/** To the bytes of `unpackPanel`: all data must be used, and the panel filled. */
export function expandPanel(data: Uint8Array, levels: Levels, geometry: Geometry): Expanded {
  const found = levels === 2 ? expandMono(data, geometry) : expandColour(data, levels, geometry);
  return typeof found === "string" ? { ok: false, defect: found } : { ok: true, bytes: found };
}
