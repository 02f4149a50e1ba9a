import { expect, it } from "vitest";
import { CARD_GEOMETRY } from "../../../protocols/evolis/geometry.ts";
import { packPanel } from "../../../protocols/evolis/panel.ts";
import type { PrintedPanel } from "../../../simulator/printer/card.ts";
import { createPrintedJobs } from "../../../simulator/scenario/printed-jobs.ts";
import type { CardSide } from "../../../src/core/ports.ts";
import { panelsOf } from "../../../src/drivers/evolis/ribbon.ts";
import { createRenderer } from "../../../src/render/renderer.ts";

// Goal: whose a card is, is read off the card: off a whole one and off one that was cut short, in
// whatever order they come. Method: cards as the renderer draws them, in colour and in black.

const COLOUR = { ribbon: "ymcko", colour_levels: 64 } as const;
const BLACK = { ribbon: "k", colour_levels: 64 } as const;
const renderer = createRenderer();

function print(side: object, { ribbon }: typeof COLOUR | typeof BLACK): readonly PrintedPanel[] {
  const panels = panelsOf(ribbon, "front");
  const geometry = CARD_GEOMETRY;
  const drawn = renderer.render({ side: side as CardSide, panels, geometry, specimen: true });
  if (!drawn.ok) throw new Error(drawn.message);
  return drawn.planes.map(({ panel, dots }) => {
    const levels = panel === "k" || panel === "o" ? 2 : 64;
    return { side: "front", panel, levels, bytes: packPanel(dots, levels, geometry) };
  });
}

it.each([
  ["in colour", COLOUR],
  ["in black", BLACK],
])("tells whose a card %s is, by each panel alone", (_, look) => {
  const jobs = createPrintedJobs(() => look);
  const sides = ["a", "b", "c"].map((id) => ({ id, side: jobs.side(id) }));
  for (const { id, side } of sides.toReversed()) {
    const telling = print(side, look).filter(({ panel }) => panel !== "o");
    expect(telling.map((panel) => jobs.jobOn(card([panel])))).toEqual(telling.map(() => id));
  }
});

it("tells of no card whose it is when nothing is on it, or another's picture", () => {
  const jobs = createPrintedJobs(() => BLACK);
  const others = createPrintedJobs(() => BLACK);
  jobs.side("a");
  for (const id of ["x", "y"]) others.side(id);
  expect(jobs.jobOn(card([]))).toBeUndefined();
  expect(jobs.jobOn(card(print(others.side("z"), BLACK)))).toBeUndefined();
});

function card(panels: readonly PrintedPanel[]) {
  return { n: 1, serialNumber: "SIM1", box: "output", complete: true, panels } as const;
}
