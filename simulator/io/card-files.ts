import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import type { Geometry } from "../../protocols/evolis/geometry.ts";
import type { CardRecord } from "../printer/card.ts";
import { pictureOf } from "../printer/picture.ts";

/** Writes what came out of a printer into a folder: a PNG a side, and a record beside it. */
export interface CardFiles {
  /** The path of the front's picture. */
  save(card: CardRecord, at: string): string;
}

export function openCardFiles(folder: string, geometry: Geometry): CardFiles {
  mkdirSync(folder, { recursive: true });
  return {
    save(card, at) {
      const { n, serialNumber, box, panels, complete } = card;
      const name = `card-${String(n).padStart(6, "0")}`;
      const image = `${name}.png`;
      const back = panels.some(({ side }) => side === "back") ? `${name}-back.png` : undefined;
      writeFileSync(join(folder, image), sidePng(card, "front", geometry));
      if (back) writeFileSync(join(folder, back), sidePng(card, "back", geometry));
      const record = {
        n,
        at,
        serial_number: serialNumber,
        box,
        panels: panels.map(({ side, panel }) => (side === "front" ? panel : `back-${panel}`)),
        complete,
        image,
        ...(back && { image_back: back }),
      };
      writeWhole(join(folder, `${name}.json`), `${JSON.stringify(record)}\n`);
      return join(folder, image);
    },
  };
}

/** A record appears whole or not at all: whoever sees one finds its pictures. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

function sidePng(card: CardRecord, side: "front" | "back", geometry: Geometry): Uint8Array {
  const panels = card.panels.filter((panel) => panel.side === side);
  const { widthDots: width, heightDots: height } = geometry;
  return encode({ width, height, data: pictureOf(panels, geometry), channels: 4 });
}
