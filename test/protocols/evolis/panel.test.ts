import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { panelBytes } from "../../../protocols/evolis/geometry.ts";
import { packPanel, unpackPanel } from "../../../protocols/evolis/panel.ts";
import { assertProperty } from "./property.ts";
import { bytesOf, geometryOf, pictureRows, vectors } from "./vectors.ts";

const LEVELS = [2, 32, 64, 128] as const;

describe("packPanel", () => {
  it.each(vectors("picture"))("turns the picture as the %s does (%s)", (_source, dots, hex) => {
    const plane = Uint8Array.from(pictureRows().join(""), (dot) => (dot === "#" ? 255 : 0));
    const geometry = geometryOf(dots);
    expect(packPanel(plane, 2, geometry)).toEqual(bytesOf(hex));
    expect(unpackPanel(bytesOf(hex), 2, geometry)).toEqual(plane);
  });

  it("sends the bottom left corner first and the top right corner last", () => {
    const geometry = { widthDots: 2, heightDots: 2 };
    const plane = Uint8Array.of(0, 0, 255, 0);
    expect([...packPanel(plane, 2, geometry)]).toEqual([0b1000_0000, 0]);
    expect([...packPanel(plane, 64, geometry)]).toEqual([0b1111_1100, 0, 0]);
    expect([...packPanel(Uint8Array.of(0, 255, 0, 0), 2, geometry)]).toEqual([0, 0b0100_0000]);
  });

  it.each([
    [2, 127, 0],
    [2, 128, 1],
    [32, 255, 31],
    [32, 4, 0],
    [32, 5, 1],
    [64, 128, 32],
    [128, 1, 0],
    [128, 254, 127],
  ] as const)("rounds to one of %i levels: %i is %i", (levels, dot, level) => {
    const [byte = 0] = packPanel(Uint8Array.of(dot), levels, { widthDots: 1, heightDots: 1 });
    expect(byte >> (8 - Math.log2(levels))).toBe(level);
  });

  it("throws for a plane of another geometry", () => {
    const geometry = { widthDots: 2, heightDots: 2 };
    expect(() => packPanel(new Uint8Array(5), 2, geometry)).toThrow("not of this geometry");
    expect(() => unpackPanel(new Uint8Array(3), 2, geometry)).toThrow("not of this geometry");
  });
});

describe("unpackPanel", () => {
  it.each(LEVELS)("gives back every one of %i levels", (levels) => {
    const geometry = { widthDots: levels, heightDots: 3 };
    const amounts = Array.from({ length: levels }, (_, i) => Math.round((i * 255) / (levels - 1)));
    const plane = Uint8Array.from([...amounts, ...amounts.toReversed(), ...amounts]);
    expect(unpackPanel(packPanel(plane, levels, geometry), levels, geometry)).toEqual(plane);
  });

  it("keeps every dot within half a step, whatever the geometry", () => {
    const size = fc.integer({ min: 1, max: 20 });
    assertProperty(
      fc.property(
        size,
        size,
        fc.constantFrom(...LEVELS),
        fc.infiniteStream(fc.nat(255)),
        (...any) => {
          const [widthDots, heightDots, levels, stream] = any;
          const geometry = { widthDots, heightDots };
          const plane = Uint8Array.from(stream.take(widthDots * heightDots));
          const packed = packPanel(plane, levels, geometry);
          expect(packed.length).toBe(panelBytes(geometry, levels));
          const step = 255 / (levels - 1);
          unpackPanel(packed, levels, geometry).forEach((dot, i) => {
            expect(Math.abs(dot - (plane[i] ?? 0))).toBeLessThanOrEqual(step / 2 + 0.5);
          });
        },
      ),
    );
  });
});
