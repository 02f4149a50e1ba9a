import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { PANELS } from "../../protocols/words.ts";
import type { Card } from "../printer/card.ts";
import type { PrinterMemory } from "../printer/memory.ts";
import { writeWhole } from "./whole-file.ts";

/** Where a simulated printer keeps what a real one keeps without power. */
export interface PrinterMemoryFile {
  /** `undefined`: there is none yet. Throws if there is one that cannot be read. */
  load(): PrinterMemory | undefined;
  save(memory: PrinterMemory): void;
}

export function openPrinterMemoryFile(path: string): PrinterMemoryFile {
  return {
    load() {
      if (!existsSync(path)) return undefined;
      try {
        const { counters, modes, card } = SHAPE.parse(JSON.parse(readFileSync(path, "utf8")));
        return { counters, modes, cardInside: card ?? undefined };
      } catch (cause) {
        const message = `${path} is no memory of a simulated printer; remove it to begin anew`;
        throw new Error(message, { cause });
      }
    },
    save({ counters, modes, cardInside }) {
      const card = cardInside === undefined ? null : writable(cardInside);
      writeWhole(path, `${JSON.stringify({ counters, modes, card })}\n`);
    },
  };
}

function writable({ n, panels }: Card) {
  return {
    n,
    panels: panels.map((panel) => ({
      ...panel,
      bytes: Buffer.from(panel.bytes).toString("base64"),
    })),
  };
}

const count = z.int().min(0);

const SHAPE = z.object({
  counters: z.object({
    cards: count,
    panels: count,
    cleanings: count,
    cardsSinceCleaning: count,
    cleaningIntervalMax: count,
  }),
  modes: z.object({
    error: z.literal([0, 1, 2, 3, 5, 16, 18]),
    answers: z.enum(["ack-nack", "standard"]),
    feedSource: z.enum(["feeder", "manual", "automatic"]),
  }),
  card: z
    .object({
      n: count,
      panels: z.array(
        z.object({
          side: z.enum(["front", "back"]),
          panel: z.enum(PANELS),
          levels: z.literal([2, 32, 64, 128]),
          bytes: z.base64().transform((text) => Uint8Array.from(Buffer.from(text, "base64"))),
        }),
      ),
    })
    .nullable(),
});
