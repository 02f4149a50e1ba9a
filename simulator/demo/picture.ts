import { encode } from "fast-png";
import { createRenderer } from "../../src/render/renderer.ts";
import { compose } from "../../src/render/separate.ts";
import { fictitiousResident } from "../server/people.ts";

const GEOMETRY = { widthDots: 1016, heightDots: 648 };

/** The card of the n-th invented resident as a PNG; it says SPECIMEN. */
export function specimenPng(n: number): Uint8Array {
  const rendered = createRenderer().render({
    side: { template: "ktp-el", fields: { ...fictitiousResident(n) } },
    panels: ["y", "m", "c", "k"],
    geometry: GEOMETRY,
    specimen: true,
  });
  if (!rendered.ok) throw new Error(rendered.message);
  const { rgba } = compose(rendered.planes, GEOMETRY);
  const { widthDots: width, heightDots: height } = GEOMETRY;
  return encode({ width, height, channels: 4, data: rgba });
}
