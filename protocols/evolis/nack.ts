import { NACK } from "./framing.ts";

/** The code characters after a NACK and what they mean. Source: A5013 Rev. E, ACK/NACK protocol. */
export const NACK_MEANINGS = {
  "1": "command error",
  "2": "parameter error",
  T: "time-out or mechanical error",
  C: "cover open",
  F: "feeder empty or card not fed",
  R: "ribbon at its end, cut or stuck",
  K: "magnetic checksum wrong",
  D: "magnetic data not legal for the track",
  W: "magnetic write failed",
} as const satisfies Readonly<Record<string, string>>;

export type NackCode = keyof typeof NACK_MEANINGS;

export function isNackCode(code: string): code is NackCode {
  return Object.hasOwn(NACK_MEANINGS, code);
}

/** A refusal as it goes over the line: NACK and its code, for example `15 46`. */
export function encodeNack(code: NackCode): Uint8Array {
  return Uint8Array.of(NACK, code.charCodeAt(0));
}
