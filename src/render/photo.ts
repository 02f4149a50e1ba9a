import { encode } from "fast-png";
import { decodeImage } from "./image-file.ts";
import { type Raster, type Refused, refuse } from "./raster.ts";
import { scale } from "./scale.ts";
import { RESIN_BLACK_MAX } from "./separate.ts";

/** A photograph on a card has about 300 × 400 dots; larger ones are scaled down to this height. */
const HEIGHT_MAX = 400;
/** No face is more than three times as wide as high; a wider picture would make a huge raster. */
const RATIO_MAX = 3;

/** One transparent dot, for a template that wants a photograph where the side has none. */
export const NO_PHOTO = pngUri({ widthDots: 1, heightDots: 1, rgba: new Uint8Array(4) });

/**
 * A photograph (base64 PNG or JPEG) as a data URI for a template. It is decoded here, so a template
 * only ever sees a sound PNG of a modest size.
 */
export function photoUri(base64: string): { readonly ok: true; readonly uri: string } | Refused {
  const decoded = decodeImage("photo", base64, ["png", "jpeg"]);
  if (!decoded.ok) return decoded;
  const { widthDots, heightDots } = decoded.raster;
  if (widthDots > heightDots * RATIO_MAX || heightDots > widthDots * RATIO_MAX) {
    return refuse("image-size", `photo: a side is more than ${RATIO_MAX} times the other`);
  }
  const share = Math.min(1, HEIGHT_MAX / heightDots);
  const scaled = scale(
    decoded.raster,
    Math.round(widthDots * share),
    Math.round(heightDots * share),
  );
  return { ok: true, uri: pngUri(withoutBlack(scaled)) };
}

/** Blacker than this is lifted to it: above the limit of resin, with room for what scaling does. */
const DARKEST = RESIN_BLACK_MAX + 16;

/** The picture without black, so that dark hair is dyed like the rest of a face. */
function withoutBlack(raster: Raster): Raster {
  const rgba = raster.rgba.slice();
  for (let at = 0; at < rgba.length; at += 4) {
    const lightest = Math.max(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0);
    if (lightest < DARKEST) rgba.fill(DARKEST, at, at + 3);
  }
  return { ...raster, rgba };
}

function pngUri({ widthDots: width, heightDots: height, rgba: data }: Raster): string {
  // Level 1: the PNG lives for some milliseconds.
  const png = encode({ width, height, data, channels: 4 }, { zlib: { level: 1 } });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
