import type { Decision } from "../../src/core/draft.ts";
import type { Probation } from "../../src/core/probation.ts";
import type { State } from "../../src/core/state.ts";

const WAYS = [
  "free → proving",
  "free → stopped",
  "proving → proving",
  "proving → checking",
  "proving → stopped",
  "proving → free",
  "checking → proving",
  "checking → stopped",
  "stopped → waiting",
  "stopped → proving",
  "stopped → stopped",
  "waiting → proving",
  "waiting → stopped",
] as const;

/** What becomes of a device that proves itself, as in `probation.table.txt`. */
export const PROBATION_CELLS: readonly string[] = [
  ...WAYS.map((way) => `printer: ${way}`),
  "printer: proving → looking",
  "printer: looking → proving",
  "printer: looking → stopped",
  ...WAYS.map((way) => `server: ${way}`),
];

export function probationCells(state: State, { changes }: Decision): readonly string[] {
  const found: string[] = [];
  for (const change of changes) {
    if (change.kind === "probation-kept") {
      found.push(cellOf(state, change.probation.device, change.probation));
    } else if (change.kind === "probation-ended") found.push(cellOf(state, change.device));
  }
  return found;
}

function cellOf(state: State, device: string, after?: Probation): string {
  const kind = state.servers.has(device) ? "server" : "printer";
  const before = state.probations.get(device)?.phase ?? "free";
  return `${kind}: ${before} → ${after?.phase ?? "free"}`;
}
