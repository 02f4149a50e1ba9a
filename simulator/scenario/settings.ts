import type { PrinterConfig } from "../../config/schema.ts";
import type { PrinterSettings } from "../printer/options.ts";
import { RIBBON_KINDS } from "../printer/ribbon.ts";
import type { Simulation } from "./schema.ts";

/** What a scenario says of a printer; absent: the default. */
export type SimulatedSettings = Partial<
  Pick<
    PrinterSettings,
    | "ack"
    | "speed"
    | "feederCards"
    | "feederCapacity"
    | "ribbonKind"
    | "outputCapacity"
    | "rejectCapacity"
  > & { readonly ribbonCards: number }
>;

/** How a printer is simulated: what the scenario says of it, on top of its configuration. */
export function printerSettings(
  simulation: Simulation = {},
  { ribbon }: Pick<PrinterConfig, "ribbon">,
): SimulatedSettings {
  const ribbonKind = simulation.ribbon_kind ?? RIBBON_KINDS.find((kind) => kind === ribbon);
  const given = {
    ack: simulation.ack,
    speed: simulation.speed,
    feederCards: simulation.feeder,
    feederCapacity: simulation.feeder_capacity,
    ribbonKind,
    ribbonCards: simulation.ribbon,
    outputCapacity: simulation.output_capacity,
    rejectCapacity: simulation.reject_capacity,
  };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as SimulatedSettings;
}
