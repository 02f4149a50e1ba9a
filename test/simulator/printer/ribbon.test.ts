import { expect, it } from "vitest";
import type { Panel } from "../../../protocols/words.ts";
import { Ribbon, type RibbonKind } from "../../../simulator/printer/ribbon.ts";

const COLOUR = ["y", "m", "c", "k", "o"] as const;

/** Prints two cards with a back each; the sets that are gone after each side. */
function used(kind: RibbonKind, front: readonly Panel[], back: readonly Panel[]): number[] {
  const ribbon = new Ribbon(kind);
  const full = ribbon.cardsLeft;
  const gone: number[] = [];
  for (let card = 0; card < 2; card += 1) {
    ribbon.begin("card");
    for (const panel of front) ribbon.take(panel);
    gone.push(full - ribbon.cardsLeft);
    ribbon.begin("side");
    for (const panel of back) ribbon.take(panel);
    gone.push(full - ribbon.cardsLeft);
  }
  return gone;
}

it.each([
  { kind: "ymcko", front: COLOUR, back: COLOUR, gone: [1, 2, 3, 4] },
  { kind: "ymcko", front: ["k"], back: ["k"], gone: [1, 2, 3, 4] },
  { kind: "ymckok", front: COLOUR, back: ["k"], gone: [1, 1, 2, 2] },
  { kind: "k", front: ["k"], back: ["k"], gone: [1, 2, 3, 4] },
] as const)("$kind winds $gone sets for $front and $back", ({ kind, front, back, gone }) => {
  expect(used(kind, front, back)).toEqual(gone);
});

it("has no panel for the back once the last set of ymckok is used up", () => {
  const ribbon = new Ribbon("ymckok", 1);
  for (const panel of [...COLOUR, "k"] as const) ribbon.take(panel);
  expect(ribbon.reaches("k")).toBe(false);
});

it.each(["ymcko", "ymckok", "k"] as const)("%s leaves no panel of one card to the next", (kind) => {
  const ribbon = new Ribbon(kind);
  const full = ribbon.cardsLeft;
  for (const panel of ["y", "k"] as const) {
    ribbon.begin("card");
    if (ribbon.has(panel)) ribbon.take(panel);
  }
  expect(full - ribbon.cardsLeft).toBe(ribbon.has("y") ? 2 : 1);
});
