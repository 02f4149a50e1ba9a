import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Levels } from "../../../protocols/evolis/geometry.ts";
import { packPanel } from "../../../protocols/evolis/panel.ts";
import { compressPanel, expandPanel } from "../../../protocols/evolis/run-length.ts";
import { assertProperty } from "./property.ts";
import { bytesOf, formatOf, vectors } from "./vectors.ts";

const LEVELS = [2, 32, 64, 128] as const;

describe("expandPanel", () => {
  it.each(vectors("expand"))("reads a vector (%s): %s", (_source, format, data, hex) => {
    const { levels, geometry } = formatOf(format);
    const expanded = expandPanel(bytesOf(data), levels, geometry);
    expect(expanded).toEqual({ ok: true, bytes: bytesOf(hex) });
  });

  const tiny = { widthDots: 2, heightDots: 10 };
  it.each<readonly [string, Levels, string, string]>([
    ["a missing line", 2, "00", "truncated"],
    ["no data at all", 2, "00 02 FF", "truncated"],
    ["a byte too many", 2, "00 00 00", "overlong"],
    ["a count longer than a line", 2, "03 01 02 03 00", "bad-count"],
    ["a run without its length", 32, "80 00 81", "truncated"],
    ["a missing colour line", 128, "80 00", "truncated"],
    ["a colour byte too many", 128, "80 00 80 00 00", "overlong"],
    ["a run longer than a line", 64, "81 0B 80 00", "bad-count"],
    ["a run past the end of its line", 64, "01 81 0A 80 00", "bad-count"],
    ["a blank line within a line", 64, "01 80 00", "bad-count"],
    ["a level that needs a sixth bit", 32, "20", "bad-value"],
    ["a level that needs a seventh bit", 64, "40", "bad-value"],
  ])("refuses %s (%i levels)", (_name, levels, data, defect) => {
    expect(expandPanel(bytesOf(data), levels, tiny)).toEqual({ ok: false, defect });
  });

  it("takes a run of 256 whose length byte is 0 for a run", () => {
    const geometry = { widthDots: 1, heightDots: 256 };
    const expanded = expandPanel(bytesOf("C1 00"), 64, geometry);
    expect(expanded).toEqual({ ok: true, bytes: bytesOf("04 10 41 * 64") });
  });

  it("leaves a blank line blank whatever level it carries", () => {
    const expanded = expandPanel(bytesOf("85 00"), 128, { widthDots: 1, heightDots: 8 });
    expect(expanded).toEqual({ ok: true, bytes: new Uint8Array(7) });
  });

  it("never throws on garbage", () => {
    const garbage = fc.uint8Array({ maxLength: 60 });
    const anyLevels = fc.constantFrom(...LEVELS);
    assertProperty(
      fc.property(garbage, anyLevels, (data, levels) => {
        expandPanel(data, levels, { widthDots: 3, heightDots: 17 });
      }),
    );
  });
});

describe("compressPanel", () => {
  it.each([
    ["white", 0, "00 00 00"],
    ["black, padding left white", 255, "FF FF FF"],
  ])("says a %s panel in a byte a line", (_name, dot, hex) => {
    const geometry = { widthDots: 3, heightDots: 10 };
    const packed = packPanel(new Uint8Array(30).fill(dot), 2, geometry);
    expect(compressPanel(packed, 2, geometry)).toEqual(bytesOf(hex));
    expect(expandPanel(bytesOf(hex), 2, geometry)).toEqual({ ok: true, bytes: packed });
  });

  it.each([
    [32, 648, "FF 88"], // 767 at most: 256 + 256 + 136
    [64, 300, "FF 2C"], // 256 + 44
    [64, 256, "BF FF 3F"], // 255 and one: a length byte of 0 could be read as a blank line
    [128, 300, "FF FF FF 2D"], // 255 + 45
    [128, 2, "FF 02"],
    [128, 1, "7F"],
  ] as const)("says full dye at %i levels on %i dots as %s", (levels, heightDots, hex) => {
    const geometry = { widthDots: 1, heightDots };
    const packed = packPanel(new Uint8Array(heightDots).fill(255), levels, geometry);
    expect(compressPanel(packed, levels, geometry)).toEqual(bytesOf(hex));
    expect(expandPanel(bytesOf(hex), levels, geometry)).toEqual({ ok: true, bytes: packed });
  });

  it("throws where a line is too long for its count", () => {
    const geometry = { widthDots: 1, heightDots: 8 * 255 };
    expect(() => compressPanel(new Uint8Array(255), 2, geometry)).toThrow("cannot be compressed");
  });

  it("is undone by expandPanel, and never longer than the worst case", () => {
    const width = fc.integer({ min: 1, max: 6 });
    const height = fc.integer({ min: 1, max: 900 });
    const dots = fc.array(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 800 })), {
      minLength: 1,
      maxLength: 12,
    });
    const anyLevels = fc.constantFrom(...LEVELS);
    assertProperty(
      fc.property(width, height, anyLevels, dots, (...any) => {
        const [widthDots, heightDots, levels, runs] = any;
        const geometry = { widthDots, heightDots };
        const pattern = runs.flatMap(([dot, length]) => Array<number>(length).fill(dot));
        // Runs lie along the lines of the wire, which are columns of the plane.
        const plane = Uint8Array.from({ length: widthDots * heightDots }, (_, i) => {
          const along = (i % widthDots) * heightDots + Math.floor(i / widthDots);
          return pattern[along % pattern.length] ?? 0;
        });
        const packed = packPanel(plane, levels, geometry);
        const data = compressPanel(packed, levels, geometry);
        expect(expandPanel(data, levels, geometry)).toEqual({ ok: true, bytes: packed });
        const worst = levels === 2 ? packed.length + widthDots : 2 * plane.length;
        expect(data.length).toBeLessThanOrEqual(worst);
      }),
    );
  });
});
