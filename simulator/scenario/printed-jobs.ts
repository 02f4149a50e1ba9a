import { createHash } from "node:crypto";
import type { PrinterConfig } from "../../config/schema.ts";
import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import { packPanel } from "../../protocols/evolis/panel.ts";
import type { Panel } from "../../protocols/words.ts";
import { panelsOf } from "../../src/drivers/evolis/ribbon.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import type { CardRecord, PrintedPanel } from "../printer/card.ts";
import { fictitiousResident } from "../server/people.ts";

type Look = Pick<PrinterConfig, "ribbon" | "colour_levels">;

/**
 * Whose card a card is, by what is printed on it. No two people have the same text, and no dye lies
 * under it, so every panel but the varnish tells one from another.
 */
export interface PrintedJobs {
  /** The side of a card for one more job, which says SPECIMEN; each is another person's. */
  side(jobId: string): object;
  /** `undefined`: of none of them, or nothing is on it yet. */
  jobOn(card: CardRecord): string | undefined;
}

export function createPrintedJobs(printerOf: (serialNumber: string) => Look): PrintedJobs {
  const jobs: string[] = [];
  const drawn = new Map<string, { readonly known: Map<string, string>; count: number }>();
  const renderer = createRenderer();

  function side(n: number) {
    return { template: "ktp-el", fields: { ...fictitiousResident(n) } };
  }

  function draw(n: number, look: Look): readonly string[] {
    const rendered = renderer.render({
      side: side(n),
      panels: panelsOf(look.ribbon, "front").filter(isTelling),
      geometry: CARD_GEOMETRY,
      specimen: true,
    });
    if (!rendered.ok) throw new Error(rendered.message);
    return rendered.planes.map(({ panel, dots }) => {
      const levels = panel === "k" ? 2 : look.colour_levels;
      return keyOf({ panel, levels, bytes: packPanel(dots, levels, CARD_GEOMETRY) });
    });
  }

  /** Drawing takes a while: only what has not been seen yet is drawn, mostly one card. */
  function find(keys: readonly string[], look: Look): string | undefined {
    const name = `${look.ribbon} ${look.colour_levels}`;
    const cards = drawn.get(name) ?? { known: new Map<string, string>(), count: 0 };
    drawn.set(name, cards);
    for (;;) {
      const key = keys.find((each) => cards.known.has(each));
      if (key !== undefined) return cards.known.get(key);
      const jobId = jobs[cards.count];
      if (jobId === undefined) return undefined;
      for (const each of draw(cards.count, look)) cards.known.set(each, jobId);
      cards.count += 1;
    }
  }

  return {
    side(jobId) {
      jobs.push(jobId);
      return side(jobs.length - 1);
    },
    jobOn({ panels, serialNumber }) {
      const keys = panels.filter(({ panel }) => isTelling(panel)).map(keyOf);
      return keys.length === 0 ? undefined : find(keys, printerOf(serialNumber));
    },
  };
}

function isTelling(panel: Panel): boolean {
  return panel !== "o";
}

function keyOf({ panel, levels, bytes }: Pick<PrintedPanel, "panel" | "levels" | "bytes">): string {
  return `${panel} ${levels} ${createHash("sha256").update(bytes).digest("base64")}`;
}
