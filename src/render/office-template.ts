import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Geometry } from "../core/ports.ts";
import { checkFields } from "./fields.ts";
import { NO_PHOTO } from "./photo.ts";
import { type Drawn, onWhite, type Refused, ratiosDiffer, refuse } from "./raster.ts";
import { scale } from "./scale.ts";
import { drawSvg, escapeXml, openSvg } from "./svg.ts";

/**
 * Templates of an office: `<name>.svg` in its folder, with `{{field}}` where a value goes and
 * `href="{{photo}}"` where the photograph does. Drawing one reads no other file and no network:
 * every `href` must be `#…` or an embedded PNG or JPEG.
 */

const TEMPLATE_NAME = /^[a-z0-9-]{1,32}$/;
/** A drawn card with an embedded picture stays below; a larger file is a mistake. */
const TEMPLATE_BYTES_MAX = 1024 * 1024;

const PLACEHOLDER = /\{\{([a-z0-9_]{1,32})\}\}/g;
const PHOTO = "photo";

/** The template as text; `unknown-template` if there is none, or none that may be used. */
export function loadTemplate(
  folder: string | undefined,
  name: string,
): { readonly ok: true; readonly svg: string } | Refused {
  if (folder === undefined || !TEMPLATE_NAME.test(name)) return unknown("no such template");
  const path = join(folder, `${name}.svg`);
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    if (!file?.isFile()) return unknown("no such template");
    if (file.size > TEMPLATE_BYTES_MAX) return unknown(`over ${TEMPLATE_BYTES_MAX} bytes`);
    return { ok: true, svg: readFileSync(path, "utf8") };
  } catch {
    return unknown("its file cannot be read");
  }
}

function unknown(message: string): Refused {
  return refuse("unknown-template", `template: ${message}`);
}

/** Values and photographs are copied to each: a small file could fill the memory. */
const PLACEHOLDERS_MAX = 200;

/** The template with its values: unknown fields and references outside itself are refused. */
export function fillTemplate(
  svg: string,
  fields: Readonly<Record<string, string>>,
  photo: string | undefined,
): { readonly ok: true; readonly svg: string } | Refused {
  const names = [...svg.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  if (names.length > PLACEHOLDERS_MAX) return unknown(`over ${PLACEHOLDERS_MAX} placeholders`);
  const checked = checkFields(fields, new Set(names.filter((name) => name !== PHOTO)));
  if (!checked.ok) return checked;
  const filled = svg.replace(PLACEHOLDER, (_, name: string) =>
    name === PHOTO ? (photo ?? NO_PHOTO) : escapeXml(checked.values.get(name) ?? ""),
  );
  const defect = outsideReference(filled);
  return defect === undefined ? { ok: true, svg: filled } : unknown(defect);
}

/**
 * What of an SVG could reach outside it. An attribute's name cannot be written with entities, so
 * each `href` stands there in letters; a document type could declare entities that hide one.
 */
function outsideReference(svg: string): string | undefined {
  if (/<!(?!--|\[CDATA\[)/.test(svg)) return "declares a document type";
  for (const [, double, single] of svg.matchAll(/href\s*=\s*(?:"([^"]*)"|'([^']*)')?/gi)) {
    if (!INSIDE.test(double ?? single ?? "")) return "an href that is neither # nor embedded";
  }
  return undefined;
}

const INSIDE = /^(?:#|data:image\/(?:png|jpeg);base64,)/;

/** The dots of a filled template on white; its ratio must be that of the card within 2 %. */
export function drawTemplate(svg: string, geometry: Geometry): Drawn {
  const opened = tryOpen(svg, geometry.widthDots);
  if (!opened) return unknown("no SVG");
  const { width: widthDots, height: heightDots } = opened;
  if (ratiosDiffer({ widthDots, heightDots }, geometry)) {
    return unknown("its ratio is not that of the card");
  }
  const raster = onWhite(drawSvg(opened));
  return { ok: true, raster: scale(raster, geometry.widthDots, geometry.heightDots) };
}

function tryOpen(svg: string, widthDots: number): ReturnType<typeof openSvg> | undefined {
  try {
    return openSvg(svg, widthDots);
  } catch {
    return undefined;
  }
}
