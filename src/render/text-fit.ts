import { escapeXml, openSvg } from "./svg.ts";

/** Faces to try, widest first. */
export const FACES = {
  regular: 'font-family="Roboto"',
  medium: 'font-family="Roboto" font-weight="500"',
  bold: 'font-family="Roboto" font-weight="700"',
  condensed: 'font-family="Roboto Condensed" font-weight="500"',
} as const;
export type Face = keyof typeof FACES;

/** Room for a text, in units of the drawing. */
export interface TextBox {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly Face[];
  readonly fontSizeMax: number;
  readonly fontSizeMin: number;
}

export interface FittedText {
  readonly lines: readonly string[];
  readonly face: Face;
  readonly fontSize: number;
}

/** From baseline to baseline, as a share of the font size. */
export const LINE_HEIGHT = 1.12;

/**
 * The largest text that stays in its box: the widest face first, broken between words where the
 * height allows lines; within words, at the smallest size, only if nothing else helps.
 * `undefined`: too long even so.
 */
export function fitText(text: string, box: TextBox): FittedText | undefined {
  const widths = new Map<string, number>();
  const widthOf = (line: string, face: Face): number => {
    const key = `${face} ${line}`;
    const width = widths.get(key) ?? textWidth(line, face);
    widths.set(key, width);
    return width;
  };
  const smallest = { ...box, fontSizeMax: box.fontSizeMin };
  return (
    fitPieces(text.split(" "), " ", box, widthOf) ?? fitPieces([...text], "", smallest, widthOf)
  );
}

type WidthOf = (line: string, face: Face) => number;

function fitPieces(
  pieces: readonly string[],
  joint: string,
  box: TextBox,
  widthOf: WidthOf,
): FittedText | undefined {
  for (let fontSize = box.fontSizeMax; fontSize >= box.fontSizeMin; fontSize--) {
    const linesMax = Math.max(1, Math.floor(box.height / (fontSize * LINE_HEIGHT)));
    for (const face of box.faces) {
      const fits = (line: string) => widthOf(line, face) * fontSize <= box.width;
      const lines = breakLines(pieces, joint, linesMax, fits);
      if (lines) return { lines, face, fontSize };
    }
  }
  return undefined;
}

function breakLines(
  pieces: readonly string[],
  joint: string,
  linesMax: number,
  fits: (line: string) => boolean,
): string[] | undefined {
  const whole = pieces.join(joint);
  if (fits(whole)) return [whole];
  const lines: string[] = [];
  for (const piece of pieces) {
    const line = lines.length === 0 ? piece : `${lines.at(-1)}${joint}${piece}`;
    if (fits(line)) lines.splice(-1, 1, line);
    else if (lines.length < linesMax && fits(piece)) lines.push(piece);
    else return undefined;
  }
  return lines;
}

/** Outlines are not hinted, so widths grow with the size and one measurement is enough. */
const MEASURED_SIZE = 100;

/** From the start of a line to the end of its last ink, kerning included, at font size 1. */
function textWidth(line: string, face: Face): number {
  const text = `<text ${FACES[face]} font-size="${MEASURED_SIZE}">${escapeXml(line)}</text>`;
  const box = openSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">${text}</svg>`,
  ).getBBox();
  return box ? (box.x + box.width) / MEASURED_SIZE : 0;
}
