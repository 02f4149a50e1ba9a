import { describe, expect, it } from "vitest";
import type { Panel } from "../../protocols/words.ts";
import type { Plane } from "../../src/core/ports.ts";
import { compose, RESIN_BLACK_MAX, separate } from "../../src/render/separate.ts";
import { colourful, dotAt, picture } from "./pictures.ts";

function planeOf(planes: readonly Plane[], panel: Panel): number[] {
  return [...(planes.find((plane) => plane.panel === panel)?.dots ?? [])];
}

const FOUR_DOTS = picture(4, 1, (x) =>
  x === 0
    ? [0, 0, 0]
    : x === 1
      ? [RESIN_BLACK_MAX, 0, 5]
      : x === 2
        ? [30, 60, 90]
        : [255, 255, 255],
);

describe("separate", () => {
  it("gives the panels in the order asked for", () => {
    const panels = separate(FOUR_DOTS, ["o", "k", "c", "m", "y"]).map(({ panel }) => panel);
    expect(panels).toEqual(["o", "k", "c", "m", "y"]);
  });

  it("puts black and near black into K alone, and all else into the dyes", () => {
    const planes = separate(FOUR_DOTS, ["y", "m", "c", "k"]);
    expect(planeOf(planes, "k")).toEqual([255, 255, 0, 0]);
    expect(planeOf(planes, "c")).toEqual([0, 0, 225, 0]);
    expect(planeOf(planes, "m")).toEqual([0, 0, 195, 0]);
    expect(planeOf(planes, "y")).toEqual([0, 0, 165, 0]);
  });

  it("mixes black from the dyes where there is no K", () => {
    const planes = separate(FOUR_DOTS, ["y", "m", "c", "o"]);
    expect(planeOf(planes, "c")).toEqual([255, 239, 225, 0]);
    expect(planeOf(planes, "y")).toEqual([255, 250, 165, 0]);
  });

  it("varnishes all of the side", () => {
    expect(planeOf(separate(FOUR_DOTS, ["o"]), "o")).toEqual([255, 255, 255, 255]);
  });

  it.each([[["y", "m", "c"]], [["y", "m", "c", "k", "o"]]] as const)(
    "gives back with %j the picture that went in",
    (panels) => {
      const before = colourful(64, 48);
      expect(compose(separate(before, panels), before).rgba).toEqual(before.rgba);
    },
  );

  it("changes near black by no more than its limit", () => {
    const before = picture(256, 4, (x) => [x, x, x]);
    const after = compose(separate(before, ["y", "m", "c", "k"]), before).rgba;
    const worst = before.rgba.reduce(
      (max, v, at) => Math.max(max, Math.abs(v - (after[at] ?? 0))),
      0,
    );
    expect(worst).toBe(RESIN_BLACK_MAX);
  });
});

describe("separate for K alone", () => {
  it.each([
    ["white", 255, 0],
    ["the tint of a card", 215, 0],
    ["black", 0, 1],
    ["near black", 35, 1],
    ["middle grey", 122, 0.5],
    ["light grey", 163, 0.25],
  ])("prints of %s the share of dots that its lightness asks for", (_, grey, share) => {
    const dots = planeOf(
      separate(
        picture(100, 100, () => [grey, grey, grey]),
        ["k", "o"],
      ),
      "k",
    );
    expect(dots.every((dot) => dot === 0 || dot === 255)).toBe(true);
    expect(dots.filter((dot) => dot === 255).length / dots.length).toBeCloseTo(share, 1);
  });

  it("keeps edges of black on white as they are, also beside a grey", () => {
    const striped = picture(60, 40, (x) =>
      x < 20 ? [128, 128, 128] : x % 4 < 2 ? [0, 0, 0] : [255, 255, 255],
    );
    const after = compose(separate(striped, ["k"]), striped);
    for (let x = 20; x < 60; x++) expect(dotAt(after, x, 17)).toEqual(dotAt(striped, x, 17));
  });

  it("passes no error on through white", () => {
    const grey = (from: number) =>
      picture(60, 20, (x) =>
        x >= from && x !== 30 && x !== 31 ? [160, 160, 160] : [255, 255, 255],
      );
    const right = (from: number) =>
      planeOf(separate(grey(from), ["k"]), "k").filter((_, at) => at % 60 > 31);
    expect(right(0)).toEqual(right(32));
  });

  it("keeps the order of tones in a gradient", () => {
    const gradient = picture(256, 64, (x) => [x, x, x]);
    const dots = planeOf(separate(gradient, ["k"]), "k");
    const inked = (from: number) =>
      dots.filter((dot, at) => (at % 256) >> 5 === from && dot).length;
    const bands = [0, 1, 2, 3, 4, 5, 6, 7].map(inked);
    expect(bands).toEqual(bands.toSorted((one, other) => other - one));
    expect(bands.at(0)).toBe(32 * 64);
    expect(bands.at(-1)).toBe(0);
  });
});
