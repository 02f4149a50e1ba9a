import type { PrinterReading } from "./ports.ts";
import { recover, type Sight, type Verdict } from "./recovery-table.ts";
import type { Attempt, Evidence } from "./state.ts";

/** How far a printer's word settles an attempt that nobody saw end. */
export interface Trusted {
  readonly counters: boolean;
  readonly cardPosition: boolean;
}

export interface Look {
  readonly reading: PrinterReading;
  readonly rejected?: "acknowledged" | "silent";
  readonly canReject: boolean;
}

/**
 * Whether a sequence that ran to its end made one whole card: the counters fit and none is inside.
 * `undefined`: they do not, and the attempt is settled as an interrupted one.
 */
export function printedEvidence(attempt: Attempt, after: PrinterReading): Evidence | undefined {
  const { fed, panels } = seen(attempt, after);
  const fits =
    isSame(attempt, after) && fed === "one" && panels === "all" && after.cardInside !== true;
  return fits
    ? { outcome: "printed", detail: "counters-fit", ...measured(attempt, after) }
    : undefined;
}

/** What two equal readings make of an interrupted attempt, or that its card is to be rejected. */
export function settledEvidence(
  attempt: Attempt,
  look: Look,
  trusted: Trusted,
): Evidence | "reject" {
  const verdict = judge(attempt, look, trusted);
  if (verdict.kind === "reject") return "reject";
  const { interrupted } = attempt;
  const { outcome, detail, proposal } = verdict;
  return {
    outcome,
    detail,
    ...(proposal === undefined ? {} : { proposal }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...measured(attempt, look.reading),
  };
}

function judge(attempt: Attempt, look: Look, { counters, cardPosition }: Trusted): Verdict {
  if (!isSame(attempt, look.reading)) return unknown("another-printer");
  const sight = sightOf(attempt, look, cardPosition);
  const verdict = recover(sight);
  if (!counters) return unknown("counters-untrusted", proposalOf(verdict));
  if (verdict.kind !== "reject" || look.canReject) return verdict;
  // A person takes it out, and a whole one may well be good.
  return unknown("card-inside", sight.panels === "all" ? "printed" : "spoiled");
}

/** What the recovery table is asked about an attempt of the printer that has answered. */
export function sightOf(attempt: Attempt, look: Look, isPositionTrusted: boolean): Sight {
  const sight = seen(attempt, look.reading);
  const inside = isPositionTrusted ? sight.inside : "unknown";
  return { ...sight, inside, reject: rejectSeen(attempt, look) };
}

function unknown(detail: string, proposal?: Evidence["proposal"]): Verdict {
  const more = proposal === undefined ? {} : { proposal };
  return { kind: "outcome", outcome: "unknown", detail, ...more };
}

/** What the table would have said, for the person who decides instead. */
function proposalOf(verdict: Verdict): Evidence["proposal"] {
  if (verdict.kind === "reject") return "spoiled";
  return verdict.outcome === "unknown" ? verdict.proposal : verdict.outcome;
}

function isSame({ before }: Attempt, { serialNumber }: PrinterReading): boolean {
  return serialNumber === before.serialNumber;
}

function seen({ before, panels }: Attempt, after: PrinterReading): Omit<Sight, "reject"> {
  const fed = after.cardsFed - before.cardsFed;
  const printed = after.panelsPrinted - before.panelsPrinted;
  return {
    fed: fed === 0 ? "none" : fed === 1 ? "one" : "other",
    panels: panelsSeen(printed, panels),
    inside: after.cardInside === undefined ? "unknown" : after.cardInside ? "yes" : "no",
  };
}

function panelsSeen(printed: number, panels: number): Sight["panels"] {
  if (printed < 0 || printed > panels) return "other";
  if (printed === 0) return "none";
  return printed === panels ? "all" : "some";
}

/** An acknowledgement counts only if nothing was printed on the way to the box. */
function rejectSeen({ rejecting }: Attempt, { rejected, reading }: Look): Sight["reject"] {
  if (rejecting === undefined) return "never";
  if (rejected !== "acknowledged") return rejected ?? "ordered";
  const isUnchanged =
    rejecting.cardsFed === reading.cardsFed && rejecting.panelsPrinted === reading.panelsPrinted;
  return isUnchanged ? "acknowledged" : "silent";
}

function measured({ before }: Attempt, after: PrinterReading): Partial<Evidence> {
  const { cardInside } = after;
  return {
    cardsFed: after.cardsFed - before.cardsFed,
    panelsPrinted: after.panelsPrinted - before.panelsPrinted,
    ...(cardInside === undefined ? { unanswered: ["card_inside"] } : { cardInside }),
  };
}
