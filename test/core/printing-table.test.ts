import { describe, expect, it } from "vitest";
import { decide } from "../../src/core/decide.ts";
import type { Decision } from "../../src/core/draft.ts";
import type { Event } from "../../src/core/events.ts";
import { kinds, type Stand } from "../support/core-fixtures.ts";
import {
  CASES,
  type Case,
  PHASES,
  type Phase,
  pass,
  phaseOf,
  type Situation,
  STALE,
  standIn,
} from "./printing-cases.ts";

// Goal: what a printer's events come to, whatever the printer is doing, and the rules that hold
// for all of them. Method: every phase × every event, each from a fresh start; the machine is a
// checked-in text file, in which a reviewer reads it and a changed cell is a changed line.

type Cell = Situation & Case & { readonly title: string };

const ALL: readonly Cell[] = PHASES.flatMap((phase) =>
  [false, true].flatMap((cardInside) =>
    CASES.map((row) => {
      const title = `${phase}${cardInside ? ", card inside" : ""}: ${row.name}`;
      return { ...row, phase, cardInside, title };
    }),
  ),
);

interface Outcome {
  readonly decision: Decision;
  readonly stand: Stand;
  readonly row: string;
}

const outcomes = new Map<Cell, Outcome>();

/** Played once; the rules below all read the same outcome. */
function outcomeOf(cell: Cell): Outcome {
  const known = outcomes.get(cell);
  if (known !== undefined) return known;
  const stand = standIn(cell);
  pass(stand, cell);
  const event = { ...cell.happening, at: stand.nowMs } as Event;
  const decision = decide(stand.state, event, stand.policy);
  const before = phaseOf(stand);
  stand.post(cell.happening);
  const isNothing = before === phaseOf(stand) && stand.record.length === 0;
  const outcome = { decision, stand, row: isNothing ? "" : rowOf(cell, stand) };
  outcomes.set(cell, outcome);
  return outcome;
}

function rowOf({ name }: Case, stand: Stand): string {
  const cells = [name.padEnd(30), phaseOf(stand).padEnd(13), jobState(stand).padEnd(10)];
  return `  ${cells.join(" ")} ${kinds(stand.record)}`.trimEnd();
}

function jobState({ store }: Stand): string {
  return store.job("J1")?.state ?? "unknown";
}

const LEGEND = [
  "What each event of a printer comes to: the printer's next phase, the state of job J1, and the",
  "changes (a + behind one: its event is added) and orders in order. Session 2 is the present one,",
  "and J2 waits behind J1. What keeps a printer idle is an operator's hold, or its card inside.",
];

function blockOf(phase: Phase): readonly string[] {
  const without = ALL.filter((cell) => cell.phase === phase && !cell.cardInside);
  const idle = without.filter((cell) => outcomeOf(cell).row === "").map(({ name }) => name);
  const rows = without.map((cell) => outcomeOf(cell).row);
  const others = ALL.filter((cell) => cell.phase === phase && cell.cardInside)
    .map((cell) => outcomeOf(cell).row || nothing(cell.name))
    .filter((row) => !rows.includes(row) && !idle.some((name) => row === nothing(name)));
  return [
    ...["", `${phase}:`, ...rows.filter((row) => row !== "")],
    ...["  Nothing comes of", ...wrapped(idle)],
    ...["", `${phase}, card inside: as without${others.length === 0 ? "" : ", but"}`, ...others],
  ];
}

function nothing(name: string): string {
  return `  ${name.padEnd(30)} nothing`;
}

/** Names in lines of a page's width. */
function wrapped(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > 94) lines.push(`    ${name};`);
    else lines[lines.length - 1] = `${last} ${name};`;
  }
  return lines;
}

describe("the machine", () => {
  it("is the one in the table", async () => {
    const text = [...LEGEND, ...PHASES.flatMap(blockOf)].join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot("printing.table.txt");
  });

  it.each(PHASES)("is set up in phase %s", (phase) => {
    for (const cardInside of [false, true]) {
      const stand = standIn({ phase, cardInside });
      expect(phaseOf(stand).split(" ")[0]).toBe(phase);
    }
  });
});

describe("in every phase, at every event", () => {
  it.each(ALL)("$title: a card is rejected only as an attempt that says so (I3)", (cell) => {
    const { changes, orders } = outcomeOf(cell).decision;
    const written = changes.filter(({ kind }) => kind === "attempt-rejecting").length;
    expect(orders.filter(({ kind }) => kind === "reject-card")).toHaveLength(written);
  });

  it.each(ALL)("$title: a card is printed only as an armed attempt (I3)", (cell) => {
    const { decision } = outcomeOf(cell);
    const armed = decision.changes.flatMap((change) =>
      change.kind === "attempt-armed" ? [change.attempt] : [],
    );
    const printed = decision.orders.flatMap((order) =>
      order.kind === "print-card" ? [{ jobId: order.jobId, attempt: order.attempt }] : [],
    );
    expect(armed.map(({ jobId, attempt }) => ({ jobId, attempt }))).toEqual(printed);
    expect(printed.length).toBeLessThanOrEqual(1);
  });

  it.each(ALL)("$title: a job is completed only on evidence that fits (I2)", (cell) => {
    const { changes } = outcomeOf(cell).decision;
    const fits = `${cell.phase}: ${cell.name}`;
    const isFit = ["printing: card-ended printed", "settling: evidence, card out"].includes(fits);
    const isCompleted = changes.some(
      (change) => change.kind === "job-moved" && change.state === "completed",
    );
    const isProved = changes.some(
      (change) => change.kind === "attempt-ended" && change.evidence.outcome === "printed",
    );
    expect({ isCompleted, isProved }).toEqual({ isCompleted: isFit, isProved: isFit });
  });

  it.each(ALL)("$title: a job is in process as long as its attempt is open (I1)", (cell) => {
    const { jobs, attempts } = outcomeOf(cell).stand.state;
    for (const { jobId, state } of jobs.values()) {
      expect([jobId, attempts.has(jobId)]).toEqual([jobId, state === "processing"]);
    }
  });
});

const STALE_NAMES = new Set(STALE.map(({ name }) => name));

describe("an event of another session or attempt", () => {
  it.each(ALL.filter(({ name }) => STALE_NAMES.has(name)))("$title: changes nothing", (cell) => {
    const { changes, notes, orders } = outcomeOf(cell).decision;
    expect({ changes, notes, orders }).toEqual({ changes: [], notes: [], orders: [] });
  });
});
