import { describe, expect, it } from "vitest";
import { scale } from "../../src/render/scale.ts";
import { colourful, dotAt, picture } from "./pictures.ts";

describe("scale", () => {
  it("returns a picture of the right size as it is", () => {
    const source = colourful(30, 20);
    expect(scale(source, 30, 20)).toBe(source);
  });

  it.each([
    ["smaller", 10, 7],
    ["larger", 90, 70],
    ["one dot", 1, 1],
  ])("keeps a flat colour to the number when it gets %s", (_, width, height) => {
    const scaled = scale(
      picture(31, 22, () => [255, 17, 0]),
      width,
      height,
    );
    expect(scaled).toMatchObject({ widthDots: width, heightDots: height });
    for (let dot = 0; dot < width * height; dot++) {
      expect([...scaled.rgba.subarray(dot * 4, dot * 4 + 4)]).toEqual([255, 17, 0, 255]);
    }
  });

  it("gives every source dot its share when it gets much smaller", () => {
    const lines = picture(400, 400, (x) => (x % 8 === 0 ? [0, 0, 0] : [255, 255, 255]));
    for (const [channel] of [[0], [1], [2]] as const) {
      expect(dotAt(scale(lines, 20, 20), 10, 10)[channel]).toBeCloseTo(223, -1);
    }
  });

  it("leaves left, right, top and bottom where they are", () => {
    const corners = picture(40, 40, (x, y) => [x < 20 ? 0 : 200, y < 20 ? 0 : 200, 0]);
    const scaled = scale(corners, 10, 10);
    expect(dotAt(scaled, 0, 0)).toEqual([0, 0, 0]);
    expect(dotAt(scaled, 9, 0)).toEqual([200, 0, 0]);
    expect(dotAt(scaled, 0, 9)).toEqual([0, 200, 0]);
  });
});
