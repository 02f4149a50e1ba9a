import { encode } from "fast-png";
import type { Panel } from "../../protocols/words.ts";
import type { Geometry, Plane } from "../core/ports.ts";
import type { Raster } from "./raster.ts";

/** Which of red, green and blue a panel takes away from white; varnish is clear. */
const CHANNELS: Readonly<Record<Panel, readonly number[]>> = {
  y: [2],
  m: [1],
  c: [0],
  k: [0, 1, 2],
  o: [],
};

/** Between front and back, as a share of a side's height. */
const GAP = 1 / 16;
const GREY = 160;

/** What a card will look like: its front, and below it its back, if it has one. */
export function pictureOf(sides: readonly (readonly Plane[])[], geometry: Geometry): Raster {
  const { widthDots } = geometry;
  const gapDots = Math.round(geometry.heightDots * GAP);
  const heightDots = sides.length * (geometry.heightDots + gapDots) - gapDots;
  const rgba = new Uint8Array(widthDots * heightDots * 4).fill(GREY);
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  const sideBytes = widthDots * geometry.heightDots * 4;
  for (const [n, planes] of sides.entries()) {
    const start = n * (sideBytes + widthDots * gapDots * 4);
    printSide(rgba.subarray(start, start + sideBytes), planes);
  }
  return { widthDots, heightDots, rgba };
}

/** White plastic and what is printed on it: each layer lets through its share of the light. */
function printSide(rgba: Uint8Array, planes: readonly Plane[]): void {
  rgba.fill(255);
  for (const { panel, dots } of planes) {
    for (const channel of CHANNELS[panel]) {
      for (const [dot, amount] of dots.entries()) {
        const at = dot * 4 + channel;
        rgba[at] = Math.round(((rgba[at] ?? 0) * (255 - amount)) / 255);
      }
    }
  }
}

export function encodePng({ widthDots: width, heightDots: height, rgba: data }: Raster) {
  return encode({ width, height, data, channels: 4 });
}
