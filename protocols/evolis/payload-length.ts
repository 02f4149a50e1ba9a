import { PANELS } from "../words.ts";
import type { CommandDefect } from "./command.ts";
import { decodeLevels, UNSUPPORTED_DOWNLOADS } from "./command-words.ts";
import { bitsOf, type Levels, type PanelSizes } from "./geometry.ts";
import { decodeInteger } from "./integer.ts";

/**
 * Where the header of a download ends and how long its payload is. A payload may hold any byte, so
 * its end is known by count alone: `Db` has the size of its panel, `Dbc` says its own.
 */

/**
 * Fields of a `Dbc` header after the mnemonic. The guide's chapter 4 and the vendor's driver have
 * three, its chapter 8 a first line as well. From the bytes alone the two cannot be told apart:
 * payload may look like one more number. So this is a property of the printer.
 */
export type CompressedHeaderFields = 3 | 4;

/**
 * Asked whenever a separator follows these fields: the payload's length in bytes, a defect if there
 * is no telling it, `undefined` while the header goes on.
 */
export function payloadBytes(
  fields: readonly string[],
  sizes: PanelSizes,
  compressedHeaderFields: CompressedHeaderFields,
): number | CommandDefect | undefined {
  const [mnemonic = "", letter, resolution] = fields;
  if (UNSUPPORTED_DOWNLOADS.has(mnemonic)) return "unsupported";
  if (!isWholeHeader(fields, compressedHeaderFields)) return undefined;

  const panel = PANELS.find((known) => known === letter);
  const levels = panel && decodeLevels(panel, resolution);
  if (levels === undefined) return "bad-parameter";
  if (mnemonic === "Db") return plainBytes(levels, sizes);
  // No panel has zero bytes.
  return decodeInteger(fields.at(-1), compressedBytesMax(levels, sizes)) || "bad-parameter";
}

function isWholeHeader(fields: readonly string[], compressedFields: CompressedHeaderFields) {
  const [mnemonic, ...parameters] = fields;
  if (mnemonic === "Db") return parameters.length === 2;
  if (mnemonic !== "Dbc") return false;
  // As a byte count it would be nothing: a third field of 0 is the first line of the longer form.
  const wanted = parameters[2] === "0" ? 4 : compressedFields;
  return parameters.length === wanted;
}

function plainBytes(levels: Levels, sizes: PanelSizes): number {
  return levels === 2 ? sizes.monoPanelBytes : sizes.colourPanelBytes(levels);
}

/**
 * The worst a panel can become. Black: a count before every line, which is at least one byte long.
 * Colour: every dot as a run of its own, two bytes.
 */
function compressedBytesMax(levels: Levels, sizes: PanelSizes): number {
  const bytes = plainBytes(levels, sizes);
  return levels === 2 ? 2 * bytes : 2 * Math.floor((bytes * 8) / bitsOf(levels));
}
