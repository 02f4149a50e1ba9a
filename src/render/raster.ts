import type { Rendered } from "../core/ports.ts";

/** A picture, row by row, four bytes a dot: red, green, blue, alpha. */
export interface Raster {
  readonly widthDots: number;
  readonly heightDots: number;
  /** Colours are premultiplied by alpha; alpha is 255 throughout once a picture is on white. */
  readonly rgba: Uint8Array;
}

/** Why a side cannot be drawn. The message names the part of the side, never what it says. */
export type Refused = Extract<Rendered, { readonly ok: false }>;

export type Drawn = { readonly ok: true; readonly raster: Raster } | Refused;

export function refuse(defect: Refused["defect"], message: string): Refused {
  return { ok: false, defect, message };
}

/** The picture as it looks on a white card. */
export function onWhite(raster: Raster): Raster {
  const rgba = raster.rgba.slice();
  for (let at = 0; at < rgba.length; at += 4) {
    const white = 255 - (rgba[at + 3] ?? 0);
    rgba[at] = (rgba[at] ?? 0) + white;
    rgba[at + 1] = (rgba[at + 1] ?? 0) + white;
    rgba[at + 2] = (rgba[at + 2] ?? 0) + white;
    rgba[at + 3] = 255;
  }
  return { ...raster, rgba };
}

/** `top` over `ground`; both of one size, `ground` opaque. */
export function over(top: Raster, ground: Raster): Raster {
  const rgba = ground.rgba.slice();
  for (let at = 0; at < rgba.length; at += 4) {
    const through = 255 - (top.rgba[at + 3] ?? 0);
    if (through === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      const below = Math.round(((rgba[channel] ?? 0) * through) / 255);
      rgba[channel] = Math.min(255, (top.rgba[channel] ?? 0) + below);
    }
  }
  return { ...ground, rgba };
}

/** How far a picture's ratio of width to height may be from the card's, as a share. */
const RATIO_TOLERANCE = 0.02;

interface Size {
  readonly widthDots: number;
  readonly heightDots: number;
}

/** Whether the ratios of two sizes are further apart than a picture's may be from the card's. */
export function ratiosDiffer(one: Size, other: Size): boolean {
  const ratio = (one.widthDots * other.heightDots) / (one.heightDots * other.widthDots);
  return Math.abs(ratio - 1) > RATIO_TOLERANCE;
}
