import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterEach, expect, it } from "vitest";
import { fictitiousResident } from "../../simulator/server/people.ts";
import type { CardSide } from "../../src/core/ports.ts";
import { PHOTO } from "../../src/render/ktp-el-layout.ts";
import { over, type Raster } from "../../src/render/raster.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { compose } from "../../src/render/separate.ts";
import { stampSpecimen } from "../../src/render/specimen.ts";
import { drawSvg, openSvg } from "../../src/render/svg.ts";
import { dotAt, GEOMETRY, picture, pngOf } from "../render/pictures.ts";
import { jobDocument } from "../support/job-documents.ts";
import { cardFiles, isOnline, isState, openStand } from "../support/processes.ts";

// Goal: a colour picture that a server sends is what lies on the card, front and back.
// Method: the real programs; every dot of the printer's PNG against the picture that was sent. A
// simulated printer prints specimens alone, so SPECIMEN lies over each picture: a dot under it is
// compared with the stamped picture, every other one with the picture as it was sent.

/**
 * How far a colour of the card may be from the picture's. A colour dot has one of 64 amounts of
 * dye, 255 / 63 = 4.05 apart, so the nearest is at most 2.02 away, in whole numbers 2. Each of
 * red, green and blue has a dye of its own, so nothing adds up.
 */
const LEVEL_TOLERANCE = 2;

/** A dot no lighter than this in any colour is printed by resin: it becomes black, exactly. */
const RESIN_MAX = 16;

const { widthDots, heightDots } = GEOMETRY;
const COLOUR = ["y", "m", "c", "k", "o"];

type Colour = readonly [red: number, green: number, blue: number];

/** Gradients, something like a photograph, white, and black text on colour and on white. */
function colourPicture(text: string, gradient: (x: number, y: number) => Colour): Raster {
  const ground = picture(widthDots, heightDots, (x, y) => {
    if (y >= 500) return [255, 255, 255];
    return x >= 40 && x < 240 && y >= 100 && y < 340 ? faceAt(x - 40, y - 100) : gradient(x, y);
  });
  const style = `font-family="Roboto" font-weight="700" text-rendering="optimizeSpeed"`;
  // Not quite black, as programs write it: that it is black on the card is the resin's doing.
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthDots}" height="${heightDots}">` +
    `<g ${style} fill="#0c0c0c"><text x="40" y="70" font-size="60">${text}</text>` +
    `<text x="600" y="600" font-size="40">${text}</text></g></svg>`;
  return over(drawSvg(openSvg(svg)), ground);
}

/** Round shades and grain; dark, but nowhere so dark that it were resin. */
function faceAt(x: number, y: number): Colour {
  const far = Math.min(255, Math.round(Math.hypot(x - 110, y - 130)));
  const grain = (x * 31 + y * 17 + x * y) % 23;
  return [240 - Math.round(far * 0.8) - grain, 200 - Math.round(far * 0.6) - grain, 60 + grain];
}

const FRONT = colourPicture("DEPAN", (x, y) => [x >> 2, 128, y >> 1]);
const BACK = colourPicture("BELAKANG", (x, y) => [255 - (y >> 1), x >> 2, 96]);

/** Where SPECIMEN lies: it changes black or white. */
const isStamped = stampArea();

function stampArea(): (dot: number) => boolean {
  const [onBlack, onWhite] = [0, 255].map((light) =>
    stampSpecimen(picture(widthDots, heightDots, () => [light, light, light])),
  );
  return (dot) =>
    [0, 1, 2].some(
      (channel) =>
        onBlack?.rgba[dot * 4 + channel] !== 0 || onWhite?.rgba[dot * 4 + channel] !== 255,
    );
}

/** How many dots of a card are not those of a picture, and how many of each there are in all. */
function compareDots(card: Raster, wanted: Raster, counts = (_dot: number) => true) {
  const found = { dots: 0, wrong: 0, black: 0 };
  for (let dot = 0; dot < widthDots * heightDots; dot++) {
    if (!counts(dot)) continue;
    const [printed, sent] = [colourOf(card, dot), colourOf(wanted, dot)];
    found.dots += 1;
    if (isResin(sent)) found.black += 1;
    if (!fits(printed, sent)) found.wrong += 1;
  }
  return found;
}

function colourOf({ rgba }: Raster, dot: number): Uint8Array {
  return rgba.subarray(dot * 4, dot * 4 + 3);
}

function isResin(colour: Uint8Array): boolean {
  return colour.every((amount) => amount <= RESIN_MAX);
}

/** Text alone is black, exactly where it is: dye leaves more than 0 of some colour. */
function fits(printed: Uint8Array, sent: Uint8Array): boolean {
  const isBlack = printed.every((amount) => amount === 0);
  if (isBlack || isResin(sent)) return isBlack && isResin(sent);
  return printed.every((amount, at) => Math.abs(amount - (sent[at] ?? 0)) <= LEVEL_TOLERANCE);
}

/** The side is the picture with SPECIMEN over it, and the picture alone wherever that is not. */
function expectPicture(card: Raster, sent: Raster): void {
  expect(compareDots(card, stampSpecimen(sent))).toMatchObject({ wrong: 0 });
  const untouched = compareDots(card, sent, (dot) => !isStamped(dot));
  expect(untouched.wrong).toBe(0);
  expect(untouched.dots).toBeGreaterThan(0.8 * widthDots * heightDots);
  expect(untouched.black).toBeGreaterThan(5_000);
}

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Has one card printed and reads what the printer has written of it. */
async function printCard(ribbon: "ymcko" | "ymckok", card: { front: CardSide; back?: CardSide }) {
  const stand = openStand();
  cleanups.push(() => stand.close());
  const url = await stand.startBroker();
  const listener = await stand.listen(url);
  await stand.startPrinter("--ribbon-kind", ribbon);
  stand.startDaemon(`{ url: "${url}" }`, { printer: `ribbon: ${ribbon}` });
  await listener.wait(isOnline);
  const document = JSON.stringify(jobDocument("card-1", { server: undefined, card }));
  expect(await listener.ask(document)).toMatchObject({ result: "accepted" });
  await listener.wait(isState("card-1", "completed"));
  const [file, ...more] = cardFiles(stand.cards);
  expect(more).toEqual([]);
  const side = (name = "") => asRaster(decode(readFileSync(join(stand.cards, name))));
  return { panels: file?.panels, front: side(file?.image), back: () => side(file?.image_back) };
}

function asRaster({ width, height, data, channels }: ReturnType<typeof decode>): Raster {
  expect({ width, height, channels }).toEqual({ width: 1016, height: 648, channels: 4 });
  return { widthDots: width, heightDots: height, rgba: Uint8Array.from(data) };
}

it("prints a colour picture on either side, dot for dot within a level of dye", async () => {
  const card = { front: { image: pngOf(FRONT) }, back: { image: pngOf(BACK) } };
  const { panels, front, back } = await printCard("ymcko", card);
  expect(panels).toEqual([...COLOUR, ...COLOUR.map((panel) => `back-${panel}`)]);
  expectPicture(front, FRONT);
  expectPicture(back(), BACK);
});

it("prints a ktp-el with its photograph in its place and its text in exact black", async () => {
  const photo = picture(PHOTO.width, PHOTO.height, faceAt);
  const fields = { ...fictitiousResident(4) };
  const side = { template: "ktp-el", fields, photo: pngOf(photo) };
  const { panels, front } = await printCard("ymcko", { front: side });
  expect(panels).toEqual(COLOUR);
  const drawn = compareDots(front, draw(side));
  expect(drawn).toMatchObject({ wrong: 0 });
  expect(drawn.black).toBeGreaterThan(5_000);
  const inPlace = compareDots(front, placed(photo), (dot) => isInPhoto(dot) && !isStamped(dot));
  expect(inPlace).toMatchObject({ wrong: 0, black: 0 });
  expect(inPlace.dots).toBeGreaterThan(0.4 * PHOTO.width * PHOTO.height);
});

it("prints the back in black alone with the ribbon ymckok", async () => {
  const sides = { front: { image: pngOf(FRONT) }, back: { image: pngOf(BACK) } };
  const { panels, front, back } = await printCard("ymckok", sides);
  expect(panels).toEqual([...COLOUR, "back-k"]);
  expectPicture(front, FRONT);
  expect(new Set(back().rgba)).toEqual(new Set([0, 255]));
  const drawn = compareDots(back(), draw(sides.back, ["k"]));
  expect(drawn).toMatchObject({ wrong: 0 });
  expect(drawn.black).toBeGreaterThan(5_000);
});

/** A side as the renderer separates it, before it is sent anywhere. */
function draw(side: CardSide, panels: readonly ("y" | "m" | "c" | "k")[] = ["y", "m", "c", "k"]) {
  const drawn = createRenderer().render({ side, panels, geometry: GEOMETRY, specimen: true });
  if (!drawn.ok) throw new Error(drawn.message);
  return compose(drawn.planes, GEOMETRY);
}

function isInPhoto(dot: number): boolean {
  const [x, y] = [(dot % widthDots) - PHOTO.x, Math.floor(dot / widthDots) - PHOTO.y];
  return x >= 0 && x < PHOTO.width && y >= 0 && y < PHOTO.height;
}

/** A card that is white but for its photograph. */
function placed(photo: Raster): Raster {
  return picture(widthDots, heightDots, (x, y) => {
    if (!isInPhoto(y * widthDots + x)) return [255, 255, 255];
    const [red = 0, green = 0, blue = 0] = dotAt(photo, x - PHOTO.x, y - PHOTO.y);
    return [red, green, blue];
  });
}
