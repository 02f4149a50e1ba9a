import { isNackCode, type NackCode } from "../../../protocols/evolis/nack.ts";
import type { Condition } from "../../../protocols/faults.ts";
import type { DeviceFault } from "../../core/ports.ts";

/** What a refusal says of the printer. A code without a row here does not compile. */
const CONDITION_BY_CODE: Readonly<Record<NackCode, Condition>> = {
  "1": "command-refused",
  "2": "command-refused",
  T: "media-jam",
  C: "cover-open",
  F: "media-empty",
  R: "marker-supply-empty",
  // Magnetic stripes: this driver writes none, so it has no better word for them.
  K: "other",
  D: "other",
  W: "other",
};

/** Codes that say that the printer does not know the question, or this form of it. */
export function isUnknownQuestion(code: string): boolean {
  return code === "1" || code === "2";
}

/** The fault behind a NACK; a code that nobody documented is one too. */
export function faultOf(code: string): DeviceFault {
  return { condition: isNackCode(code) ? CONDITION_BY_CODE[code] : "other", raw: code };
}
