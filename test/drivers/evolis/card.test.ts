import { describe, expect, it } from "vitest";
import { CARD_GEOMETRY, COLOUR_LEVELS } from "../../../protocols/evolis/geometry.ts";
import type { Geometry, Plane } from "../../../src/core/ports.ts";
import { prepareCard } from "../../../src/drivers/evolis/card.ts";
import { plain, SMALL } from "./line.ts";

const TINY: Geometry = { widthDots: 4, heightDots: 16 };

function prepared(sides: readonly (readonly Plane[])[], geometry = TINY, colourLevels = 64) {
  const levels = COLOUR_LEVELS.find((known) => known === colourLevels) ?? 64;
  const card = prepareCard(sides, { geometry, colourLevels: levels });
  const hex = card.commands.map(({ bytes }) => Buffer.from(bytes).toString("hex"));
  return { ...card, hex, steps: card.commands.map(({ step }) => step) };
}

const ascii = (text: string) => Buffer.from(text, "latin1").toString("hex");
const command = (text: string) => ascii(`\x1b${text}\r`);
const download = (header: string, payloadHex: string) =>
  `${ascii(`\x1b${header};`)}${payloadHex}0d`;

/** Only this dot, x and y as a person reads the card. */
function dotAt(x: number, y: number, panel: Plane["panel"] = "k"): Plane {
  const { dots } = plain(panel, 0, TINY);
  dots[y * TINY.widthDots + x] = 255;
  return { panel, dots };
}

/** Every other row full, the lowest one empty: no two dots of a line on the wire are alike. */
function stripes(panel: Plane["panel"]): Plane {
  const { dots } = plain(panel, 0, TINY);
  return { panel, dots: dots.map((_, i) => (Math.floor(i / TINY.widthDots) % 2 === 0 ? 255 : 0)) };
}

// Written by hand from the guide's forms: if one of these fails, the code is wrong.
describe("the bytes of a card", () => {
  it("are one sequence for a black panel", () => {
    const { hex, steps, panels } = prepared([[dotAt(0, 15)]]);
    const panel = download("Db;k;2", "8000000000000000");
    expect(hex).toEqual([command("Ss"), command("Sr"), panel, command("Se")]);
    expect(steps).toEqual(["start-sequence", "select-front", "panel-k", "end-sequence"]);
    expect(panels).toBe(1);
  });

  it("are one sequence for five panels, each by the shortest way", () => {
    const side = [plain("y", 255, TINY), plain("m", 0, TINY), stripes("c"), dotAt(3, 0)];
    const { hex, steps, panels } = prepared([[...side, plain("o", 255, TINY)]]);
    expect(hex).toEqual([
      command("Ss"),
      command("Sr"),
      download("Dbc;y;64;8", "bf10".repeat(4)),
      download("Dbc;m;64;8", "8000".repeat(4)),
      download("Db;c;64", "03f03f".repeat(16)),
      download("Db;k;2", "0000000000000001"),
      command("Wcb;o;255"),
      command("Se"),
    ]);
    expect(steps.slice(2, -1)).toEqual(["panel-y", "panel-m", "panel-c", "panel-k", "panel-o"]);
    expect(panels).toBe(5);
  });

  it("turn the card over for a second side, in the same sequence", () => {
    const { steps, hex, panels } = prepared([[dotAt(0, 0)], [dotAt(1, 1)]]);
    const sides = ["select-front", "panel-k", "select-back", "panel-k"];
    expect(steps).toEqual(["start-sequence", ...sides, "end-sequence"]);
    expect(hex[3]).toBe(command("Sv"));
    expect(panels).toBe(2);
  });
});

describe("a panel", () => {
  const headerOf = (plane: Plane, geometry: Geometry) =>
    Buffer.from(prepared([[plane]], geometry).commands[2]?.bytes ?? [])
      .toString("latin1")
      .slice(1, 12);

  it.each<[string, Plane, string]>([
    ["blank black", plain("k", 0), "Dbc;k;2;8;"],
    ["full black", plain("k", 255), "Dbc;k;2;8;"],
    ["blank varnish", plain("o", 0), "Dbc;o;2;8;"],
    ["full varnish", plain("o", 255), "Wcb;o;255\r"],
  ])("is sent whatever is on it: %s", (_, plane, header) => {
    expect(headerOf(plane, SMALL).startsWith(header)).toBe(true);
  });

  it("is raw where the header of the compressed form outweighs what that saves", () => {
    // Compressed 5 bytes after `Dbc;k;2;5;`, raw 8 after `Db;k;2;`: 17 bytes either way.
    expect(headerOf(dotAt(0, 15), TINY).startsWith("Db;k;2;")).toBe(true);
  });

  it("is never longer than raw, whatever is on it, on a whole card", () => {
    const dotCount = CARD_GEOMETRY.widthDots * CARD_GEOMETRY.heightDots;
    const rough = Uint8Array.from({ length: dotCount }, (_, i) => (i * 7919) & 0xff);
    const { commands } = prepared([[{ panel: "y", dots: rough }]], CARD_GEOMETRY);
    expect(commands[2]?.bytes.length).toBe(1 + "Db;y;64;".length + 493_776 + 1);
  });

  it.each(COLOUR_LEVELS)("has the configured %d levels of dye", (levels) => {
    const { hex } = prepared([[plain("m", 255, TINY)]], TINY, levels);
    expect(hex[2]?.startsWith(ascii(`\x1bDbc;m;${levels};8;`))).toBe(true);
  });
});
