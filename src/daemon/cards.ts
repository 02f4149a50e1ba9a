import type { JobDocument } from "../../protocols/host/job-document.ts";
import type { Panel } from "../../protocols/words.ts";
import { DaemonError } from "../core/errors.ts";
import type { Event } from "../core/events.ts";
import type { PrepareOrder, PrintOrder } from "../core/orders.ts";
import type { Clock, Geometry, Log, Plane, PreparedCard, Renderer, Store } from "../core/ports.ts";
import type { PrinterLine } from "../drivers/printer-line.ts";
import { sha256 } from "../io/sha256.ts";
import { sidesOf } from "./intake.ts";

export interface CardsParts {
  readonly clock: Clock;
  readonly store: Pick<Store, "document">;
  readonly renderer: Renderer;
  readonly log: Log;
  readonly printers: ReadonlyMap<string, CardPrinter>;
  readonly post: (event: Event) => void;
}

export interface CardPrinter {
  readonly line: PrinterLine;
  readonly geometry: Geometry;
  /** Whether the overlay panel is printed, where the ribbon has one. */
  readonly varnish: boolean;
}

/** From a stored document to a card: drawn and prepared first, sent once the attempt is armed. */
export interface Cards {
  prepare(order: PrepareOrder): Promise<void>;
  print(order: PrintOrder): Promise<void>;
}

export function createCards(parts: CardsParts): Cards {
  const { clock, log, printers, post } = parts;
  /** What will be sent, by printer: the core keeps its hash, not the bytes. */
  const prepared = new Map<string, { readonly jobId: string; readonly card: PreparedCard }>();

  return {
    async prepare({ printer, session, jobId }) {
      const found = printers.get(printer);
      const driver = found?.line.driver(session);
      if (found === undefined || driver === undefined) return;
      const about = { printer, session, jobId };
      const sides = drawSides(parts, jobId, found.geometry, (side) =>
        driver.panels(side).filter((panel) => panel !== "o" || found.varnish),
      );
      if (sides === undefined) {
        log.write("error", "an accepted job cannot be drawn", { jobId });
        post({ kind: "card-unprintable", at: clock.wallMs(), ...about });
        return;
      }
      const card = driver.prepare(sides);
      prepared.set(printer, { jobId, card });
      const payloadHash = sha256(...card.commands.map(({ bytes }) => bytes));
      try {
        const health = await driver.check();
        const { panels } = card;
        post({ kind: "card-prepared", at: clock.wallMs(), ...about, health, panels, payloadHash });
      } catch (error) {
        if (!(error instanceof DaemonError)) throw error;
        log.write("warn", "printer not ready for a card", { printer, code: error.code });
        found.line.fail(session, error);
      }
    },

    async print({ printer, session, jobId, attempt }) {
      const driver = printers.get(printer)?.line.driver(session);
      const next = prepared.get(printer);
      prepared.delete(printer);
      // Without a session `printer-gone` is on its way and settles the attempt.
      if (driver === undefined || next?.jobId !== jobId) return;
      const about = { printer, session, jobId, attempt };
      const result = await driver.print(next.card, (fault) =>
        post({ kind: "card-waits", at: clock.wallMs(), ...about, fault }),
      );
      post({ kind: "card-ended", at: clock.wallMs(), ...about, result });
    },
  };
}

/** The planes of each side, front first; `undefined`: the document is erased or not drawable. */
export function drawSides(
  { store, renderer }: Pick<CardsParts, "store" | "renderer">,
  jobId: string,
  geometry: Geometry,
  panelsOf: (side: "front" | "back") => readonly Panel[],
): readonly (readonly Plane[])[] | undefined {
  const text = store.document(jobId);
  if (text === undefined) return undefined;
  const document = JSON.parse(text) as JobDocument;
  const specimen = document.specimen === true;
  const sides: (readonly Plane[])[] = [];
  for (const [at, side] of sidesOf(document).entries()) {
    const panels = panelsOf(at === 0 ? "front" : "back");
    const rendered = renderer.render({ side, panels, geometry, specimen });
    if (!rendered.ok) return undefined;
    sides.push(rendered.planes);
  }
  return sides;
}
