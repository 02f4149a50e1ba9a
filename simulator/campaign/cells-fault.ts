import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { Decision } from "../../src/core/draft.ts";
import type { State, Watch } from "../../src/core/state.ts";
import { faultKey } from "../../src/core/state.ts";

const SORTS = ["told in words", "a silence", "shown by no question"] as const;
const OVERRIDDEN = ["overridden", "overridden until"] as const;

/** The cells of `fault.table.txt`. */
export const FAULT_CELLS: readonly string[] = [
  ...SORTS.flatMap((sort) => [
    ...cells(sort, "well", ["seen"]),
    ...cells(sort, "hard", ["not seen", "override", "override until"]),
    ...cells(sort, "confirming", ["seen", "not seen", "override", "override until"]),
    ...OVERRIDDEN.flatMap((over) => [
      ...cells(sort, `hard, ${over}`, ["not seen"]),
      ...cells(sort, `confirming, ${over}`, ["seen", "not seen"]),
    ]),
    ...cells(sort, "hard, overridden until", ["its time comes"]),
    ...cells(sort, "confirming, overridden until", ["its time comes"]),
    ...cells(sort, "well, overridden until", ["seen", "its time comes"]),
  ]),
  ...cells("a silence", "soft", ["seen", "not seen"]),
  ...cells("a notice", "well", ["seen"]),
  ...cells("a notice", "hard", ["not seen"]),
  ...cells("a notice", "confirming", ["seen", "not seen"]),
];

function cells(sort: string, before: string, events: readonly string[]): readonly string[] {
  return events.map((event) => `${sort}, ${before}: ${event}`);
}

export function faultCells(state: State, { notes, changes }: Decision): readonly string[] {
  const found: string[] = [];
  for (const note of notes) {
    if (note.kind !== "watch") continue;
    const [device = "", condition = ""] = note.key.split("/");
    const seen = wordFor(note.watch);
    if (seen !== undefined) found.push(cellOf(state, device, condition as Condition, seen));
  }
  for (const change of changes) {
    if (change.kind !== "fault-overridden" && change.kind !== "override-ended") continue;
    const { device, condition, until } = change.override;
    if (change.kind === "fault-overridden") {
      const word = until === undefined ? "override" : "override until";
      found.push(cellOf(state, device, condition, word));
    } else if (until !== undefined && until <= change.at) {
      found.push(cellOf(state, device, condition, "its time comes"));
    }
  }
  return found;
}

function wordFor({ bad, good }: Watch): string | undefined {
  if (bad > 0) return "seen";
  return good > 0 ? "not seen" : undefined;
}

function cellOf(state: State, device: string, condition: Condition, event: string): string {
  return `${sortOf(condition)}, ${standingOf(state, device, condition)}: ${event}`;
}

function sortOf(condition: Condition): string {
  const { holds, unproven, clears } = faultRule(condition);
  if (!holds) return "a notice";
  if (unproven) return "a silence";
  return clears === "unshown" ? "shown by no question" : "told in words";
}

function standingOf(state: State, device: string, condition: Condition): string {
  const key = faultKey(device, condition);
  const { bad = 0, good = 0 } = state.watches.get(key) ?? {};
  const standing = good > 0 ? "confirming" : "hard";
  const found = state.faults.has(key) ? standing : bad > 0 ? "soft" : "well";
  const over = state.overrides.get(key);
  if (over === undefined) return found;
  return `${found}, overridden${over.until === undefined ? "" : " until"}`;
}
