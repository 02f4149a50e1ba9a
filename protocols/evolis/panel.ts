import { packBits, unpackBits } from "./bit-packing.ts";
import { bitsOf, type Geometry, type Levels, monoLineBytes, panelBytes } from "./geometry.ts";

/**
 * A landscape plane (one byte a dot, row by row as read, 0 no dye, 255 full) and the bytes that
 * `Db` carries.
 *
 * The card is sent turned by 90 degrees clockwise: the first line on the wire is the leftmost
 * column of the landscape card, each line runs from its bottom to its top, and the last line is
 * the rightmost column. Seen in the stream of the vendor's driver; assumed for every model.
 *
 * Black and overlay: one bit a dot, most significant first, 1 prints, each line padded with 0 to
 * whole bytes. Colour: 5, 6 or 7 bits a dot, most significant first, over the whole panel without
 * a gap.
 */

/** Throws if the plane is not of this geometry. */
export function packPanel(dots: Uint8Array, levels: Levels, geometry: Geometry): Uint8Array {
  assertLength(dots, geometry.widthDots * geometry.heightDots);
  const scale = levelScale(levels);
  const values = turn(dots, geometry).map((dot) => scale[dot] ?? 0);
  return levels === 2 ? packLines(values, geometry) : packBits(values, bitsOf(levels));
}

/**
 * The plane that these bytes print, every dot at the amount nearest to its level. Throws if the
 * bytes are not of this geometry: the scanner and `expandPanel` give no others.
 */
export function unpackPanel(bytes: Uint8Array, levels: Levels, geometry: Geometry): Uint8Array {
  assertLength(bytes, panelBytes(geometry, levels));
  const dotCount = geometry.widthDots * geometry.heightDots;
  const values =
    levels === 2 ? unpackLines(bytes, geometry) : unpackBits(bytes, bitsOf(levels), dotCount);
  const dots = values.map((value) => Math.round((value * 255) / (levels - 1)));
  return turnBack(dots, geometry);
}

function assertLength(bytes: Uint8Array, expectedBytes: number): void {
  if (bytes.length !== expectedBytes) throw new Error("panel is not of this geometry");
}

/** The level nearest to each amount of dye. */
function levelScale(levels: Levels): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, dot) => Math.round((dot * (levels - 1)) / 255));
}

function turn(dots: Uint8Array, { widthDots, heightDots }: Geometry): Uint8Array {
  const turned = new Uint8Array(dots.length);
  let at = 0;
  for (let x = 0; x < widthDots; x++) {
    for (let y = heightDots - 1; y >= 0; y--) turned[at++] = dots[y * widthDots + x] ?? 0;
  }
  return turned;
}

function turnBack(turned: Uint8Array, { widthDots, heightDots }: Geometry): Uint8Array {
  const dots = new Uint8Array(turned.length);
  let at = 0;
  for (let x = 0; x < widthDots; x++) {
    for (let y = heightDots - 1; y >= 0; y--) dots[y * widthDots + x] = turned[at++] ?? 0;
  }
  return dots;
}

function packLines(values: Uint8Array, geometry: Geometry): Uint8Array {
  const { widthDots, heightDots } = geometry;
  const lineBytes = monoLineBytes(geometry);
  const bytes = new Uint8Array(lineBytes * widthDots);
  for (let line = 0; line < widthDots; line++) {
    const dots = values.subarray(line * heightDots, (line + 1) * heightDots);
    bytes.set(packBits(dots, 1), line * lineBytes);
  }
  return bytes;
}

function unpackLines(bytes: Uint8Array, geometry: Geometry): Uint8Array {
  const { widthDots, heightDots } = geometry;
  const lineBytes = monoLineBytes(geometry);
  const values = new Uint8Array(widthDots * heightDots);
  for (let line = 0; line < widthDots; line++) {
    const packed = bytes.subarray(line * lineBytes, (line + 1) * lineBytes);
    values.set(unpackBits(packed, 1, heightDots), line * heightDots);
  }
  return values;
}
