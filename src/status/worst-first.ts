import { faultRule, type Severity } from "../../protocols/faults.ts";
import { type Fault, faultKey, type HoldCause, type State } from "../core/state.ts";
import { standingFaults, standingHolds } from "../core/store-fault.ts";

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, report: 2 };

/**
 * The faults of one device, or of all: the most severe first, of equal ones those for which cards
 * wait (no person prints in spite of them, no autonomy tolerates them), of these the oldest.
 */
export function worstFirst(state: State, device?: string): readonly Fault[] {
  const holding = holdingFaults(state);
  const isFree = (fault: Fault) => Number(!holding.has(keyOf(fault)));
  return standingFaults(state)
    .filter((fault) => device === undefined || fault.device === device)
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        isFree(a) - isFree(b) ||
        a.since - b.since ||
        compare(keyOf(a), keyOf(b)),
    );
}

/** Whether there is a hold for this fault. */
export function isHeldFor(state: State, fault: Fault): boolean {
  return holdingFaults(state).has(keyOf(fault));
}

function holdingFaults(state: State): ReadonlySet<string> {
  return new Set(standingHolds(state).flatMap(({ cause }) => faultOf(cause)));
}

function faultOf(cause: HoldCause): readonly string[] {
  return cause.kind === "fault" ? [keyOf(cause)] : [];
}

export function isError({ condition }: Fault): boolean {
  return faultRule(condition).severity === "error";
}

function rank({ condition }: Fault): number {
  return RANK[faultRule(condition).severity];
}

function keyOf({ device, condition }: Pick<Fault, "device" | "condition">): string {
  return faultKey(device, condition);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
