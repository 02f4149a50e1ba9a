import type { PrinterConfig } from "../../config/schema.ts";
import type { EvolisOptions } from "../drivers/evolis/options.ts";

/** What the configuration of a printer tells its driver. */
export function driverSettings(
  printer: PrinterConfig,
): Omit<EvolisOptions, "clock" | "geometry" | "trace"> {
  const { line, settings, thresholds } = printer;
  return {
    baudRate: line.baud_rate,
    ribbon: printer.ribbon,
    colourLevels: printer.colour_levels,
    answerTerminator: settings.answer_terminator,
    ack: settings.ack,
    cardPosition: settings.card_position ?? printer.counters ?? "if-simulated",
    rejectBox: settings.reject_box,
    payloadTimeoutMs: settings.payload_timeout,
    ribbonLowCards: thresholds.ribbon_low,
  };
}

/** Cards of a full ribbon: colour in sets of panels, black in one long roll. */
export function ribbonCapacity(ribbon: string): number {
  return ribbon.startsWith("y") ? 200 : 1_000;
}
