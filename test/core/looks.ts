import { CONDITIONS, type Condition, faultRule } from "../../protocols/faults.ts";
import {
  createStand,
  type Happening,
  reported,
  type Stand,
  type StandOptions,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

/** An absence of answers; all else is a device's own word. */
export const SILENT_ONES: readonly Condition[] = [
  "timed-out",
  "connecting-to-device",
  "report-stale",
  "ping-unanswered",
  "probe-failed",
];
/** Outside office hours these mean no more than that the device is off. */
export const OFF_ONES: readonly Condition[] = [...SILENT_ONES, "server-offline"];
const PRINTER_ONES = CONDITIONS.filter((condition) => faultRule(condition).device === "printer");
export const SERVER_ONES = CONDITIONS.filter(
  (condition) => faultRule(condition).device === "server",
);
export const SEEN_ONES = [...PRINTER_ONES, ...SERVER_ONES];

export const printer = sessionOf("printer1", 1);

/** A look that finds a condition, at the device that it belongs to. */
export function bad(condition: Condition): Happening {
  return faultRule(condition).device === "printer"
    ? printer.checked({ ...WELL, faults: [{ condition, raw: "X" }], checked: [condition] })
    : reported([{ condition, raw: "X" }], [condition]);
}

/** A look that would have shown it. */
export function good(condition: Condition): Happening {
  if (faultRule(condition).device === "server") return reported([], [condition]);
  // That it answers at all is shown by every answer, and a driver does not say so.
  return printer.checked({ ...WELL, checked: SILENT_ONES.includes(condition) ? [] : [condition] });
}

export function setUp(options: StandOptions = {}): Stand {
  const stand = createStand(options);
  stand.post(printer.ready());
  stand.record.length = 0;
  return stand;
}

export function look(stand: Stand, ...looks: readonly Happening[]): void {
  for (const each of looks) {
    stand.nowMs += 5_000;
    stand.post(each);
  }
}

export function faultsOf({ state }: Stand): readonly string[] {
  return [...state.faults.keys()];
}
