import type { PrinterReading, PrintResult } from "./ports.ts";
import type { Attempt, Evidence } from "./state.ts";

/**
 * How an attempt ended, judged by what the printer says of itself. Only a sequence that ran to
 * its end with counters that fit and no card left inside is `printed`; all else is `unknown`.
 */
export function evidenceOf(attempt: Attempt, result: PrintResult): Evidence {
  switch (result.kind) {
    case "ended":
      return judge(attempt, result.after);
    case "refused":
      return interruptedEvidence(`refused-${result.step}-${result.fault.condition}`);
    case "silent":
      return interruptedEvidence(`silent-${result.step}`);
    case "lost":
      return interruptedEvidence("line-lost");
  }
}

/** Evidence of an attempt that nobody saw end. */
export function interruptedEvidence(detail: string): Evidence {
  return { outcome: "unknown", detail };
}

function judge({ before, panels }: Attempt, after: PrinterReading): Evidence {
  const cardsFed = after.cardsFed - before.cardsFed;
  const panelsPrinted = after.panelsPrinted - before.panelsPrinted;
  const cardInside = after.cardInside === undefined ? {} : { cardInside: after.cardInside };
  const seen = { cardsFed, panelsPrinted, ...cardInside };
  if (after.serialNumber !== before.serialNumber) {
    return { outcome: "unknown", detail: "another-printer", ...seen };
  }
  if (cardsFed !== 1 || panelsPrinted !== panels) {
    return { outcome: "unknown", detail: "counters-do-not-fit", ...seen };
  }
  if (after.cardInside === true) return { outcome: "unknown", detail: "card-inside", ...seen };
  return { outcome: "printed", detail: "counters-fit", ...seen };
}
