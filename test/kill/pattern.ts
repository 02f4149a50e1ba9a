import { crc32 } from "node:zlib";
import { createSeededRandom } from "../../simulator/stage/chance.ts";

/**
 * A job id as black and white cells that cover a card: a checksum, a length, the id and zeros, all
 * of it under a mask that the checksum gives. So every part of a card is half black, whatever the
 * id, and another one on the card of each job: what is missing changes cells, wherever it is, and
 * parts of two cards never make a whole one.
 */

/** One square of the pattern, in dots from the upper left corner. */
export interface Cell {
  readonly x: number;
  readonly y: number;
}

export const CELL_DOTS = 24;
const COLUMNS = 42;
const ROWS = 27;
/** Half of what is left of the card's 1016 dots. */
const MARGIN_DOTS = 4;
/** In the upper left corner people read; in cells. */
export const TEXT = { columns: 26, rows: 3 } as const;

export const CELLS: readonly Cell[] = Array.from({ length: ROWS * COLUMNS }, (_, n) => ({
  column: n % COLUMNS,
  row: Math.floor(n / COLUMNS),
}))
  .filter(({ column, row }) => column >= TEXT.columns || row >= TEXT.rows)
  .map(({ column, row }) => ({ x: MARGIN_DOTS + column * CELL_DOTS, y: row * CELL_DOTS }));

const BYTES = CELLS.length / 8;
const CHECKSUM_BYTES = 4;
/** As long as an id may be, that of a reprint too. */
const JOB_ID = /^[A-Za-z0-9._-]{1,72}$/;

/** Any number would do: without it the checksum's own cells would be as it is. */
const CHECKSUM_MASK = 0x5a17_c0de;

/** Which of `CELLS` are black. Throws on what is no job id. */
export function encodeJobId(jobId: string): readonly boolean[] {
  if (!JOB_ID.test(jobId)) throw new RangeError("no job id");
  const bytes = Buffer.alloc(BYTES);
  const content = bytes.subarray(CHECKSUM_BYTES);
  content[0] = jobId.length;
  content.write(jobId, 1, "latin1");
  const checksum = crc32(content);
  bytes.writeUInt32BE((checksum ^ CHECKSUM_MASK) >>> 0);
  cover(content, checksum);
  return CELLS.map((_, n) => (((bytes[n >> 3] ?? 0) >> (n & 7)) & 1) === 1);
}

/** `undefined`: these cells are no job's, or not all of them are as they were printed. */
export function decodeJobId(black: readonly boolean[]): string | undefined {
  const bytes = Buffer.alloc(BYTES);
  for (const [n, isBlack] of black.entries()) {
    if (isBlack) bytes[n >> 3] = (bytes[n >> 3] ?? 0) | (1 << (n & 7));
  }
  const content = bytes.subarray(CHECKSUM_BYTES);
  const checksum = (bytes.readUInt32BE() ^ CHECKSUM_MASK) >>> 0;
  cover(content, checksum);
  if (crc32(content) !== checksum) return undefined;
  const jobId = content.toString("latin1", 1, 1 + (content[0] ?? 0));
  return JOB_ID.test(jobId) ? jobId : undefined;
}

/** Covers what is bare, and uncovers what is covered. */
function cover(content: Uint8Array, seed: number): void {
  const random = createSeededRandom(seed);
  for (let at = 0; at < content.length; at += 1) {
    content[at] = (content[at] ?? 0) ^ Math.floor(random.jitter() * 256);
  }
}
