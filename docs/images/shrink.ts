import { readFileSync, writeFileSync } from "node:fs";
import { decode, encode } from "fast-png";
import { scale } from "../../src/render/scale.ts";

/**
 * Makes `docs/images/card.png` from a card of the simulated printer, at half its size:
 * `node launch.mjs docs/images/shrink.ts out/card-….png`.
 */
const [from = ""] = process.argv.slice(2);
const { width: widthDots, height: heightDots, data } = decode(readFileSync(from));
const [width, height] = [Math.round(widthDots / 2), Math.round(heightDots / 2)];
const { rgba } = scale({ widthDots, heightDots, rgba: Uint8Array.from(data) }, width, height);
// Without alpha, and in steps of eight: a smaller file, and nobody sees it.
const coarse = (value: number) => Math.min(255, 8 * Math.round(value / 8));
const rgb = rgba.filter((_, at) => at % 4 !== 3).map(coarse);
const png = encode({ width, height, channels: 3, data: rgb }, { zlib: { level: 9 } });
writeFileSync(new URL("card.png", import.meta.url), png);
