import { expect, it } from "vitest";
import { panelBytes, panelSizes } from "../../../protocols/evolis/geometry.ts";
import { formatOf, vectors } from "./vectors.ts";

it.each(vectors("bytes"))("counts as the source says (%s): %s", (_source, format, count) => {
  const { levels, geometry } = formatOf(format);
  expect(panelBytes(geometry, levels)).toBe(Number(count));
});

it.each([
  [{ widthDots: 3, heightDots: 10 }, 6, 19, 23, 27],
  [{ widthDots: 1, heightDots: 1 }, 1, 1, 1, 1],
  [{ widthDots: 16, heightDots: 8 }, 16, 80, 96, 112],
])("pads black by the line and colour by the panel: %j", (geometry, mono, ...colours) => {
  const sizes = panelSizes(geometry);
  expect(sizes.monoPanelBytes).toBe(mono);
  expect(([32, 64, 128] as const).map((levels) => sizes.colourPanelBytes(levels))).toEqual(colours);
});
