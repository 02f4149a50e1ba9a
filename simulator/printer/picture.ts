import type { Geometry } from "../../protocols/evolis/geometry.ts";
import { unpackPanel } from "../../protocols/evolis/panel.ts";
import type { Panel } from "../../protocols/words.ts";
import type { PrintedPanel } from "./card.ts";

/** Which of red, green and blue a panel takes away from white; varnish is clear. */
const CHANNELS: Readonly<Record<Panel, readonly number[]>> = {
  y: [2],
  m: [1],
  c: [0],
  k: [0, 1, 2],
  o: [],
};

/**
 * What one side of a card looks like: white plastic and what has been printed on it. RGBA, a
 * pixel a dot, landscape as a person reads it.
 */
export function pictureOf(panels: readonly PrintedPanel[], geometry: Geometry): Uint8Array {
  const rgba = new Uint8Array(geometry.widthDots * geometry.heightDots * 4).fill(255);
  for (const { panel, levels, bytes } of panels) {
    const dots = unpackPanel(bytes, levels, geometry);
    for (const channel of CHANNELS[panel]) takeAway(rgba, channel, dots);
  }
  return rgba;
}

/** Each layer lets through its share of what the one below lets through. */
function takeAway(rgba: Uint8Array, channel: number, dots: Uint8Array): void {
  for (const [dot, amount] of dots.entries()) {
    const at = dot * 4 + channel;
    rgba[at] = Math.round(((rgba[at] ?? 0) * (255 - amount)) / 255);
  }
}
