import type { Event } from "../../src/core/events.ts";
import type { Check, State } from "../../src/core/state.ts";

/** The cells of `check.table.txt`, told apart by what becomes of the check. */
export const CHECK_CELLS: readonly string[] = [
  "waiting: its time",
  "waiting: asked for",
  "waiting: missed, late",
  "waiting: missed, suspended",
  "waiting: missed, clock-stepped",
  "waiting: missed, device-busy",
  "waiting: missed, not-connected",
  "waiting: missed, hours",
  "overdue: its time",
  "overdue: missed, not-connected",
  "running: a good end",
  "running: a bad end",
  "running: not made",
  "running: its time limit",
  "running: missed, still-running",
  "running: asked for",
  "running, asked for: a good end",
  "running, asked for: a bad end",
];

/** `undefined`: nothing that the table knows. */
export function checkCell(state: State, event: Event, after: Check): string | undefined {
  const before = state.checks.get(after.id);
  if (before === undefined) return undefined;
  const word = wordFor(event, before, after);
  return word === undefined ? undefined : `${standingOf(before)}: ${word}`;
}

function standingOf({ running, overdue, asked }: Check): string {
  if (running) return asked === undefined ? "running" : "running, asked for";
  return overdue === true ? "overdue" : "waiting";
}

function wordFor(event: Event, before: Check, after: Check): string | undefined {
  const missed = after.missed?.at(-1);
  if (missed !== undefined && missed !== before.missed?.at(-1)) return `missed, ${missed.reason}`;
  if (event.kind === "check-ended") {
    if (event.result.kind === "not-made") return "not made";
    return (after.last?.found.length ?? 0) > 0 ? "a bad end" : "a good end";
  }
  if (after.asked?.at !== before.asked?.at && after.asked !== undefined) return "asked for";
  if (event.kind !== "tick") return undefined;
  if (!before.running && after.running)
    return before.asked === undefined ? "its time" : "asked for";
  return before.running && !after.running ? "its time limit" : undefined;
}
