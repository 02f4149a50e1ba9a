import type { Panel } from "../../protocols/words.ts";
import type { Geometry, Plane } from "../core/ports.ts";
import { dither } from "./dither.ts";
import type { Raster } from "./raster.ts";

/**
 * A dot none of whose channels is above this is black enough for resin: what text of another
 * program leaves of black after scaling, and darker than dye prints.
 */
export const RESIN_BLACK_MAX = 16;

const RED = 0;
const GREEN = 1;
const BLUE = 2;

/**
 * An opaque picture as the panels of a ribbon, in the order given. With Y, M and C each dye is the
 * complement of its colour, except that black goes to K where K is offered, and no dye lies under
 * it. With K alone the picture is dithered. O is varnish all over.
 */
export function separate(raster: Raster, panels: readonly Panel[]): Plane[] {
  const dyed = (["y", "m", "c"] as const).every((dye) => panels.includes(dye));
  const resin = panels.includes("k") ? resinOf(raster, dyed) : undefined;
  return panels.map((panel) => ({ panel, dots: dotsOf(panel, raster, resin) }));
}

function dotsOf(panel: Panel, raster: Raster, resin: Uint8Array | undefined): Uint8Array {
  const dotCount = raster.widthDots * raster.heightDots;
  switch (panel) {
    case "y":
      return dye(raster, BLUE, resin);
    case "m":
      return dye(raster, GREEN, resin);
    case "c":
      return dye(raster, RED, resin);
    case "k":
      return resin ?? new Uint8Array(dotCount);
    case "o":
      return new Uint8Array(dotCount).fill(255);
  }
}

function resinOf(raster: Raster, dyed: boolean): Uint8Array {
  return dyed ? blackOf(raster) : dither(raster);
}

function blackOf({ rgba }: Raster): Uint8Array {
  const dots = new Uint8Array(rgba.length / 4);
  for (let dot = 0, at = 0; dot < dots.length; dot++, at += 4) {
    const lightest = Math.max(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0);
    dots[dot] = lightest <= RESIN_BLACK_MAX ? 255 : 0;
  }
  return dots;
}

function dye({ rgba }: Raster, channel: number, resin: Uint8Array | undefined): Uint8Array {
  const dots = new Uint8Array(rgba.length / 4);
  for (let dot = 0, at = channel; dot < dots.length; dot++, at += 4) {
    dots[dot] = resin?.[dot] === 255 ? 0 : 255 - (rgba[at] ?? 0);
  }
  return dots;
}

/** What these panels look like on a white card: dyes take their colour away, resin covers all. */
export function compose(planes: readonly Plane[], geometry: Geometry): Raster {
  const dotCount = geometry.widthDots * geometry.heightDots;
  const rgba = new Uint8Array(dotCount * 4).fill(255);
  for (const { panel, dots } of planes) {
    for (let dot = 0; dot < dotCount; dot++) {
      const amount = dots[dot] ?? 0;
      for (const channel of COVERED[panel]) {
        const at = dot * 4 + channel;
        rgba[at] = Math.max(0, (rgba[at] ?? 0) - amount);
      }
    }
  }
  return { ...geometry, rgba };
}

const COVERED: Readonly<Record<Panel, readonly number[]>> = {
  y: [BLUE],
  m: [GREEN],
  c: [RED],
  k: [RED, GREEN, BLUE],
  o: [],
};
