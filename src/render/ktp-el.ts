import type { Geometry } from "../core/ports.ts";
import type { FieldValues } from "./fields.ts";
import { ktpElGround, signatureLine, silhouette } from "./ktp-el-ground.ts";
import * as layout from "./ktp-el-layout.ts";
import { type Refused, refuse } from "./raster.ts";
import { specimenMark } from "./specimen.ts";
import { escapeXml } from "./svg.ts";
import { FACES, type FittedText, fitText, LINE_HEIGHT } from "./text-fit.ts";

/** The name of the built-in template. What it draws always says SPECIMEN. */
export const KTP_EL = "ktp-el";

type Drawing = { readonly ok: true; readonly svg: string } | Refused;

/** The face of a specimen identity card. Refused only if a text is too long for its place. */
export function ktpElSvg(
  values: FieldValues,
  photo: string | undefined,
  geometry: Geometry,
): Drawing {
  const texts = [nikLabel()];
  for (const place of layout.PLACES) {
    const fitted = fitPlace(place, values);
    if ("defect" in fitted) return fitted;
    texts.push(placeText(place, fitted));
  }
  const rows = rowTexts(values);
  return rows.ok ? { ok: true, svg: cardSvg(texts.join("") + rows.svg, photo, geometry) } : rows;
}

function rowTexts(values: FieldValues): Drawing {
  const texts: string[] = [];
  let top = 0;
  let next = layout.ROWS[0]?.place.y ?? 0;
  for (const row of layout.ROWS) {
    const fitted = fitPlace(row.place, values);
    if ("defect" in fitted) return fitted;
    const height = fitted.lines.length > 1 ? layout.TALL_ROW_HEIGHT : layout.ROW_HEIGHT;
    if (!row.beside) top = next;
    next = Math.max(next, top + height);
    texts.push(rowLabel(row, top + height / 2));
    texts.push(placeText({ ...row.place, y: top, height }, fitted));
  }
  return { ok: true, svg: texts.join("") };
}

function fitPlace(place: layout.Place, values: FieldValues): FittedText | Refused {
  const value = place.fields.flatMap((field) => values.get(field) ?? []).join(", ");
  const titled = value === "" || !place.title || /^(PROVINSI|KABUPATEN|KOTA) /.test(value);
  const fitted = fitText(titled ? value : `${place.title} ${value}`, place);
  return fitted ?? refuse("fields", `field ${place.fields.join(", ")}: too long for its place`);
}

/** Black text comes last, over SPECIMEN, and without grey edges: it is all resin and no dye. */
function cardSvg(texts: string, photo: string | undefined, geometry: Geometry): string {
  const { widthDots, heightDots } = layout.CARD;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" preserveAspectRatio="none"`,
    ` width="${geometry.widthDots}" height="${geometry.heightDots}"`,
    ` viewBox="0 0 ${widthDots} ${heightDots}">`,
    ktpElGround(widthDots, heightDots),
    photoBox(photo),
    signatureLine(),
    specimenMark(layout.CARD),
    `<g fill="#000" text-rendering="optimizeSpeed">${texts}</g></svg>`,
  ].join("");
}

function photoBox(photo: string | undefined): string {
  const { x, y, width, height } = layout.PHOTO;
  const size = `width="${width}" height="${height}"`;
  const crop = `preserveAspectRatio="xMidYMid slice"`;
  const picture = photo === undefined ? silhouette() : `<image ${size} ${crop} href="${photo}"/>`;
  return `<svg x="${x}" y="${y}" ${size}>${picture}</svg>`;
}

function nikLabel(): string {
  const { x, y, colonX, fontSize } = layout.NIK_LABEL;
  const style = `y="${y}" ${FACES.bold} font-size="${fontSize}"`;
  return `<text x="${x}" ${style}>NIK</text><text x="${colonX}" ${style}>:</text>`;
}

function rowLabel({ label, labelX, colonX }: layout.Row, middle: number): string {
  const fontSize = layout.LABEL_SIZE;
  const style = `y="${baseline(middle, fontSize)}" ${FACES.medium} font-size="${fontSize}"`;
  return `<text x="${labelX}" ${style}>${label}</text><text x="${colonX}" ${style}>:</text>`;
}

function placeText(place: layout.Place, { lines, face, fontSize }: FittedText): string {
  const centred = place.align === "centre";
  const x = centred ? place.x + place.width / 2 : place.x;
  const style = `${FACES[face]} font-size="${fontSize}"${centred ? ' text-anchor="middle"' : ""}`;
  const firstMiddle = place.y + (place.height - (lines.length - 1) * fontSize * LINE_HEIGHT) / 2;
  return lines
    .map((line, index) => {
      const y = baseline(firstMiddle + index * fontSize * LINE_HEIGHT, fontSize);
      return `<text x="${x}" y="${y}" ${style}>${escapeXml(line)}</text>`;
    })
    .join("");
}

/** Where capitals stand whose middle is at this height; Roboto's have 0.71 of the font size. */
function baseline(middle: number, fontSize: number): number {
  return Math.round(middle + fontSize * 0.355);
}
