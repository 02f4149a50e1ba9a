import { accessSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { DaemonError } from "../core/errors.ts";
import type { Raster } from "./raster.ts";

/**
 * SVG to dots. Only the fonts beside this file are loaded, so text has the same dots on every host;
 * a family that is not among them is drawn in Roboto.
 */

const FONT_FILES = [
  "Roboto-Regular.ttf",
  "Roboto-Medium.ttf",
  "Roboto-Bold.ttf",
  "RobotoCondensed-Medium.ttf",
];

const FONTS = {
  loadSystemFonts: false,
  fontFiles: FONT_FILES.map((name) => fileURLToPath(new URL(`fonts/${name}`, import.meta.url))),
  defaultFontFamily: "Roboto",
  serifFamily: "Roboto",
  sansSerifFamily: "Roboto",
  cursiveFamily: "Roboto",
  fantasyFamily: "Roboto",
  monospaceFamily: "Roboto",
};

/**
 * Without a font its text is drawn as nothing, and cards without names would count as printed.
 * Throws `DaemonError` `FONT_UNREADABLE`, naming the first file that cannot be read.
 */
export function assertFontsReadable(files: readonly string[] = FONTS.fontFiles): void {
  for (const file of files) {
    try {
      accessSync(file, constants.R_OK);
    } catch (cause) {
      throw new DaemonError(
        "FONT_UNREADABLE",
        "a font of the cards cannot be read",
        { file },
        cause,
      );
    }
  }
}

/** A parsed SVG: its size, its box and its dots can be asked for. Throws on text that is no SVG. */
export function openSvg(svg: string, widthDots?: number): Resvg {
  const size = widthDots === undefined ? undefined : { mode: "width" as const, value: widthDots };
  return new Resvg(svg, { font: FONTS, ...(size && { fitTo: size }) });
}

/** The dots of an SVG, transparent where nothing is drawn. */
export function drawSvg(svg: Resvg): Raster {
  const image = svg.render();
  return { widthDots: image.width, heightDots: image.height, rgba: image.pixels };
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // So that no value can take part in an attribute (see `office-template.ts`).
  "=": "&#61;",
};

/** Text as it may stand in SVG, in an attribute too. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'=]/g, (character) => ESCAPES[character] ?? character);
}
