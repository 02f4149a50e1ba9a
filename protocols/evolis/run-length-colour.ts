import { packBits, unpackBits } from "./bit-packing.ts";
import { bitsOf, type ColourLevels, type Geometry } from "./geometry.ts";
import type { ExpandDefect } from "./run-length.ts";

/**
 * Colour: a byte below 80h is the level of one dot. A byte from 80h on carries the level of a run,
 * the next byte its length, and 0 for a length a blank line. What a level leaves free below the top
 * bit adds to the length, 256 each: bit 6 at 64 levels, bits 6 and 5 at 32 levels.
 * Assumed: a run ends with its line at the latest, and a blank line begins where a line does.
 * Whether a length of 256 or 512, whose byte is 0, would be taken for a blank line is not said:
 * such a run is understood here and never written.
 */

const RUN = 0x80;
const BLANK_LINE = [RUN, 0] as const;
const BIT_6 = 0x40;
const BIT_5 = 0x20;

/** The longest run, in dots. */
const RUN_DOTS_MAX: Readonly<Record<ColourLevels, number>> = { 32: 767, 64: 511, 128: 255 };

export function compressColour(
  bytes: Uint8Array,
  levels: ColourLevels,
  { widthDots, heightDots }: Geometry,
): Uint8Array {
  const values = unpackBits(bytes, bitsOf(levels), widthDots * heightDots);
  const data: number[] = [];
  for (let begin = 0; begin < values.length; begin += heightDots) {
    const line = values.subarray(begin, begin + heightDots);
    if (line.every((value) => value === 0)) data.push(...BLANK_LINE);
    else compressLine(line, levels, data);
  }
  return Uint8Array.from(data);
}

function compressLine(line: Uint8Array, levels: ColourLevels, data: number[]): void {
  let at = 0;
  while (at < line.length) {
    const value = line[at] ?? 0;
    const length = runLength(line.subarray(at), levels);
    if (length === 1) data.push(value);
    else data.push(RUN | lengthBits(length) | value, length & 0xff);
    at += length;
  }
}

/** How often the first value is repeated, as far as one run can say it. */
function runLength(values: Uint8Array, levels: ColourLevels): number {
  const other = values.findIndex((value) => value !== values[0]);
  const length = Math.min(other === -1 ? values.length : other, RUN_DOTS_MAX[levels]);
  return (length & 0xff) === 0 ? length - 1 : length;
}

function lengthBits(length: number): number {
  return (length >= 256 ? BIT_6 : 0) | (length >= 512 ? BIT_5 : 0);
}

export function expandColour(
  data: Uint8Array,
  levels: ColourLevels,
  { widthDots, heightDots }: Geometry,
): Uint8Array | ExpandDefect {
  const values = new Uint8Array(widthDots * heightDots);
  let filled = 0;
  let at = 0;
  while (filled < values.length) {
    const run = readRun(data, at, levels);
    if (typeof run === "string") return run;
    const begun = filled % heightDots;
    const length = run.length === 0 ? heightDots : run.length;
    if (begun + length > heightDots) return "bad-count";
    values.fill(run.length === 0 ? 0 : run.value, filled, filled + length);
    filled += length;
    at += run.dataBytes;
  }
  return at === data.length ? packBits(values, bitsOf(levels)) : "overlong";
}

interface Run {
  readonly value: number;
  /** In dots; 0 is a blank line. */
  readonly length: number;
  readonly dataBytes: 1 | 2;
}

function readRun(data: Uint8Array, at: number, levels: ColourLevels): Run | ExpandDefect {
  const [head, low] = data.subarray(at, at + 2);
  if (head === undefined) return "truncated";
  if (head < RUN) return head < levels ? { value: head, length: 1, dataBytes: 1 } : "bad-value";
  if (low === undefined) return "truncated";
  const value = head & (levels - 1);
  const free = head & ~(levels - 1);
  const length = low + (free & BIT_6 ? 256 : 0) + (free & BIT_5 ? 256 : 0);
  return { value, length, dataBytes: 2 };
}
