import type { Geometry } from "../core/ports.ts";
import { over, type Raster } from "./raster.ts";
import { drawSvg, openSvg } from "./svg.ts";

/** The word's share of the diagonal; its height follows. */
const SHARE_OF_DIAGONAL = 0.74;
/** Width of the word in Roboto Bold at font size 1, with the letter spacing below. */
const WORD_WIDTH = 5.3;

/**
 * SPECIMEN from the lower left to the upper right corner, as SVG for a drawing of this size: red
 * within a thin white edge, so that it reads on light and dark pictures alike.
 */
export function specimenMark(size: Geometry): string {
  const { widthDots: width, heightDots: height } = size;
  // By division and root alone: sines may differ in their last digit from host to host.
  const diagonal = Math.sqrt(width * width + height * height);
  const [cos, sin] = [width / diagonal, height / diagonal];
  const fontSize = Math.round((diagonal * SHARE_OF_DIAGONAL) / WORD_WIDTH);
  const turn = `matrix(${cos} ${-sin} ${sin} ${cos} ${width / 2} ${height / 2})`;
  return (
    `<text transform="${turn}" y="${fontSize * 0.355}" text-anchor="middle" ` +
    `font-family="Roboto" font-weight="700" font-size="${fontSize}" ` +
    `letter-spacing="${fontSize * 0.06}" ` +
    `fill="#d3122a" fill-opacity=".42" stroke="#fff" stroke-opacity=".6" ` +
    `stroke-width="${fontSize * 0.02}">SPECIMEN</text>`
  );
}

/** The side with SPECIMEN across it. */
export function stampSpecimen(side: Raster): Raster {
  const size = `width="${side.widthDots}" height="${side.heightDots}"`;
  const mark = specimenMark(side);
  return over(
    drawSvg(openSvg(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${mark}</svg>`)),
    side,
  );
}
