import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import type { Geometry } from "../../protocols/evolis/geometry.ts";
import type { CardRecord } from "../printer/card.ts";
import { pictureOf } from "../printer/picture.ts";
import { writeWhole } from "./whole-file.ts";

/** Writes what came out of a printer into a folder: a PNG a side, and a record beside it. */
export interface CardFiles {
  /** The path of the front's picture. */
  save(card: CardRecord, at: string): string;
  /** Whether this card of this printer has come out already. */
  has(card: Pick<CardRecord, "n" | "serialNumber">): boolean;
}

export function openCardFiles(folder: string, geometry: Geometry): CardFiles {
  mkdirSync(folder, { recursive: true });
  return {
    has: (card) => existsSync(join(folder, `${nameOf(card)}.json`)),
    save(card, at) {
      const name = nameOf(card);
      const image = `${name}.png`;
      const hasBack = card.panels.some(({ side }) => side === "back");
      const back = hasBack ? `${name}-back.png` : undefined;
      writeFileSync(join(folder, image), sidePng(card, "front", geometry));
      if (back) writeFileSync(join(folder, back), sidePng(card, "back", geometry));
      const record = { ...recordOf(card, at), image, ...(back && { image_back: back }) };
      // Whoever sees a record finds its pictures.
      writeWhole(join(folder, `${name}.json`), `${JSON.stringify(record)}\n`);
      return join(folder, image);
    },
  };
}

/** Several printers may share a folder. */
function nameOf({ n, serialNumber }: Pick<CardRecord, "n" | "serialNumber">): string {
  return `card-${serialNumber}-${String(n).padStart(6, "0")}`;
}

function recordOf({ n, serialNumber, box, panels, complete }: CardRecord, at: string) {
  return {
    n,
    at,
    serial_number: serialNumber,
    box,
    panels: panels.map(({ side, panel }) => (side === "front" ? panel : `back-${panel}`)),
    complete,
  };
}

function sidePng(card: CardRecord, side: "front" | "back", geometry: Geometry): Uint8Array {
  const panels = card.panels.filter((panel) => panel.side === side);
  const { widthDots: width, heightDots: height } = geometry;
  return encode({ width, height, data: pictureOf(panels, geometry), channels: 4 });
}
