import { readFileSync } from "node:fs";
import type { Geometry, Levels } from "../../../protocols/evolis/geometry.ts";

const PATH = new URL("../../vectors/evolis.txt", import.meta.url);

/** Lines of `test/vectors/evolis.txt` of one kind: the columns after it. */
export function vectors(kind: string): readonly (readonly string[])[] {
  return text()
    .filter((line) => line.startsWith(`${kind} | `))
    .map((line) => line.split(" | ").slice(1));
}

/** The rows of the picture: `#` prints. */
export function pictureRows(): readonly string[] {
  return text().filter((line) => /^[.#]{2,}$/.test(line));
}

export function bytesOf(hex = ""): Uint8Array {
  const [digits = "", times = "1"] = hex.split(" * ");
  const bytes = digits.split(" ").map((byte) => Number.parseInt(byte, 16));
  return Uint8Array.from(
    { length: bytes.length * Number(times) },
    (_, i) => bytes[i % bytes.length] ?? 0,
  );
}

export function geometryOf(dots = ""): Geometry {
  const [widthDots = 0, heightDots = 0] = dots.split("x").map(Number);
  return { widthDots, heightDots };
}

export function formatOf(column = ""): { readonly levels: Levels; readonly geometry: Geometry } {
  const [levels, dots] = column.split(", ");
  const known = ([2, 32, 64, 128] as const).find((candidate) => String(candidate) === levels);
  if (known === undefined) throw new Error("vector names no levels");
  return { levels: known, geometry: geometryOf(dots) };
}

function text(): readonly string[] {
  return readFileSync(PATH, "utf8").split("\n");
}
