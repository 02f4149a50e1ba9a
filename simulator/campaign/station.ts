import type { SmallWorld } from "../office/small-world.ts";
import type { CardRecord } from "../printer/card.ts";
import type { SimulatedPrinter } from "../printer/machine.ts";
import type { Dice } from "./dice.ts";
import type { LineNoise } from "./noise.ts";
import type { PrinterSetting } from "./setting.ts";

/** A new printer's counters; far from 0, so that some can be lost. */
const COUNTED = { cards: 5_000, panels: 9_000 } as const;

/** A printer, its cable, and whoever has his hands there. */
export interface Station {
  readonly id: string;
  readonly stock: string;
  readonly printer: SimulatedPrinter;
  /** What its line does to the bytes; `undefined`: it is a good one. */
  readonly noise: LineNoise | undefined;
  /** The cable lets so many bytes more through to the printer, and is pulled then. */
  cutAfter: number | undefined;
  /** Nobody has his hands in the printer before this monotonic time. */
  handsOffUntilMs: number;
}

export function createStations(
  world: SmallWorld,
  settings: readonly PrinterSetting[],
  noises: ReadonlyMap<string, LineNoise>,
): readonly Station[] {
  return settings.map(({ id, stock }) => {
    const printer = world.printers.get(id);
    if (printer === undefined) throw new Error(`there is no ${id}`);
    Object.assign(printer.mechanism.counters, COUNTED);
    const noise = noises.get(id);
    return { id, stock, printer, noise, cutAfter: undefined, handsOffUntilMs: 0 };
  });
}

/** Whose card it is: of the printer that stands there, or of the one that it was exchanged for. */
export function stationOfCard(stations: readonly Station[], { serialNumber }: CardRecord) {
  return stations.find(({ printer: { settings } }) =>
    [settings.serialNumber, settings.otherSerialNumber].includes(serialNumber),
  );
}

export function anyStation({
  stations,
  dice,
}: {
  readonly stations: readonly Station[];
  readonly dice: Dice;
}): Station {
  const station = stations.length === 1 ? stations[0] : dice.any(stations);
  if (station === undefined) throw new Error("an office has a printer");
  return station;
}
