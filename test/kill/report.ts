import { isGood } from "./card-records.ts";
import type { Kill } from "./killer.ts";
import { PHASES } from "./phase.ts";
import { type Books, type Reconciled, reconcile } from "./reconcile.ts";

/** All that a run has brought to light. */
export interface Findings {
  readonly kills: readonly Kill[];
  /** Attempts that were under way at a kill, by key. */
  readonly interrupted: ReadonlySet<string>;
  /** How every attempt ended in the end; `null`: it never did. */
  readonly outcomes: ReadonlyMap<string, string | null>;
  readonly books: Books;
  /** Cards that a person had to take out of the printer. */
  readonly taken: number;
  readonly violations: readonly string[];
}

export interface Report {
  readonly lines: readonly string[];
  /** Promises that were broken, in words; empty: none. */
  readonly broken: readonly string[];
}

/** At least so large a share of the interrupted attempts has to be settled without a person. */
export const SETTLED_SHARE_MIN = 0.95;

/** After so many kills a run that has interrupted nothing has shown nothing. */
const KILLS_ENOUGH = 10;

/** An attempt is settled when it is known what became of its card. */
const SETTLED = ["printed", "not-printed", "spoiled"] as const;

export function reportOn(findings: Findings): Report {
  const reconciled = reconcile(findings.books);
  const { interrupted } = findings;
  const share = settledShare(interrupted.size, reconciled.inDoubt.length);
  return {
    lines: table([
      ...killRows(findings),
      ...jobRows(findings, reconciled),
      ...attemptRows(findings, reconciled, share),
      ["lost", reconciled.lost.length],
      ["printed twice", reconciled.twice.length],
    ]),
    broken: [...reconciled.broken, ...findings.violations, ...shareBroken(findings, share)],
  };
}

function shareBroken({ kills, interrupted }: Findings, share: number): readonly string[] {
  const isEmpty = interrupted.size === 0 && kills.length >= KILLS_ENOUGH;
  const tooLow = `${percent(share)} of the interrupted attempts were settled without a person`;
  return [
    ...(isEmpty ? ["no attempt was interrupted"] : []),
    ...(share < SETTLED_SHARE_MIN ? [tooLow] : []),
  ];
}

/** 1 if none was interrupted. */
function settledShare(interrupted: number, inDoubt: number): number {
  return interrupted === 0 ? 1 : 1 - inDoubt / interrupted;
}

type Row = readonly [name: string, value: number | string];

function killRows({ kills }: Findings): readonly Row[] {
  const hit = PHASES.map((phase): Row => {
    return [`  ${phase}`, kills.filter((kill) => kill.phase === phase).length];
  });
  return [["kills", kills.length], ...hit];
}

function jobRows({ books, taken }: Findings, { completed, inDoubt }: Reconciled): readonly Row[] {
  const { accepted, cards } = books;
  const inBox = (wanted: string) => cards.filter(({ box }) => box === wanted).length;
  return [
    ["jobs accepted", accepted.size],
    ["  completed", completed.length],
    ["  in doubt", inDoubt.length],
    ["cards", cards.length],
    ["  good", cards.filter(isGood).length],
    ["  in the reject box", inBox("reject")],
    ["  taken out by a person", taken],
  ];
}

function attemptRows(
  { interrupted, outcomes }: Findings,
  { inDoubt }: Reconciled,
  share: number,
): readonly Row[] {
  const ended = [...interrupted].map((key) => outcomes.get(key) ?? "open");
  const settled = SETTLED.map((outcome): Row => {
    return [`  ${outcome}`, ended.filter((found) => found === outcome).length];
  });
  return [
    ["interrupted attempts", interrupted.size],
    ...settled,
    ["  in doubt", inDoubt.length],
    ["settled without a person", percent(share)],
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function table(rows: readonly Row[]): readonly string[] {
  return rows.map(([name, value]) => `${name.padEnd(27)}${String(value).padStart(8)}`);
}
