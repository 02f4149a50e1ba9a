import { faultRule, type Severity } from "../../protocols/faults.ts";
import type { Fault, State } from "../core/state.ts";
import { standingFaults } from "../core/store-fault.ts";

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, report: 2 };

/** The faults of one device, or of all: the most severe first, of equal ones the oldest. */
export function worstFirst(state: State, device?: string): readonly Fault[] {
  return standingFaults(state)
    .filter((fault) => device === undefined || fault.device === device)
    .sort((a, b) => rank(a) - rank(b) || a.since - b.since || compare(keyOf(a), keyOf(b)));
}

export function isError({ condition }: Fault): boolean {
  return faultRule(condition).severity === "error";
}

function rank({ condition }: Fault): number {
  return RANK[faultRule(condition).severity];
}

function keyOf({ device, condition }: Fault): string {
  return `${device}/${condition}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
