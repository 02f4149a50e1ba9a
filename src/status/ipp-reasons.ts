import { type Condition, faultRule, type Severity } from "../../protocols/faults.ts";
import type { Fault } from "../core/state.ts";

/**
 * Keywords of `printer-state-reasons` beside a condition's own name: the one of RFC 8011 is widely
 * understood, the one of PWG 5100.9 is closer to a card printer. Conditions that no standard
 * knows keep their own name and add the nearest. Source: the PWG registry of keywords.
 */
const NEAREST: Partial<Readonly<Record<Condition, string>>> = {
  "media-jam": "media-path-jam",
  "card-inside": "media-path-failure",
  "marker-supply-empty": "marker-print-ribbon-empty",
  "marker-supply-low": "marker-print-ribbon-almost-empty",
  "cleaning-due": "cleaner-life-almost-over",
  "device-changed": "configuration-change",
  "command-refused": "other",
};

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
    add(condition, faultRule(condition).severity);
    add(NEAREST[condition], faultRule(condition).severity);
  }
  for (const { keyword, severity } of plain) add(keyword, severity);
  return [...bySeverity].map(([keyword, severity]) => `${keyword}-${severity}`).join() || "none";
}
