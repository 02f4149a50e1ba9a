import type { Condition } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { Check, LastLook, MissedRuns, MissReason } from "./state.ts";

/** Spells of missed runs remembered for each check: a week of odd ones, and never more. */
const SPELLS_MAX = 8;

/** The check with one more run that was due at `dueAt` and not made. */
export function withMissed(check: Check, reason: MissReason, dueAt: number): Check {
  const spells = check.missed ?? [];
  const last = spells.at(-1);
  const goesOn = last?.reason === reason && (check.last?.startedAt ?? 0) <= last.until;
  const spell: MissedRuns = goesOn
    ? { ...last, until: dueAt, runs: last.runs + 1 }
    : { reason, since: dueAt, until: dueAt, runs: 1 };
  const before = goesOn ? spells.slice(0, -1) : spells;
  return { ...check, missed: [...before, spell].slice(-SPELLS_MAX) };
}

/** The check after a look that it made, or that stands for it. */
export function withLook({ notMade: _, overdue: __, ...check }: Check, last: LastLook): Check {
  return { ...check, last, endedAt: last.endedAt };
}

/** What the looks of this turn found at a device. */
export function foundAt(draft: Draft, device: string): readonly Condition[] {
  return draft.notes.flatMap((note) =>
    note.kind === "watch" && note.watch.bad > 0 && note.key.startsWith(`${device}/`)
      ? [note.key.slice(device.length + 1) as Condition]
      : [],
  );
}
