import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Panel } from "../../protocols/words.ts";
import { fictitiousResident } from "../../simulator/server/people.ts";
import type { CardSide, Plane, RenderDefect } from "../../src/core/ports.ts";
import { KTP_EL_FIELDS } from "../../src/render/fields.ts";
import type { Raster } from "../../src/render/raster.ts";
import { alwaysSpecimen, createRenderer } from "../../src/render/renderer.ts";
import { compose } from "../../src/render/separate.ts";
import { claimSize, colourful, dotAt, GEOMETRY, JPEG, picture, pngOf } from "./pictures.ts";

const COLOUR: readonly Panel[] = ["y", "m", "c", "k", "o"];
const renderer = createRenderer();

interface Choice {
  readonly panels?: readonly Panel[];
  readonly specimen?: boolean;
}

function render(side: CardSide, { panels = COLOUR, specimen = false }: Choice = {}) {
  return renderer.render({ side, panels, geometry: GEOMETRY, specimen });
}

function planesOf(side: CardSide, choice?: Choice): readonly Plane[] {
  const rendered = render(side, choice);
  if (!rendered.ok) throw new Error(rendered.message);
  return rendered.planes;
}

function cardOf(side: CardSide, choice?: Choice): Raster {
  return compose(planesOf(side, choice), GEOMETRY);
}

function hashOf(planes: readonly Plane[]): string {
  const hash = createHash("sha256");
  for (const { panel, dots } of planes) hash.update(panel).update(dots);
  return hash.digest("hex");
}

function ktpEl(fields: Readonly<Record<string, string>>, photo?: string): CardSide {
  return { template: "ktp-el", fields, ...(photo !== undefined && { photo }) };
}

/** Left, top, width and height, in dots. */
type Box = readonly [number, number, number, number];
const ALL: Box = [0, 0, GEOMETRY.widthDots, GEOMETRY.heightDots];
const NAME_BOX: Box = [258, 180, 470, 50];

/** Dots of resin within a box. */
function inkIn(planes: readonly Plane[], [left, top, width, height]: Box): number {
  const dots = planes.find(({ panel }) => panel === "k")?.dots ?? new Uint8Array();
  let count = 0;
  for (let row = top; row < top + height; row++) {
    const start = row * GEOMETRY.widthDots + left;
    for (const dot of dots.subarray(start, start + width)) count += dot === 255 ? 1 : 0;
  }
  return count;
}

const RESIDENT = { ...fictitiousResident(1) };
const FULL = planesOf(ktpEl(RESIDENT));
const EMPTY = planesOf(ktpEl({}));
const PHOTO = pngOf(picture(60, 80, (x, y) => (y < 20 ? [0, 0, 0] : [220, x, y])));

describe("the template ktp-el", () => {
  it("has the same dots on every host", () => {
    const pinned = readFileSync(new URL("ktp-el.sha256", import.meta.url), "utf8").trim();
    expect(hashOf(planesOf(ktpEl(RESIDENT, PHOTO)))).toBe(pinned);
  });

  it("has the same dots the second time", () => {
    expect(hashOf(planesOf(ktpEl(RESIDENT)))).toBe(hashOf(FULL));
  });

  it.each(KTP_EL_FIELDS)("prints %s in resin", (field) => {
    const without = planesOf(ktpEl({ ...RESIDENT, [field]: "" }));
    expect(inkIn(FULL, ALL)).toBeGreaterThan(inkIn(without, ALL));
  });

  it.each([
    ["one word", "SUKMA"],
    ["60 letters", fictitiousResident(4).nama],
    ["60 wide letters in one word", "W".repeat(60)],
  ])("keeps a name of %s between its colon and the photograph, above the next row", (_, nama) => {
    const planes = planesOf(ktpEl({ nama }));
    const added = (box: Box) => inkIn(planes, box) - inkIn(EMPTY, box);
    expect(added(NAME_BOX)).toBeGreaterThan(200);
    expect(added([729, 0, 287, 648])).toBe(0);
    expect(added([250, 0, 480, 180])).toBe(0);
    expect(added([250, 230, 480, 418])).toBe(0);
  });

  it("leaves the edges of its text to resin: there is no grey of it in the dyes", () => {
    const dyes = (side: CardSide) => cardOf(side, { panels: ["y", "m", "c"] });
    const [card, empty] = [dyes(ktpEl({ nama: "SUKMA" })), dyes(ktpEl({}))];
    const changed = new Set<string>();
    for (let at = 0; at < card.rgba.length; at += 4) {
      const dot = [...card.rgba.subarray(at, at + 3)];
      if (dot.some((value, channel) => value !== empty.rgba[at + channel])) changed.add(`${dot}`);
    }
    expect([...changed]).toEqual(["0,0,0"]);
  });

  it("shows the photograph in its place, and a silhouette without one", () => {
    const middle = (side: CardSide) => dotAt(cardOf(side), 770, 420);
    expect(middle(ktpEl(RESIDENT, JPEG))).toEqual([200, 100, 50]);
    expect(middle(ktpEl(RESIDENT))).not.toEqual([200, 100, 50]);
  });

  it("dyes black hair, so that no resin lies in a face", () => {
    expect(inkIn(planesOf(ktpEl({}, PHOTO)), [750, 158, 228, 304])).toBe(0);
  });

  it("says SPECIMEN once, whether the job does or not", () => {
    expect(hashOf(planesOf(ktpEl(RESIDENT), { specimen: true }))).toBe(hashOf(FULL));
    expect(alwaysSpecimen(ktpEl({}))).toBe(true);
    expect(alwaysSpecimen({ template: "kia", fields: {} })).toBe(false);
    expect(alwaysSpecimen({ image: "" })).toBe(false);
  });

  it.each([
    ["letters that XML reserves", `<&"'>`],
    ["what would be an element", "</text><rect width='1016' height='648'/>"],
    ["an entity", "&amp;&#65;"],
    ["letters of Latin", "ŁÓRIŠ ÑANDÚ"],
  ])("prints %s as they stand", (_, nama) => {
    const planes = planesOf(ktpEl({ nama }));
    const added = inkIn(planes, NAME_BOX) - inkIn(EMPTY, NAME_BOX);
    expect(added).toBeGreaterThan(200);
    expect(inkIn(planes, ALL) - inkIn(EMPTY, ALL)).toBe(added);
  });

  it("fills any geometry", () => {
    const geometry = { widthDots: 1036, heightDots: 664 };
    const request = { side: ktpEl(RESIDENT), panels: COLOUR, geometry, specimen: false };
    const rendered = renderer.render(request);
    expect(rendered.ok && rendered.planes.map(({ dots }) => dots.length)).toEqual(
      COLOUR.map(() => 1036 * 664),
    );
  });
});

describe("fields", () => {
  it.each([
    ["an unknown field", { nomor_sepatu: "42" }, "field nomor_sepatu: unknown"],
    ["a name that an object inherits", { constructor: "x" }, "field constructor: unknown"],
    ["a NIK of 15 digits", { nik: "160107051285001" }, "field nik: not the structure of a NIK"],
    ["a NIK with serial 0", { nik: "1601070512850000" }, "field nik: not the structure of a NIK"],
    [
      "a letter of another script",
      { nama: "ՍՈՒԿ" },
      "field nama: a character that the fonts do not have",
    ],
    [
      "a control character",
      { nama: "A\u0007" },
      "field nama: a character that the fonts do not have",
    ],
    ["201 characters", { alamat: "A".repeat(201) }, "field alamat: longer than 200 characters"],
    [
      "a text too long for its place",
      { agama: "W".repeat(190) },
      "field agama: too long for its place",
    ],
    ["a field named by a number", { "1601070512850001": "x" }, "a field's name is malformed"],
  ])("refuses %s, naming the field and not its value", (_, fields, message) => {
    expect(render(ktpEl(fields))).toEqual({ ok: false, defect: "fields", message });
  });

  it("leaves missing and blank ones empty", () => {
    const blank = Object.fromEntries(KTP_EL_FIELDS.map((field) => [field, " "]));
    expect(hashOf(planesOf(ktpEl(blank)))).toBe(hashOf(EMPTY));
  });

  it("takes a line break for a space", () => {
    expect(hashOf(planesOf(ktpEl({ alamat: "JL. SATU\r\n NO. 2" })))).toBe(
      hashOf(planesOf(ktpEl({ alamat: "JL. SATU NO. 2" }))),
    );
  });
});

describe("an image", () => {
  const white = pngOf(picture(1016, 648, () => [255, 255, 255]));
  const small = pngOf(colourful(1016 / 4, 648 / 4));

  it("of the card's size comes through untouched", () => {
    const before = colourful(GEOMETRY.widthDots, GEOMETRY.heightDots);
    expect(Buffer.compare(cardOf({ image: pngOf(before) }).rgba, before.rgba)).toBe(0);
  });

  it("of another size is scaled", () => {
    const half = picture(508, 324, (x) => (x < 254 ? [200, 60, 90] : [30, 200, 250]));
    const card = cardOf({ image: pngOf(half) });
    expect([dotAt(card, 100, 300), dotAt(card, 900, 300)]).toEqual([
      [200, 60, 90],
      [30, 200, 250],
    ]);
  });

  it("that is transparent lies on white", () => {
    const half = picture(1016, 648, (x) => (x < 500 ? [0, 0, 0, 0] : [200, 0, 0, 128]));
    const card = cardOf({ image: pngOf(half) });
    expect(dotAt(card, 10, 10)).toEqual([255, 255, 255]);
    expect(dotAt(card, 900, 10).map((value) => Math.abs(value - 127) < 2)).toEqual([
      false,
      true,
      true,
    ]);
  });

  const cut = Buffer.from(white, "base64").subarray(0, 900).toString("base64");
  it.each<[string, string, RenderDefect, string]>([
    ["is no base64", "not a picture!", "bad-image", "image: not base64"],
    ["is empty", "", "bad-image", "image: not png"],
    ["is no PNG", Buffer.from("<svg/>").toString("base64"), "bad-image", "image: not png"],
    ["is a JPEG", JPEG, "bad-image", "image: not png"],
    ["is cut off", cut, "bad-image", "image: broken or empty"],
    ["has no width", claimSize(white, 0, 648), "bad-image", "image: no size"],
    [
      "claims 20 megapixels and a row",
      claimSize(white, 5000, 4001),
      "bad-image",
      "image: more than 20 megapixels",
    ],
    [
      "has another size in its header",
      claimSize(white, 1015, 648),
      "bad-image",
      "image: broken or empty",
    ],
    [
      "is upright",
      pngOf(colourful(648, 1016)),
      "image-size",
      "image: its ratio is not that of the card, landscape",
    ],
    [
      "is 2.1 % too wide",
      pngOf(colourful(1037, 648)),
      "image-size",
      "image: its ratio is not that of the card, landscape",
    ],
  ])("that %s is refused", (_, image, defect, message) => {
    expect(render({ image })).toEqual({ ok: false, defect, message });
  });

  it.each([
    ["1.9 % too wide", 1035, 648],
    ["of the card's trimmed size", 1011, 638],
  ])("%s is taken", (_, width, height) => {
    expect(render({ image: pngOf(colourful(width, height)) })).toMatchObject({ ok: true });
  });

  it("is taken with line breaks in its base64", () => {
    const image = small.replace(/.{76}/g, "$&\r\n");
    expect(hashOf(planesOf({ image }))).toBe(hashOf(planesOf({ image: small })));
  });

  it.each([
    ["white", 255],
    ["grey", 128],
    ["black", 0],
  ])("of %s says SPECIMEN across the card when the job does", (_, grey) => {
    const ground = picture(1016, 648, () => [grey, grey, grey]);
    const card = cardOf({ image: pngOf(ground) }, { specimen: true });
    const marked = [...Array(1016 * 648).keys()].filter(
      (dot) =>
        Math.abs((card.rgba[dot * 4 + 1] ?? 0) - grey) > 12 ||
        Math.abs((card.rgba[dot * 4] ?? 0) - grey) > 40,
    );
    expect(marked.length).toBeGreaterThan(30_000);
    const columns = marked.map((dot) => dot % 1016);
    expect(columns.reduce((a, b) => Math.min(a, b))).toBeLessThan(200);
    expect(columns.reduce((a, b) => Math.max(a, b))).toBeGreaterThan(816);
  });
});

describe("a photograph", () => {
  it.each<[string, string, RenderDefect, string]>([
    ["is neither PNG nor JPEG", "R0lGODlh", "bad-image", "photo: not png or jpeg"],
    ["is broken", JPEG.slice(0, 160), "bad-image", "photo: broken or empty"],
    [
      "is far too wide",
      pngOf(colourful(400, 20)),
      "image-size",
      "photo: a side is more than 3 times the other",
    ],
  ])("that %s is refused", (_, photo, defect, message) => {
    expect(render(ktpEl({}, photo))).toEqual({ ok: false, defect, message });
  });
});
