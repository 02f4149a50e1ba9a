import { monoPanelBytes } from "../../protocols/evolis/geometry.ts";
import { expandPanel } from "../../protocols/evolis/run-length.ts";
import { DONE, type Outcome, refused } from "./answer.ts";
import type { PrintedPanel } from "./card.ts";
import type { Obeying } from "./commands.ts";
import type { CommandOf } from "./each-command.ts";
import { equipmentOf } from "./model.ts";

type SequenceKind =
  | "start-sequence"
  | "select-front"
  | "select-back"
  | "download-panel"
  | "download-panel-compressed"
  | "fill-panel"
  | "end-sequence"
  | "copy-sequence";

/** The commands that make a card; all but the first and the last are refused after a failure. */
export const SEQUENCE_COMMANDS: {
  readonly [Kind in SequenceKind]: (command: CommandOf<Kind>, printer: Obeying) => Outcome;
} = {
  "start-sequence": (_, { sequence }) => {
    sequence.start();
    return DONE;
  },
  "select-front": (_, printer) => unlessRefused(printer, () => DONE),
  "select-back": (_, printer) =>
    unlessRefused(printer, () => {
      if (!equipmentOf(printer.settings.model).flip) return refused("1");
      printer.sequence.turnToBack();
      return DONE;
    }),
  "download-panel": (panel, printer) => unlessRefused(printer, () => load(panel, printer)),
  "download-panel-compressed": (panel, printer) =>
    unlessRefused(printer, () => {
      const { sequence, settings } = printer;
      const expanded = expandPanel(panel.bytes, panel.levels, settings.geometry);
      if (expanded.ok) return load({ ...panel, bytes: expanded.bytes }, printer);
      sequence.abort("2");
      return refused("2");
    }),
  "fill-panel": ({ panel, value }, printer) =>
    unlessRefused(printer, () => {
      // Without a value, or with 0, the panel is blank: there is nothing to print.
      if (!value) return DONE;
      const bytes = new Uint8Array(monoPanelBytes(printer.settings.geometry)).fill(0xff);
      return load({ panel, levels: 2, bytes }, printer);
    }),
  "end-sequence": (_, printer) =>
    unlessRefused(printer, () => {
      printer.sequence.end();
      return DONE;
    }),
  "copy-sequence": (_, { sequence }) => {
    if (!sequence.isEnded) return refused("1");
    sequence.copy();
    return DONE;
  },
};

function unlessRefused({ sequence }: Obeying, run: () => Outcome): Outcome {
  return sequence.refusal === undefined ? run() : refused(sequence.refusal);
}

function load(panel: Omit<PrintedPanel, "side">, { body, sequence }: Obeying): Outcome {
  if (!body.ribbon.has(panel.panel)) {
    sequence.abort("R");
    return refused("R");
  }
  sequence.load(panel);
  return DONE;
}
