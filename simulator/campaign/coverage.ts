import { CONDITIONS } from "../../protocols/faults.ts";
import type { AttemptRecord } from "../../src/core/ports.ts";
import { recover, type Sight, type Verdict } from "../../src/core/recovery-table.ts";
import type { Evidence } from "../../src/core/state.ts";
import { CHECK_CELLS } from "./cells-check.ts";
import { FAULT_CELLS } from "./cells-fault.ts";
import { PRINTING_CELLS } from "./cells-printing.ts";
import { PROBATION_CELLS } from "./cells-probation.ts";

const FED = ["none", "one", "other"] as const;
const PANELS = ["none", "some", "all", "other"] as const;
const INSIDE = ["no", "yes", "unknown"] as const;
const REJECT = ["never", "ordered", "acknowledged", "silent"] as const;

const SIGHTS: readonly Sight[] = FED.flatMap((fed) =>
  PANELS.flatMap((panels) =>
    INSIDE.flatMap((inside) => REJECT.map((reject) => ({ fed, panels, inside, reject }))),
  ),
);

const REJECTED = "reject, ask again";

/** What is not asked of the table. */
const BESIDE_IT: ReadonlySet<string> = new Set([
  "another-printer",
  "counters-untrusted",
  "printer-not-asked",
]);

/** All that the recovery table can say. */
export const TABLE_VERDICTS: readonly string[] = [...new Set(SIGHTS.map(recover).map(nameOf))];

/** Its rows as in `recovery.table.txt`. */
const TABLE_ROWS: readonly string[] = [...new Set(SIGHTS.map(recoveryRow))];

const DEATH_POINTS = ["at-rest", "before-commit", "after-commit", "after-order", "device-answer"];

/** Groups of which all names are known: what was not seen of them can be named. */
export const KNOWN: readonly {
  readonly group: string;
  readonly title: string;
  readonly names: readonly string[];
}[] = [
  { group: "raised", title: "conditions of the fault catalogue", names: CONDITIONS },
  { group: "recovery", title: "rows of the recovery table", names: TABLE_ROWS },
  { group: "verdicts", title: "verdicts of the recovery table", names: TABLE_VERDICTS },
  { group: "printing", title: "cells of the printing machine", names: PRINTING_CELLS },
  { group: "fault", title: "cells of the fault machine", names: FAULT_CELLS },
  { group: "check", title: "cells of the check machine", names: CHECK_CELLS },
  { group: "probation", title: "cells of the probation machine", names: PROBATION_CELLS },
  { group: "deaths", title: "kinds of crash points", names: DEATH_POINTS },
];

/** The line of the table that decides on a sight: rejects with one verdict share one. */
export function recoveryRow(sight: Sight): string {
  const { fed, panels, inside } = sight;
  const verdict = nameOf(recover(sight));
  const alike = REJECT.filter((reject) => nameOf(recover({ ...sight, reject })) === verdict);
  const rejects = alike.length === REJECT.length ? "any" : alike.join("/");
  return `${fed} ${panels} ${inside} ${rejects}`;
}

function nameOf(verdict: Verdict): string {
  return verdict.kind === "reject" ? REJECTED : named(verdict);
}

function named({ outcome, detail, proposal }: Omit<Evidence, "interrupted">): string {
  const likely = proposal === undefined ? "" : `, likely ${proposal}`;
  return BESIDE_IT.has(detail) ? `${outcome} ${detail}` : `${outcome} ${detail}${likely}`;
}

/** How an interrupted attempt was settled, and that its card was sent to the reject box. */
export function verdictsOf({ evidence, rejecting }: AttemptRecord): readonly string[] {
  return [
    ...(rejecting === undefined ? [] : [REJECTED]),
    ...(evidence?.interrupted === undefined ? [] : [named(evidence)]),
  ];
}
