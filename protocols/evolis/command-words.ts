import type { Panel } from "../words.ts";
import { COLOUR_LEVELS, type Levels } from "./geometry.ts";

/**
 * The words of the commands: mnemonics and parameters of the guide against the names used here.
 * Source: A5013 Rev. E, list of commands, unless a line says otherwise.
 */

/** Commands without a parameter. */
export const PLAIN_MNEMONICS = {
  "read-firmware": "Rfv",
  "read-serial-number": "Rsn",
  "read-model": "Rtp",
  "read-head-kit": "Rkn",
  "read-ribbon-mark": "Rcr",
  "read-error-mode": "Rem",
  "restore-framing": "Psc",
  "start-sequence": "Ss",
  "select-front": "Sr",
  "select-back": "Sv",
  "insert-front": "Si",
  "insert-back": "Sib",
  "insert-contact": "Sis",
  "insert-contactless": "Sic",
  "reject-output": "Ser",
  "reject-feeder": "Seb",
  "copy-sequence": "Sc",
  clean: "Scp",
  "clear-status-line": "Scs",
  reset: "Srs",
} as const;

/** `Rco`: what the printer has counted. `cards-left` is an estimate that the vendor calls rough. */
export const COUNTERS = {
  panels: "p",
  cards: "c",
  "cleaning-interval-average": "a",
  "cleaning-interval-max": "m",
  cleanings: "n",
  // The guide's letter could be read as a capital i; other software sends a small L.
  "cards-left": "l",
} as const;

/** `Rlr`: the last answer again, whether a card is inside, whether cleaning is due. */
export const LAST_ANSWERS = { last: undefined, card: "p", cleaning: "r" } as const;

/** `Rse`: sensors whose voltage can be read, by the guide's letters. */
export const SENSORS = ["o", "p", "m", "c", "r"] as const;

/** `Sk`: which feeder is empty, or low. */
export const FEEDER_LEVELS = { empty: "f", low: "w" } as const;

/** `Pmi`: where blank cards come from; `automatic` is the feeder if no card is inside. */
export const FEED_SOURCES = { feeder: "F", manual: "M", automatic: "B" } as const;

/** `Pem`: 2 leaves every error to the host; 4 turns the ACK/NACK protocol on. */
export const ERROR_MODES = [0, 1, 2, 3, 4, 5, 16, 18] as const;

/** `Pr`: ribbons. `k` is not in the guide's list; the vendor's driver sends it. */
export const RIBBONS = [
  "ymcko",
  "ymckos",
  "ymckok",
  "k",
  "kb",
  "kw",
  "kr",
  "kbl",
  "kgr",
  "kgo",
  "ksi",
  "ksc",
  "ko",
  "h",
  "ho",
] as const;

/** Commands with a payload whose length is not known here: they cannot be read past. */
export const UNSUPPORTED_DOWNLOADS: ReadonlySet<string> = new Set(["Dbp", "Dbpc", "Dbmp"]);

/** The levels that a download's header names, or `undefined` if the panel cannot have them. */
export function decodeLevels(panel: Panel, field: string | undefined): Levels | undefined {
  const levels = panel === "k" || panel === "o" ? ([2] as const) : COLOUR_LEVELS;
  return levels.find((candidate) => String(candidate) === field);
}
