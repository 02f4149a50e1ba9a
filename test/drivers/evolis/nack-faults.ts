import type { Condition } from "../../../protocols/faults.ts";

/** What each refusal means in the catalogue. Source: A5013 Rev. E; `Z` is in no guide. */
export const NACK_FAULTS: Readonly<Record<string, Condition>> = {
  "1": "command-refused",
  "2": "command-refused",
  T: "media-jam",
  C: "cover-open",
  F: "media-empty",
  R: "marker-supply-empty",
  K: "other",
  D: "other",
  W: "other",
  Z: "other",
};

/**
 * What such a printer tells in place of a condition that its language has no word for: it says
 * that a card cannot leave.
 */
export const TOLD_AS: Partial<Readonly<Record<Condition, Condition>>> = {
  "output-area-full": "media-jam",
};
