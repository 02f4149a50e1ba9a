import { type Drawn, onWhite, type Raster, type Refused, refuse } from "./raster.ts";
import { drawSvg, openSvg } from "./svg.ts";

export type ImageKind = "png" | "jpeg";

/** Four bytes a dot: 80 MB. A card at 1200 dpi has 10 megapixels. */
const PIXELS_MAX = 20_000_000;

interface Header {
  readonly kind: ImageKind;
  readonly widthDots: number;
  readonly heightDots: number;
}

/**
 * A base64 picture as it looks on white, at its own size. `part` names it in a refusal. Its header
 * is read before anything is decoded; what cannot be decoded to its end is `bad-image`, as is a
 * picture that is transparent throughout.
 */
export function decodeImage(part: string, base64: string, kinds: readonly ImageKind[]): Drawn {
  const bytes = decodeBase64(base64);
  if (!bytes) return refuse("bad-image", `${part}: not base64`);
  const header = checkHeader(part, pngHeader(bytes) ?? jpegHeader(bytes), kinds);
  if ("defect" in header) return header;
  const raster = decodePixels(header, bytes);
  // The decoder does not say that a file is broken: it draws nothing of it.
  if (!raster.rgba.some((value, at) => at % 4 === 3 && value !== 0)) {
    return refuse("bad-image", `${part}: broken or empty`);
  }
  return { ok: true, raster: onWhite(raster) };
}

function checkHeader(
  part: string,
  header: Header | undefined,
  kinds: readonly ImageKind[],
): Header | Refused {
  if (!header || !kinds.includes(header.kind)) {
    return refuse("bad-image", `${part}: not ${kinds.join(" or ")}`);
  }
  const pixels = header.widthDots * header.heightDots;
  if (pixels === 0) return refuse("bad-image", `${part}: no size`);
  if (pixels <= PIXELS_MAX) return header;
  return refuse("bad-image", `${part}: more than ${PIXELS_MAX / 1_000_000} megapixels`);
}

function decodePixels(header: Header, bytes: Buffer): Raster {
  const size = `width="${header.widthDots}" height="${header.heightDots}"`;
  const href = `data:image/${header.kind};base64,${bytes.toString("base64")}`;
  // At its own size every pixel is drawn as it is.
  const image = `<image ${size} href="${href}"/>`;
  return drawSvg(openSvg(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${image}</svg>`));
}

/** Line breaks are allowed, as the usual tools put them in; all else must be right. */
function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(/\s+/g, "");
  const bytes = Buffer.from(compact, "base64");
  return bytes.toString("base64") === compact ? bytes : undefined;
}

const PNG_START = Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");

function pngHeader(bytes: Buffer): Header | undefined {
  if (bytes.length < 24 || !bytes.subarray(0, 16).equals(PNG_START)) return undefined;
  return { kind: "png", widthDots: bytes.readUInt32BE(16), heightDots: bytes.readUInt32BE(20) };
}

/** Walks the segments of a JPEG to its frame header (SOF0–SOF15 without DHT, JPG and DAC). */
function jpegHeader(bytes: Buffer): Header | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrameHeader(marker)) {
      const [heightDots, widthDots] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      return { kind: "jpeg", widthDots, heightDots };
    }
    // A byte FF before a marker is padding.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
