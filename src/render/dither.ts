import type { Raster } from "./raster.ts";

/**
 * Lightness (0–255) from which a dot stays white, and up to which it is black. The light tints that
 * cards have as a ground vanish, so that text on them stays crisp.
 */
const WHITE_MIN = 204;
const BLACK_MAX = 40;

/**
 * An opaque picture as black dots (255) on white (0), by error diffusion (Floyd and Steinberg, each
 * row in the other direction). White and black dots are kept and pass no error on: edges of text
 * neither fray nor gather dust. Integers throughout, so every host gets the same dots.
 */
export function dither(raster: Raster): Uint8Array {
  const { widthDots: width, heightDots: height } = raster;
  const dots = new Uint8Array(width * height);
  // Sixteenths of an error, for this row and the next, with a margin at either end.
  let errors = new Int32Array(width + 2);
  let nextErrors = new Int32Array(width + 2);
  for (let row = 0; row < height; row++) {
    const forward = row % 2 === 0;
    for (let step = 0; step < width; step++) {
      const column = forward ? step : width - 1 - step;
      const ink = inkOf(raster.rgba, (row * width + column) * 4);
      const wanted = ink + Math.trunc((errors[column + 1] ?? 0) / 16);
      const printed = ink === 0 ? 0 : ink === 255 || wanted >= 128 ? 255 : 0;
      dots[row * width + column] = printed;
      if (ink === 0 || ink === 255) continue;
      spread(wanted - printed, column + 1, forward ? 1 : -1, errors, nextErrors);
    }
    [errors, nextErrors] = [nextErrors, errors.fill(0)];
  }
  return dots;
}

function spread(
  error: number,
  at: number,
  ahead: number,
  errors: Int32Array,
  nextErrors: Int32Array,
): void {
  errors[at + ahead] = (errors[at + ahead] ?? 0) + 7 * error;
  nextErrors[at - ahead] = (nextErrors[at - ahead] ?? 0) + 3 * error;
  nextErrors[at] = (nextErrors[at] ?? 0) + 5 * error;
  nextErrors[at + ahead] = (nextErrors[at + ahead] ?? 0) + error;
}

/** How much black a dot wants, 0–255, by its lightness as the eye weighs colours (Rec. 709). */
function inkOf(rgba: Uint8Array, at: number): number {
  const red = rgba[at] ?? 0;
  const green = rgba[at + 1] ?? 0;
  const blue = rgba[at + 2] ?? 0;
  const light = (54 * red + 183 * green + 19 * blue) >> 8;
  const kept = Math.min(WHITE_MIN, Math.max(BLACK_MAX, light));
  return Math.floor(((WHITE_MIN - kept) * 255) / (WHITE_MIN - BLACK_MAX));
}
