import type { CardSide, Geometry, Renderer } from "../core/ports.ts";
import { checkFields, KTP_EL_FIELDS } from "./fields.ts";
import { decodeImage } from "./image-file.ts";
import { KTP_EL, ktpElSvg } from "./ktp-el.ts";
import { drawTemplate, fillTemplate, loadTemplate } from "./office-template.ts";
import { photoUri } from "./photo.ts";
import { type Drawn, onWhite, ratiosDiffer, refuse } from "./raster.ts";
import { scale } from "./scale.ts";
import { separate } from "./separate.ts";
import { stampSpecimen } from "./specimen.ts";
import { assertFontsReadable, drawSvg, openSvg } from "./svg.ts";

export interface RendererOptions {
  /** The folder of the office's own templates; without one only `ktp-el` is known. */
  readonly templatesDir?: string | undefined;
}

type TemplateSide = Extract<CardSide, { readonly template: string }>;

const KTP_EL_KNOWN: ReadonlySet<string> = new Set(KTP_EL_FIELDS);

/**
 * Draws a side and separates it. A template of the office is read anew each time, so a corrected
 * file counts at once; one named `ktp-el` is never looked for. Throws `DaemonError`
 * `FONT_UNREADABLE` if a font is missing.
 */
export function createRenderer({ templatesDir }: RendererOptions = {}): Renderer {
  assertFontsReadable();
  return {
    render({ side, panels, geometry, specimen }) {
      const drawn = drawSide(side, geometry, templatesDir);
      if (!drawn.ok) return drawn;
      const stamped =
        specimen && !alwaysSpecimen(side) ? stampSpecimen(drawn.raster) : drawn.raster;
      return { ok: true, planes: separate(stamped, panels) };
    },
  };
}

/** Whether a side says SPECIMEN whatever the job says: such a side needs `specimen: true`. */
export function alwaysSpecimen(side: CardSide): boolean {
  return "template" in side && side.template === KTP_EL;
}

function drawSide(side: CardSide, geometry: Geometry, templatesDir: string | undefined): Drawn {
  if ("image" in side) return drawImage(side.image, geometry);
  const photo = side.photo === undefined ? undefined : photoUri(side.photo);
  if (photo && !photo.ok) return photo;
  return side.template === KTP_EL
    ? drawKtpEl(side, photo?.uri, geometry)
    : drawOffice(side, photo?.uri, geometry, templatesDir);
}

function drawImage(image: string, geometry: Geometry): Drawn {
  const decoded = decodeImage("image", image, ["png"]);
  if (!decoded.ok) return decoded;
  if (ratiosDiffer(decoded.raster, geometry)) {
    return refuse("image-size", "image: its ratio is not that of the card, landscape");
  }
  return { ok: true, raster: scale(decoded.raster, geometry.widthDots, geometry.heightDots) };
}

function drawKtpEl(side: TemplateSide, photo: string | undefined, geometry: Geometry): Drawn {
  const checked = checkFields(side.fields, KTP_EL_KNOWN);
  if (!checked.ok) return checked;
  const card = ktpElSvg(checked.values, photo, geometry);
  return card.ok ? { ok: true, raster: onWhite(drawSvg(openSvg(card.svg))) } : card;
}

function drawOffice(
  side: TemplateSide,
  photo: string | undefined,
  geometry: Geometry,
  templatesDir: string | undefined,
): Drawn {
  const template = loadTemplate(templatesDir, side.template);
  if (!template.ok) return template;
  const filled = fillTemplate(template.svg, side.fields, photo);
  return filled.ok ? drawTemplate(filled.svg, geometry) : filled;
}
