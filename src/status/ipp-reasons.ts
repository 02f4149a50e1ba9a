import { faultRule, type Severity } from "../../protocols/faults.ts";
import type { Fault } from "../core/state.ts";

/** A reason that is no fault: an operator's hold, a line that is not open yet. */
export interface PlainReason {
  readonly keyword: "paused" | "connecting-to-device";
  readonly severity: Severity;
}

/** As `marker-supply-low-warning,marker-print-ribbon-almost-empty-warning`, or `none`. */
export function ippReasons(faults: readonly Fault[], plain: readonly PlainReason[] = []): string {
  const bySeverity = new Map<string, Severity>();
  const add = (keyword: string | undefined, severity: Severity) => {
    // The worst comes first, and a keyword is said once.
    if (keyword !== undefined && !bySeverity.has(keyword)) bySeverity.set(keyword, severity);
  };
  for (const { condition } of faults) {
    const { severity, ipp } = faultRule(condition);
    add(condition, severity);
    add(ipp, severity);
  }
  for (const { keyword, severity } of plain) add(keyword, severity);
  return [...bySeverity].map(([keyword, severity]) => `${keyword}-${severity}`).join() || "none";
}
