import { decode, encode } from "fast-png";
import { drawSvg, openSvg } from "../../src/render/svg.ts";
import { CELL_DOTS, CELLS, type Cell, decodeJobId, encodeJobId, TEXT } from "./pattern.ts";

const CARD = { width: 1016, height: 648 } as const;
/** Left of the text, and how large it is at most. */
const INDENT_DOTS = 12;
const FONT_DOTS_MAX = 34;
/** Of the width of Roboto Bold's digits and letters in its size, on the safe side. */
const LETTER_WIDTH = 0.62;

/**
 * SPECIMEN is printed over the pattern and takes some black from black cells and brings some to
 * white ones. Between these shares of black a cell is neither.
 */
const BLACK_SHARE_MIN = 0.75;
const WHITE_SHARE_MAX = 0.25;
const BLACK_MAX = 127;

/** Eight bits a channel, as fast-png gives it; the first channel tells black from white. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

/** The picture of a job's card as a PNG: for people the words, for the reconciler the pattern. */
export function drawCard(jobId: string): Uint8Array {
  const { width, height } = CARD;
  const data = new Uint8Array((width / 8) * height).fill(0xff);
  function blacken(x: number, y: number): void {
    const dot = y * width + x;
    data[dot >> 3] = (data[dot >> 3] ?? 0) & ~(0x80 >> (dot & 7));
  }
  drawWords(jobId, blacken);
  drawPattern(jobId, blacken);
  // One bit a dot: drawn in few milliseconds, for whoever waits to kill at the right one.
  return encode({ width, height, channels: 1, depth: 1, data });
}

type Blacken = (x: number, y: number) => void;

/** A job id has no character that means something in SVG. */
function drawWords(jobId: string, blacken: Blacken): void {
  const [width, height] = [TEXT.columns * CELL_DOTS, TEXT.rows * CELL_DOTS];
  const text = `SPECIMEN ${jobId}`;
  const size = Math.min(FONT_DOTS_MAX, width / (text.length * LETTER_WIDTH));
  const font = `font-family="Roboto" font-weight="700" font-size="${size}"`;
  const { rgba } = drawSvg(
    openSvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
        `<text x="${INDENT_DOTS}" y="${(height + size) / 2}" ${font}>${text}</text></svg>`,
    ),
  );
  for (let dot = 0; dot < width * height; dot += 1) {
    if ((rgba[dot * 4 + 3] ?? 0) > BLACK_MAX) blacken(dot % width, Math.floor(dot / width));
  }
}

function drawPattern(jobId: string, blacken: Blacken): void {
  const black = encodeJobId(jobId);
  for (const { x, y } of CELLS.filter((_, n) => black[n])) {
    for (let row = y; row < y + CELL_DOTS; row += 1) {
      for (let dot = x; dot < x + CELL_DOTS; dot += 1) blacken(dot, row);
    }
  }
}

/** The job whose card this is; `undefined`: of none, or not the whole of one. */
export function readCard(picture: Picture): string | undefined {
  if (picture.width !== CARD.width || picture.height !== CARD.height) return undefined;
  const shares = CELLS.map((cell) => blackShare(picture, cell));
  const areClear = shares.every((share) => share >= BLACK_SHARE_MIN || share <= WHITE_SHARE_MAX);
  return areClear ? decodeJobId(shares.map((share) => share >= BLACK_SHARE_MIN)) : undefined;
}

/** The same for a PNG as the printer writes it, of eight bits a channel. */
export function readCardPng(png: Uint8Array): string | undefined {
  return readCard(decode(png));
}

function blackShare({ data, width, channels }: Picture, { x, y }: Cell): number {
  let black = 0;
  for (let row = y; row < y + CELL_DOTS; row += 1) {
    const start = (row * width + x) * channels;
    for (let at = start; at < start + CELL_DOTS * channels; at += channels) {
      if ((data[at] ?? 255) <= BLACK_MAX) black += 1;
    }
  }
  return black / (CELL_DOTS * CELL_DOTS);
}
