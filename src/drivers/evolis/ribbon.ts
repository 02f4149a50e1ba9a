import type { RIBBONS } from "../../../protocols/evolis/command-words.ts";
import type { Panel } from "../../../protocols/words.ts";

export type Side = "front" | "back";

const COLOUR_CARD = ["y", "m", "c", "k", "o"] as const;
const RESIN = { front: ["k"], back: ["k"] } as const;

/**
 * What a ribbon offers for each side, in printing order. Ribbons of one colour are printed by the
 * panel K, whatever the colour. Left out are those whose panels the guide does not name.
 */
const PANELS_BY_RIBBON = {
  ymcko: { front: COLOUR_CARD, back: COLOUR_CARD },
  ymckok: { front: COLOUR_CARD, back: ["k"] },
  k: RESIN,
  kb: RESIN,
  kw: RESIN,
  kr: RESIN,
  kbl: RESIN,
  kgr: RESIN,
  kgo: RESIN,
  ksi: RESIN,
  ksc: RESIN,
  ko: { front: ["k", "o"], back: ["k", "o"] },
} as const satisfies Partial<
  Record<(typeof RIBBONS)[number], Readonly<Record<Side, readonly Panel[]>>>
>;

export type EvolisRibbon = keyof typeof PANELS_BY_RIBBON;

/** The ribbons that this driver can print with, for the configuration. */
export const EVOLIS_RIBBONS = Object.keys(PANELS_BY_RIBBON) as readonly EvolisRibbon[];

export function panelsOf(ribbon: EvolisRibbon, side: Side): readonly Panel[] {
  return PANELS_BY_RIBBON[ribbon][side];
}
