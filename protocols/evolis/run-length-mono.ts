import { type Geometry, monoLineBytes, monoPanelBytes } from "./geometry.ts";
import type { ExpandDefect } from "./run-length.ts";

/**
 * Black and overlay, line by line: `00` a white line, `FF` a black one, or a count of bytes (1 to
 * the bytes of a line) and so many bytes, the rest of the line white.
 */

const WHITE_LINE = 0x00;
const BLACK_LINE = 0xff;

/** Throws if a line has more bytes than a count can say beside {@link BLACK_LINE}. */
export function compressMono(bytes: Uint8Array, geometry: Geometry): Uint8Array {
  const lineBytes = monoLineBytes(geometry);
  if (lineBytes >= BLACK_LINE) throw new Error("lines of this geometry cannot be compressed");
  const black = blackLine(geometry);
  const data = new Uint8Array(bytes.length + geometry.widthDots);
  let at = 0;
  for (let begin = 0; begin < bytes.length; begin += lineBytes) {
    const line = bytes.subarray(begin, begin + lineBytes);
    const count = line.findLastIndex((byte) => byte !== 0) + 1;
    const isBlack = line.every((byte, i) => byte === black[i]);
    data[at++] = isBlack ? BLACK_LINE : count;
    if (isBlack) continue;
    data.set(line.subarray(0, count), at);
    at += count;
  }
  return data.subarray(0, at);
}

export function expandMono(data: Uint8Array, geometry: Geometry): Uint8Array | ExpandDefect {
  const lineBytes = monoLineBytes(geometry);
  const black = blackLine(geometry);
  const bytes = new Uint8Array(monoPanelBytes(geometry));
  let at = 0;
  for (let begin = 0; begin < bytes.length; begin += lineBytes) {
    const count = data[at++];
    if (count === undefined) return "truncated";
    if (count === WHITE_LINE) continue;
    if (count === BLACK_LINE) {
      bytes.set(black, begin);
      continue;
    }
    if (count > lineBytes) return "bad-count";
    if (at + count > data.length) return "truncated";
    bytes.set(data.subarray(at, at + count), begin);
    at += count;
  }
  return at === data.length ? bytes : "overlong";
}

/** All dots print; the padding of the line does not. */
function blackLine(geometry: Geometry): Uint8Array {
  const line = new Uint8Array(monoLineBytes(geometry)).fill(0xff);
  const paddingBits = line.length * 8 - geometry.heightDots;
  line[line.length - 1] = (0xff << paddingBits) & 0xff;
  return line;
}
