import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "fast-png";
import { specimenPlanes } from "./specimen.ts";

/** What a printer wrote down about a card. */
export interface CardFile {
  readonly n: number;
  readonly box: "output" | "reject" | "removed";
  readonly complete: boolean;
  readonly panels: readonly string[];
  readonly image: string;
  /** Number of the resident whose card it is, by its black dots; `undefined`: nobody's. */
  readonly resident: number | undefined;
}

/** The cards of a folder in the order of printing, each with the resident it was printed for. */
export function readCards(folder: string, residents: number): readonly CardFile[] {
  const residentOf = new Map<string, number>();
  for (let n = 0; n < residents; n += 1) residentOf.set(blackOfSpecimen(n), n);
  return readdirSync(folder)
    .filter((file) => /^card-.*\.json$/.test(file))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as CardFile)
    .sort((a, b) => a.n - b.n)
    .map((card) => ({ ...card, resident: residentOf.get(blackOfImage(join(folder, card.image))) }));
}

/** All text is black resin and nothing else is black: these dots tell one card from another. */
function blackOfSpecimen(n: number): string {
  const black = specimenPlanes(n).find(({ panel }) => panel === "k");
  return hashOf((black?.dots ?? new Uint8Array()).map((amount) => (amount === 255 ? 1 : 0)));
}

function blackOfImage(path: string): string {
  const { data, channels, width, height } = decode(readFileSync(path));
  const dots = new Uint8Array(width * height);
  for (let dot = 0, at = 0; dot < dots.length; dot += 1, at += channels) {
    dots[dot] = data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 0 ? 1 : 0;
  }
  return hashOf(dots);
}

function hashOf(dots: Uint8Array): string {
  return createHash("sha256").update(dots).digest("hex");
}
