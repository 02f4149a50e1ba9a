import { encode } from "fast-png";
import type { Plane } from "../../src/core/ports.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { compose } from "../../src/render/separate.ts";
import { fictitiousResident } from "../server/people.ts";

export const GEOMETRY = { widthDots: 1016, heightDots: 648 } as const;

const renderer = createRenderer();

/** The panels of the card of the n-th invented resident; it says SPECIMEN. */
export function specimenPlanes(n: number): readonly Plane[] {
  const rendered = renderer.render({
    side: { template: "ktp-el", fields: { ...fictitiousResident(n) } },
    panels: ["y", "m", "c", "k"],
    geometry: GEOMETRY,
    specimen: true,
  });
  if (!rendered.ok) throw new Error(rendered.message);
  return rendered.planes;
}

/** The same as a picture that a server would send. */
export function specimenPng(n: number): Uint8Array {
  const { widthDots: width, heightDots: height } = GEOMETRY;
  const { rgba } = compose(specimenPlanes(n), GEOMETRY);
  return encode({ width, height, channels: 4, data: rgba });
}
