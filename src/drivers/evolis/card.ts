import { type Command, encodeCommand } from "../../../protocols/evolis/command.ts";
import type { ColourLevels, Geometry } from "../../../protocols/evolis/geometry.ts";
import { packPanel } from "../../../protocols/evolis/panel.ts";
import { compressPanel } from "../../../protocols/evolis/run-length.ts";
import type { Plane, PreparedCard } from "../../core/ports.ts";

type Step = PreparedCard["commands"][number];

export interface CardOptions {
  readonly geometry: Geometry;
  readonly colourLevels: ColourLevels;
}

/**
 * The commands that make one card of its panels: one sequence, ended by the card's way out. Every
 * panel is sent, an empty one too: its piece of ribbon is used up anyhow, and so the counter rises
 * by one for each (assumed), whatever is on the card.
 */
export function prepareCard(
  sides: readonly (readonly Plane[])[],
  options: CardOptions,
): PreparedCard {
  const printed = sides.flatMap((planes, index) => [
    step({ kind: index === 0 ? "select-front" : "select-back" }),
    ...planes.map((plane) => panelStep(plane, options)),
  ]);
  return {
    panels: sides.flat().length,
    commands: [step({ kind: "start-sequence" }), ...printed, step({ kind: "end-sequence" })],
  };
}

function step(command: Command): Step {
  return { step: command.kind, bytes: encodeCommand(command) };
}

/** The shortest of the ways to say it, by the bytes on the wire, header included. */
function panelStep(plane: Plane, options: CardOptions): Step {
  const ways = [...fills(plane), ...downloads(plane, options)].map((way) => encodeCommand(way));
  const bytes = ways.reduce((shortest, way) => (way.length < shortest.length ? way : shortest));
  return { step: `panel-${plane.panel}`, bytes };
}

/** A command in place of a bitmap, where there is one: varnish over the whole card. */
function fills({ panel, dots }: Plane): readonly Command[] {
  const isFull = panel === "o" && dots.every((dot) => dot === 255);
  return isFull ? [{ kind: "fill-panel", panel, value: 255 }] : [];
}

function downloads({ panel, dots }: Plane, options: CardOptions): readonly Command[] {
  const { geometry, colourLevels } = options;
  const levels = panel === "k" || panel === "o" ? 2 : colourLevels;
  const raw = packPanel(dots, levels, geometry);
  return [
    { kind: "download-panel", panel, levels, bytes: raw },
    {
      kind: "download-panel-compressed",
      panel,
      levels,
      bytes: compressPanel(raw, levels, geometry),
    },
  ];
}
