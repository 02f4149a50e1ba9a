import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CARD_GEOMETRY, type Geometry } from "../../../protocols/evolis/geometry.ts";
import { unpackPanel } from "../../../protocols/evolis/panel.ts";
import type { CardRecord } from "../../../simulator/printer/card.ts";
import { pictureOf } from "../../../simulator/printer/picture.ts";
import { bytesOf, geometryOf, pictureRows, vectors } from "../../protocols/evolis/vectors.ts";
import { setUp } from "./bench.ts";

// Goal: what the vendor's driver sends becomes a card, dot for dot, though it waits for no answer
// and sends commands that no guide has. Method: streams that it wrote, where the folder with them
// is at hand, and always a stream of ours of the same shape.
const FOLDER = process.env["CETAKD_CAPTURES"];
const REASON = FOLDER === undefined ? " (skipped: CETAKD_CAPTURES is not set)" : "";

const CHUNKS = [64, 4096, 1_000_000];
const COMMANDS = 10;

/** Sends the stream as it is and gives the one card that comes of it. */
function print(stream: Uint8Array, geometry: Geometry, chunkBytes: number): CardRecord {
  const { printer, cards, ask } = setUp({ geometry });
  for (let at = 0; at < stream.length; at += chunkBytes) {
    printer.receive(stream.subarray(at, at + chunkBytes));
  }
  expect(ask()).toEqual(new Array<string>(COMMANDS).fill("ack"));
  const [card] = cards;
  if (card === undefined || cards.length > 1) throw new Error(`${cards.length} cards came out`);
  expect(card).toMatchObject({ n: 1, box: "output", complete: true });
  expect(card.panels.map(({ side, panel }) => `${side} ${panel}`)).toEqual(["front k"]);
  return card;
}

/** Where the picture is black, row by row as read. */
function blackDots(card: CardRecord, geometry: Geometry): Uint8Array {
  const rgba = pictureOf(card.panels, geometry);
  return Uint8Array.from({ length: rgba.length / 4 }, (_, dot) => (rgba[dot * 4] === 0 ? 255 : 0));
}

describe.each([
  { file: "windows-driver-halftone.bin", sha256: "e41bc4ba0f8b3d14" },
  { file: "windows-driver-text.bin", sha256: "7db4e6b80e168560" },
])("$file", ({ file, sha256 }) => {
  it.skipIf(FOLDER === undefined)(`is printed dot for dot, however it is cut${REASON}`, () => {
    const stream = Uint8Array.from(readFileSync(join(FOLDER ?? "", file)));
    for (const chunkBytes of CHUNKS) {
      const card = print(stream, CARD_GEOMETRY, chunkBytes);
      const [bytes = new Uint8Array(0)] = card.panels.map((panel) => panel.bytes);
      expect(createHash("sha256").update(bytes).digest("hex").slice(0, 16)).toBe(sha256);
      const dots = Buffer.from(unpackPanel(bytes, 2, CARD_GEOMETRY));
      expect(Buffer.from(blackDots(card, CARD_GEOMETRY)).equals(dots)).toBe(true);
    }
  });
});

describe("a stream of the same shape", () => {
  const [[, dots, hex] = []] = vectors("stream");
  const geometry = geometryOf(dots);

  it("becomes its picture, at every cut", () => {
    const stream = bytesOf(hex);
    for (let chunkBytes = 1; chunkBytes <= stream.length; chunkBytes += 1) {
      const black = blackDots(print(stream, geometry, chunkBytes), geometry);
      const row = (y: number) =>
        black.subarray(y * geometry.widthDots, (y + 1) * geometry.widthDots);
      const rows = pictureRows().map((_, y) =>
        [...row(y)].map((dot) => (dot ? "#" : ".")).join(""),
      );
      expect(rows).toEqual(pictureRows());
    }
  });
});
