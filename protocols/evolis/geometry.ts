/**
 * Sizes of a panel on the wire.
 *
 * A card is sent rotated: one line on the wire is one column of the landscape card, so a line has
 * `heightDots` dots and there are `widthDots` lines.
 * Source: A5013 Rev. E gives 648 × 1016 dots, but byte counts that are 656 × 1032; the vendor's own
 * driver sends 648 × 1016, 81 bytes a line in black.
 */

/** Size of a printed side as a person reads it (landscape), in dots. */
export interface Geometry {
  readonly widthDots: number;
  readonly heightDots: number;
}

/** The whole card at 300 dots an inch. */
export const CARD_GEOMETRY: Geometry = { widthDots: 1016, heightDots: 648 };

export const COLOUR_LEVELS = [32, 64, 128] as const;
/** Amounts of dye a colour dot can have: 5, 6 or 7 bits. */
export type ColourLevels = (typeof COLOUR_LEVELS)[number];

/** As in a download's header; 2 is black or overlay. */
export type Levels = 2 | ColourLevels;

const BITS: Readonly<Record<Levels, number>> = { 2: 1, 32: 5, 64: 6, 128: 7 };

/** Bits of one dot. */
export function bitsOf(levels: Levels): number {
  return BITS[levels];
}

/** What a printer must know to find the end of a download without reading its payload. */
export interface PanelSizes {
  readonly monoPanelBytes: number;
  colourPanelBytes(levels: ColourLevels): number;
}

export function panelSizes(geometry: Geometry): PanelSizes {
  return {
    monoPanelBytes: monoPanelBytes(geometry),
    colourPanelBytes: (levels) => colourPanelBytes(geometry, levels),
  };
}

/** Bytes of one line of black or overlay: every line begins on a new byte. */
export function monoLineBytes({ heightDots }: Geometry): number {
  return Math.ceil(heightDots / 8);
}

export function monoPanelBytes(geometry: Geometry): number {
  return monoLineBytes(geometry) * geometry.widthDots;
}

/** Colour dots are packed tight over the whole panel; only its last byte is padded. */
export function colourPanelBytes(
  { widthDots, heightDots }: Geometry,
  levels: ColourLevels,
): number {
  return Math.ceil((widthDots * heightDots * bitsOf(levels)) / 8);
}

/** Bytes of one panel as `Db` carries it. */
export function panelBytes(geometry: Geometry, levels: Levels): number {
  return levels === 2 ? monoPanelBytes(geometry) : colourPanelBytes(geometry, levels);
}
