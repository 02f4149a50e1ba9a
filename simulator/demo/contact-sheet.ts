import { readFileSync, writeFileSync } from "node:fs";
import { decode, encode } from "fast-png";

const COLUMNS = 4;
/** A card of 1016 dots becomes 254 wide. */
const SHRINK = 4;
const GAP = 12;
const GREY = 200;

/** Puts pictures of one size on one sheet, a quarter as large, and writes it. */
export function writeContactSheet(path: string, images: readonly string[]): void {
  const pictures = images.map((image) => decode(readFileSync(image)));
  const [first] = pictures;
  if (first === undefined) return;
  const width = Math.floor(first.width / SHRINK);
  const height = Math.floor(first.height / SHRINK);
  const rows = Math.ceil(pictures.length / COLUMNS);
  const sheet = {
    width: GAP + Math.min(COLUMNS, pictures.length) * (width + GAP),
    height: GAP + rows * (height + GAP),
  };
  const data = new Uint8Array(sheet.width * sheet.height * 3).fill(GREY);
  for (const [index, picture] of pictures.entries()) {
    const left = GAP + (index % COLUMNS) * (width + GAP);
    const top = GAP + Math.floor(index / COLUMNS) * (height + GAP);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        data.set(
          averageOf(picture, x * SHRINK, y * SHRINK),
          ((top + y) * sheet.width + left + x) * 3,
        );
      }
    }
  }
  writeFileSync(path, encode({ ...sheet, channels: 3, data }));
}

/** The mean colour of a square of dots. */
function averageOf(
  { data, channels, width }: ReturnType<typeof decode>,
  left: number,
  top: number,
): readonly [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (let y = top; y < top + SHRINK; y += 1) {
    for (let x = left; x < left + SHRINK; x += 1) {
      const at = (y * width + x) * channels;
      sum[0] += data[at] ?? 0;
      sum[1] += data[at + 1] ?? 0;
      sum[2] += data[at + 2] ?? 0;
    }
  }
  const dots = SHRINK * SHRINK;
  return [sum[0] / dots, sum[1] / dots, sum[2] / dots];
}
