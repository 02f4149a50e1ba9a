import { encode } from "fast-png";
import type { Geometry } from "../../src/core/ports.ts";
import type { Raster } from "../../src/render/raster.ts";

/** A card of the first printer language, as a person reads it. */
export const GEOMETRY: Geometry = { widthDots: 1016, heightDots: 648 };

/** Red, green, blue and, if it is not opaque, alpha. */
type Colour = readonly [number, number, number, number?];

export function picture(
  widthDots: number,
  heightDots: number,
  colourAt: (x: number, y: number) => Colour,
): Raster {
  const rgba = new Uint8Array(widthDots * heightDots * 4);
  for (let y = 0; y < heightDots; y++) {
    for (let x = 0; x < widthDots; x++) {
      const [red, green, blue, alpha = 255] = colourAt(x, y);
      rgba.set([red, green, blue, alpha], (y * widthDots + x) * 4);
    }
  }
  return { widthDots, heightDots, rgba };
}

/** Every dot another colour than its neighbours, none of them near black. */
export function colourful(widthDots: number, heightDots: number): Raster {
  return picture(widthDots, heightDots, (x, y) => [(x * 7) % 256, 60 + (y % 196), (x ^ y) % 256]);
}

export function pngOf({ widthDots: width, heightDots: height, rgba: data }: Raster): string {
  return Buffer.from(encode({ width, height, data, channels: 4 })).toString("base64");
}

/** 12 × 16 dots, all of the colour 200, 100, 50: a baseline JPEG written by hand. */
export const JPEG =
  "/9j/2wBDAAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICA" +
  "gICAj/wAARCAAQAAwDAREAAhEAAxEA/8QAGwAAAAAIAAAAAAAAAAAAAAAAAAECAwQFBgf/xAAUEAEAAAAAAAAAAAAA" +
  "AAAAAAAA/9oADAMBAAIAAwAAPwA2ZU2wAAAAAAAf/9k=";

/** The PNG with another width and height in its header (and so with a wrong checksum). */
export function claimSize(png: string, widthDots: number, heightDots: number): string {
  const bytes = Buffer.from(png, "base64");
  bytes.writeUInt32BE(widthDots, 16);
  bytes.writeUInt32BE(heightDots, 20);
  return bytes.toString("base64");
}

/** The colour of one dot. */
export function dotAt({ widthDots, rgba }: Raster, x: number, y: number): number[] {
  const at = (y * widthDots + x) * 4;
  return [...rgba.subarray(at, at + 3)];
}
