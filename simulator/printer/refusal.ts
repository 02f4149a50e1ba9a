import { NACK } from "../../protocols/evolis/framing.ts";
import type { NackCode } from "../../protocols/evolis/nack.ts";

/** A code that the guide does not have. */
export const ODD_CODE = "Z";

export type RefusalCode = NackCode | typeof ODD_CODE;

/** A refusal in standard mode. The guide has `ERROR CDE` and that others begin with `ERR`. */
const TEXTS: Readonly<Record<RefusalCode, string>> = {
  "1": "ERROR CDE",
  "2": "ERR PARAMETER",
  T: "ERR MECHANICAL",
  C: "ERR COVER",
  F: "ERR FEEDER",
  R: "ERR RIBBON",
  K: "ERR MAG CHECKSUM",
  D: "ERR MAG DATA",
  W: "ERR MAG WRITE",
  [ODD_CODE]: "ERR Z",
};

export function refusalText(code: RefusalCode): string {
  return TEXTS[code];
}

export function refusalBytes(code: RefusalCode): Uint8Array {
  return Uint8Array.of(NACK, code.charCodeAt(0));
}
