import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CardSide } from "../../src/core/ports.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { compose } from "../../src/render/separate.ts";
import { dotAt, GEOMETRY, JPEG, picture, pngOf } from "./pictures.ts";

const folder = mkdtempSync(join(tmpdir(), "cetakd-templates-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SECRET = join(folder, "secret.png");
writeFileSync(SECRET, Buffer.from(pngOf(picture(8, 8, () => [255, 0, 255])), "base64"));

const renderer = createRenderer({ templatesDir: folder });

function render(side: CardSide) {
  return renderer.render({
    side,
    panels: ["y", "m", "c", "k"],
    geometry: GEOMETRY,
    specimen: false,
  });
}

const SVG = 'xmlns="http://www.w3.org/2000/svg"';
const XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"';
const GREEN = 'fill="#0c8"';

/** Writes the body of a template into the folder and prints it. */
function print(body: string, fields: Readonly<Record<string, string>> = {}, photo?: string) {
  writeFileSync(
    join(folder, "kartu.svg"),
    `<svg ${SVG} ${XLINK} width="1016" height="648">${body}</svg>`,
  );
  return render({ template: "kartu", fields, ...(photo !== undefined && { photo }) });
}

function colourAt(rendered: ReturnType<typeof render>, x: number, y: number): number[] {
  if (!rendered.ok) throw new Error(rendered.message);
  return dotAt(compose(rendered.planes, GEOMETRY), x, y);
}

const RECT = `<rect width="1016" height="648" fill="{{warna}}"/>`;

describe("an office's template", () => {
  it("prints the values of its fields", () => {
    expect(colourAt(print(RECT, { warna: "rgb(10,200,30)" }), 500, 300)).toEqual([10, 200, 30]);
  });

  it("is white where it draws nothing", () => {
    expect(colourAt(print(""), 500, 300)).toEqual([255, 255, 255]);
  });

  it("escapes values, so that none becomes an element or an attribute", () => {
    const value = `x</text>${RECT.replace("{{warna}}", "red")}<text fill="red">&'"=`;
    expect(colourAt(print("<text y='40'>{{nama}}</text>", { nama: value }), 900, 600)).toEqual([
      255, 255, 255,
    ]);
  });

  it("has the photograph as an embedded picture, and nothing where there is none", () => {
    const body = `<image width="1016" height="648" preserveAspectRatio="none" href="{{photo}}"/>`;
    expect(colourAt(print(body, {}, JPEG), 500, 300)).toEqual([200, 100, 50]);
    expect(colourAt(print(body), 500, 300)).toEqual([255, 255, 255]);
  });

  it.each([
    [
      "a place in the drawing",
      `<defs><rect id="r" width="1016" height="648" fill="#0c8"/></defs><use href="#r"/>`,
    ],
    [
      "an embedded PNG",
      `<rect width="1016" height="648" ${GREEN}/><image xlink:href="data:image/png;base64,AA=="/>`,
    ],
  ])("may refer to %s", (_, body) => {
    expect(colourAt(print(body), 500, 300)).toEqual([0, 204, 136]);
  });

  it.each([
    ["a file", `<image href="file:///etc/passwd" width="9" height="9"/>`],
    ["a path", `<image href="${SECRET}" width="1016" height="648"/>`],
    ["a path, in the older spelling", `<image xlink:href='${SECRET}' width="1016" height="648"/>`],
    ["a path with blanks about it", `<image href = " ${SECRET}" width="1016" height="648"/>`],
    ["a path in character references", `<image href="&#x2f;etc/x.png" width="9" height="9"/>`],
    ["the network", `<image href="http://127.0.0.1/x.png" width="9" height="9"/>`],
    [
      "the network by a filter",
      `<filter id="f"><feImage href="https://127.0.0.1/x.png"/></filter>`,
    ],
    ["a drawing within", `<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>`],
    ["what a value says", `<image href="{{nama}}" width="1016" height="648"/>`],
  ])("is refused when it refers to %s", (_, body) => {
    const fields = body.includes("{{nama}}") ? { nama: SECRET } : {};
    expect(print(body, fields)).toEqual({
      ok: false,
      defect: "unknown-template",
      message: "template: an href that is neither # nor embedded",
    });
  });

  it("is refused when it declares a document type, which could hide a reference", () => {
    const body = `<!DOCTYPE svg [<!ENTITY e "x">]><svg xmlns="http://www.w3.org/2000/svg"/>`;
    writeFileSync(join(folder, "doctype.svg"), body);
    expect(render({ template: "doctype", fields: {} })).toMatchObject({
      defect: "unknown-template",
      message: "template: declares a document type",
    });
  });

  it.each([
    ["is no SVG", "<html/>", "no SVG"],
    ["is no XML", "<svg", "no SVG"],
    [
      "is upright",
      `<svg xmlns="http://www.w3.org/2000/svg" width="648" height="1016"/>`,
      "its ratio is not that of the card",
    ],
    ["is over 1 MiB", `<!--${" ".repeat(1024 * 1024)}-->`, "over 1048576 bytes"],
    ["has over 200 placeholders", "{{photo}}".repeat(201), "over 200 placeholders"],
  ])("is refused when it %s", (_, text, message) => {
    writeFileSync(join(folder, "bad.svg"), text);
    expect(render({ template: "bad", fields: {} })).toEqual({
      ok: false,
      defect: "unknown-template",
      message: `template: ${message}`,
    });
  });

  it.each([
    ["a name without a file", "tidak-ada"],
    ["a path upwards", "../templates/kartu"],
    ["an absolute path", join(folder, "kartu")],
    ["capital letters", "KARTU"],
    ["no letter", ""],
    ["33 letters", "k".repeat(33)],
    ["a byte 0", "kartu\0"],
  ])("is not looked for under %s", (_, template) => {
    print("");
    expect(render({ template, fields: {} })).toMatchObject({
      defect: "unknown-template",
      message: "template: no such template",
    });
  });

  it("cannot stand in for the built-in one", () => {
    writeFileSync(join(folder, "ktp-el.svg"), "<svg");
    expect(render({ template: "ktp-el", fields: {} })).toMatchObject({ ok: true });
  });

  it("refuses a field that it has no place for, and a photo as a field", () => {
    expect(print(RECT, { alamat: "x" })).toMatchObject({ message: "field alamat: unknown" });
    expect(print("{{photo}}", { photo: "x" })).toMatchObject({ message: "field photo: unknown" });
  });

  it("checks a NIK as the built-in template does", () => {
    expect(print("<text>{{nik}}</text>", { nik: "1" })).toMatchObject({
      defect: "fields",
      message: "field nik: not the structure of a NIK",
    });
  });

  it("is stretched to the card when its ratio is within 2 %", () => {
    const size = 'width="85.6mm" height="53.98mm"';
    const rect = `<rect width="100%" height="100%" ${GREEN}/>`;
    writeFileSync(join(folder, "milimeter.svg"), `<svg ${SVG} ${size}>${rect}</svg>`);
    const rendered = render({ template: "milimeter", fields: {} });
    expect(rendered.ok && rendered.planes[0]?.dots.length).toBe(1016 * 648);
    expect(colourAt(rendered, 1015, 647)).toEqual([0, 204, 136]);
  });
});

describe("without a folder of templates", () => {
  it("only the built-in one is known", () => {
    const side = { template: "kartu", fields: {} };
    expect(
      createRenderer().render({ side, panels: ["k"], geometry: GEOMETRY, specimen: false }),
    ).toMatchObject({ defect: "unknown-template" });
  });
});
