import type { Panel } from "../../protocols/words.ts";
import type { Geometry, Renderer, Store } from "../core/ports.ts";
import type { Job, State } from "../core/state.ts";
import { encodePng, pictureOf } from "../render/picture.ts";
import { type CardPrinter, drawSides } from "./cards.ts";

export interface CardPictureParts {
  readonly state: State;
  readonly store: Pick<Store, "attempts" | "document">;
  readonly renderer: Renderer;
  readonly printers: ReadonlyMap<string, CardPrinter>;
}

/** Without the word of a printer on its ribbon. */
const ALL_COLOURS: readonly Panel[] = ["y", "m", "c", "k"];

/** A PNG, or why there is none. */
export type CardPicture = Uint8Array | "content-erased" | "not-drawable";

/** Draws what the card of a job looks like when it is good, as its printer would print it. */
export function createCardPicture(parts: CardPictureParts): (job: Job) => CardPicture {
  return ({ jobId, printer: only }) => {
    if (parts.store.document(jobId) === undefined) return "content-erased";
    const last = parts.store.attempts(jobId).at(-1)?.printer;
    const { geometry, panelsOf } = printerOf(parts, last ?? only);
    const sides = drawSides(parts, jobId, geometry, panelsOf);
    return sides === undefined ? "not-drawable" : encodePng(pictureOf(sides, geometry));
  };
}

interface PrinterView {
  readonly geometry: Geometry;
  readonly panelsOf: (side: "front" | "back") => readonly Panel[];
}

/** A printer that the configuration has no more is as good as any other. */
function printerOf({ state, printers }: CardPictureParts, wanted: string | undefined): PrinterView {
  const [[anyId, any] = []] = printers;
  const id = wanted !== undefined && printers.has(wanted) ? wanted : anyId;
  const found = printers.get(id ?? "") ?? any;
  if (found === undefined) throw new Error("a daemon has at least one printer");
  const driver = found.line.driver(state.printers.get(id ?? "")?.session ?? 0);
  return {
    geometry: found.geometry,
    panelsOf: (side) => driver?.panels(side) ?? ALL_COLOURS,
  };
}
