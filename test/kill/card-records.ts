import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cardFiles } from "../support/processes.ts";
import { readCardPng } from "./card-picture.ts";

/** A card by the printer's own record, and whose it is by what is printed on it. */
export interface FoundCard {
  /** The printer's count of cards. */
  readonly n: number;
  readonly box: string;
  readonly complete: boolean;
  /** `undefined`: nobody's, or not the whole of somebody's. */
  readonly jobId: string | undefined;
}

/** Whole, and where a person takes cards from to hand them out. */
export function isGood({ box, complete }: FoundCard): boolean {
  return complete && box === "output";
}

/** All cards that have left the printer, in its order; `read` is called after each. */
export function readCardRecords(
  folder: string,
  read: (count: number, all: number) => void = () => {},
): readonly FoundCard[] {
  const files = cardFiles(folder);
  return files.map(({ n, box, complete, image }, at) => {
    const jobId = readCardPng(readFileSync(join(folder, image)));
    read(at + 1, files.length);
    return { n, box, complete, jobId };
  });
}
