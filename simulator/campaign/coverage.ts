import type { AttemptRecord } from "../../src/core/ports.ts";
import { recover, type Sight, type Verdict } from "../../src/core/recovery-table.ts";
import type { Evidence } from "../../src/core/state.ts";

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
