import type { Condition } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { Policy } from "./policy.ts";
import {
  leftOf,
  nextProbation,
  type Probation,
  type ProbationEvent,
  pauseOf,
  releaseOf,
  sizesOf,
} from "./probation.ts";
import { relapseOf } from "./relapse.ts";
import type { Hold, State } from "./state.ts";

/** One at a time on each device. */
export function probationHoldId(device: string): string {
  return `probation:${device}`;
}

/** Whether good checks alone are missing for a device to go on. */
export function waitsForChecks({ holds }: Pick<State, "holds">, device: string): boolean {
  const cause = holds.get(probationHoldId(device))?.cause;
  return cause?.kind === "probation" && cause.release === "checks";
}

/** The probation of a device as this turn leaves it. */
export function probationOf(draft: Draft, state: State, device: string): Probation | undefined {
  for (const change of [...draft.changes].reverse()) {
    if (change.kind === "probation-kept" && change.probation.device === device) {
      return change.probation;
    }
    if (change.kind === "probation-ended" && change.device === device) return undefined;
  }
  return state.probations.get(device);
}

/** The last failure of a device is gone: it begins to prove itself, or goes on with that. */
export function clearProbation(
  draft: Draft,
  state: State,
  policy: Policy,
  { device, condition }: { readonly device: string; readonly condition: Condition },
): void {
  const { steps } = policy.probation;
  const factor = factorOf(state, policy, device);
  const known = probationOf(draft, state, device);
  if (known !== undefined) {
    const renewed = known.phase === "stopped" ? { ...known, condition, factor } : known;
    const after = nextOf(renewed, "cleared", state, policy);
    if (after !== known) move(draft, state, policy, { before: known, after });
    return;
  }
  if (steps.length === 0) return;
  const counts = { step: 1, confirmed: 0, failures: 0 };
  const after = {
    device,
    condition,
    since: draft.at,
    phase: "proving",
    ...counts,
    factor,
  } as const;
  move(draft, state, policy, { before: undefined, after });
}

/** Everything else that can happen to a device that proves itself. */
export function stepProbation(
  draft: Draft,
  state: State,
  policy: Policy,
  { device, event }: { readonly device: string; readonly event: ProbationEvent },
): void {
  const before = probationOf(draft, state, device);
  if (before === undefined) return;
  const after = nextOf(before, event, state, policy);
  if (after !== before) move(draft, state, policy, { before, after });
}

function nextOf(
  probation: Probation,
  event: ProbationEvent,
  state: State,
  { probation: rules }: Policy,
): Probation | undefined {
  const look = rules.proving === "look" && kindOf(state, probation.device) === "printer";
  const holds = mayHold(state, probation.device);
  return nextProbation(probation, event, { sizes: sizesOf(rules, probation), look, holds });
}

interface Move {
  readonly before: Probation | undefined;
  readonly after: Probation | undefined;
}

/** Writes where a probation has come to, moves its hold along and tells it. */
function move(draft: Draft, state: State, policy: Policy, { before, after }: Move): void {
  const { device } = after ?? before ?? {};
  if (device === undefined) return;
  if (after === undefined) draft.change({ kind: "probation-ended", device, at: draft.at });
  else draft.change({ kind: "probation-kept", probation: after });
  // Checks that were passed before prove nothing for what comes now.
  draft.note({ kind: "passed", device, checks: new Set() });
  moveHold(draft, state, policy, { device, after });
  tell(draft, policy, { before, after });
}

function moveHold(
  draft: Draft,
  state: State,
  policy: Policy,
  { device, after }: { readonly device: string; readonly after: Probation | undefined },
): void {
  const standing = holdNow(draft, state, probationHoldId(device));
  const wanted = after && holdFor(after, draft.at, state, policy);
  const isSame = wanted !== undefined && sameCause(standing, wanted);
  if (isSame) return;
  if (standing !== undefined) draft.liftHold(standing);
  if (wanted !== undefined) draft.placeHold(wanted);
}

function holdNow(draft: Draft, state: State, id: string): Hold | undefined {
  for (const change of [...draft.changes].reverse()) {
    if (change.kind === "hold-placed" && change.hold.id === id) return change.hold;
    if (change.kind === "hold-lifted" && change.hold.id === id) return undefined;
  }
  return state.holds.get(id);
}

function sameCause(standing: Hold | undefined, { cause }: Hold): boolean {
  if (standing?.cause.kind !== "probation" || cause.kind !== "probation") return false;
  return standing.cause.release === cause.release && standing.cause.step === cause.step;
}

function holdFor(
  probation: Probation,
  at: number,
  state: State,
  { probation: rules }: Policy,
): Hold | undefined {
  const { device, step } = probation;
  const kind = kindOf(state, device);
  const release = kind && releaseOf(probation, kind);
  if (kind === undefined || release === undefined || !mayHold(state, device)) return undefined;
  const cause = { kind: "probation", device, step, steps: rules.steps.length, release } as const;
  const lasts = release === "pause" ? { until: at + pauseOf(probation, rules) } : {};
  return { id: probationHoldId(device), scope: { kind, id: device }, cause, since: at, ...lasts };
}

/** Jobs that went on while their server was down do not wait when it is back. */
function mayHold({ servers }: State, device: string): boolean {
  return (servers.get(device)?.autonomyMs ?? 0) === 0;
}

function kindOf({ printers, servers }: State, device: string): "printer" | "server" | undefined {
  if (printers.has(device)) return "printer";
  return servers.has(device) ? "server" : undefined;
}

/** How many times as long a device proves itself: the more often it has relapsed, the longer. */
function factorOf(state: State, { probation: { factorMax } }: Policy, device: string): number {
  const relapse = relapseOf(state, device);
  return relapse === undefined ? 1 : Math.min(1 + relapse.count, factorMax);
}

function tell(draft: Draft, { probation: rules }: Policy, { before, after }: Move): void {
  if (after === undefined) {
    if (before !== undefined) draft.tellTrust({ type: "probation-ended", device: before.device });
    return;
  }
  const { device, condition, phase, step } = after;
  if (phase !== "proving" || (before?.phase === phase && before.step === step)) return;
  const type = step === 1 ? "probation-started" : "probation-step";
  const course = { step, steps: rules.steps.length, left: leftOf(after, rules) };
  draft.tellTrust({ type, device, condition, ...course });
}
