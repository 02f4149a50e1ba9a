import { describe, expect, it } from "vitest";
import { packPanel } from "../../../protocols/evolis/panel.ts";
import type { PrintedPanel } from "../../../simulator/printer/card.ts";
import { pictureOf } from "../../../simulator/printer/picture.ts";
import { SMALL } from "./bench.ts";

/** A panel that prints the whole side with this much dye. */
function full(panel: PrintedPanel["panel"], amount = 255): PrintedPanel {
  const dots = new Uint8Array(SMALL.widthDots * SMALL.heightDots).fill(amount);
  const levels = panel === "k" || panel === "o" ? 2 : 128;
  return { side: "front", panel, levels, bytes: packPanel(dots, levels, SMALL) };
}

describe("pictureOf", () => {
  it.each([
    ["nothing", [], [255, 255, 255]],
    ["yellow", [full("y")], [255, 255, 0]],
    ["magenta", [full("m")], [255, 0, 255]],
    ["cyan", [full("c")], [0, 255, 255]],
    ["black", [full("k")], [0, 0, 0]],
    ["varnish", [full("o")], [255, 255, 255]],
    ["yellow and magenta", [full("y"), full("m")], [255, 0, 0]],
    // 128 is level 64 of 127, which is 129: 126 are let through, and 126 / 255 of these.
    ["half cyan, twice", [full("c", 128), full("c", 128)], [62, 255, 255]],
  ] as const)("shows %s", (_, panels, colour) => {
    const rgba = pictureOf(panels, SMALL);
    expect(rgba).toHaveLength(SMALL.widthDots * SMALL.heightDots * 4);
    expect([...rgba.subarray(-4)]).toEqual([...colour, 255]);
  });
});
