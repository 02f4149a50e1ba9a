import type { Raster } from "./raster.ts";

/** What of a line of source dots makes one dot of the scaled line. Weights add up to 1. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * An opaque picture at another size, by bicubic interpolation; where it gets smaller every source
 * dot has its share. A picture that has the size already comes back as it is.
 */
export function scale(source: Raster, widthDots: number, heightDots: number): Raster {
  if (source.widthDots === widthDots && source.heightDots === heightDots) return source;
  const columns = tapsOf(source.widthDots, widthDots);
  const rows = tapsOf(source.heightDots, heightDots);
  return { widthDots, heightDots, rgba: scaleDown(scaleAcross(source, columns), columns, rows) };
}

/** Three numbers a dot, each source row at the new width. */
function scaleAcross(source: Raster, columns: readonly Taps[]): Float32Array {
  const out = new Float32Array(source.heightDots * columns.length * 3);
  let to = 0;
  for (let row = 0; row < source.heightDots; row++) {
    for (const { first, weights } of columns) {
      let at = (row * source.widthDots + first) * 4;
      let [red, green, blue] = [0, 0, 0];
      for (const weight of weights) {
        red += weight * (source.rgba[at] ?? 0);
        green += weight * (source.rgba[at + 1] ?? 0);
        blue += weight * (source.rgba[at + 2] ?? 0);
        at += 4;
      }
      out[to++] = red;
      out[to++] = green;
      out[to++] = blue;
    }
  }
  return out;
}

function scaleDown(
  across: Float32Array,
  columns: readonly Taps[],
  rows: readonly Taps[],
): Uint8Array {
  const lineLength = columns.length * 3;
  const out = new Uint8Array(rows.length * columns.length * 4);
  const line = new Float64Array(lineLength);
  for (const [row, { first, weights }] of rows.entries()) {
    line.fill(0);
    for (const [step, weight] of weights.entries()) {
      const from = (first + step) * lineLength;
      for (let at = 0; at < lineLength; at++) {
        line[at] = (line[at] ?? 0) + weight * (across[from + at] ?? 0);
      }
    }
    writeLine(out, row * columns.length * 4, line);
  }
  return out;
}

function writeLine(out: Uint8Array, start: number, line: Float64Array): void {
  let to = start;
  for (let at = 0; at < line.length; at += 3) {
    for (let channel = at; channel < at + 3; channel++) {
      out[to++] = Math.min(255, Math.max(0, Math.round(line[channel] ?? 0)));
    }
    out[to++] = 255;
  }
}

function tapsOf(from: number, to: number): Taps[] {
  const step = from / to;
  const reach = Math.max(1, step);
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(centre - 2 * reach));
    const last = Math.min(from - 1, Math.floor(centre + 2 * reach));
    const weights = Array.from({ length: last - first + 1 }, (_, tap) =>
      cubicWeight((first + tap - centre) / reach),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** The Catmull-Rom kernel, 0 beyond two dots. */
function cubicWeight(distance: number): number {
  const x = Math.abs(distance);
  if (x >= 2) return 0;
  return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
}
