import type { Levels } from "../../protocols/evolis/geometry.ts";
import type { Panel } from "../../protocols/words.ts";

/** A panel as it lies on a card: the bytes of `Db`, whatever form it was sent in. */
export interface PrintedPanel {
  readonly side: "front" | "back";
  readonly panel: Panel;
  readonly levels: Levels;
  readonly bytes: Uint8Array;
}

/** A blank once it has been drawn in. */
export interface Card {
  /** The printer's count of cards when it was drawn in. */
  readonly n: number;
  readonly panels: PrintedPanel[];
}

/** What lies where after a card has left the printer: the truth that everything is judged by. */
export interface CardRecord {
  readonly n: number;
  readonly serialNumber: string;
  readonly box: "output" | "reject" | "removed";
  readonly panels: readonly PrintedPanel[];
  /** Whether its sequence ran to the end. */
  readonly complete: boolean;
}
