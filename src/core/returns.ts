import type { Condition } from "../../protocols/faults.ts";
import { faultKey, type State } from "./state.ts";

/** What comes back is waited for so long at first, doubling at each return… */
const FIRST_MS = 30_000;
/** …to so long. */
const LONGEST_MS = 300_000;

function doubled(times: number): number {
  return Math.min(FIRST_MS * 2 ** times, LONGEST_MS);
}

/**
 * How long after it was last seen a condition that no question shows counts as gone. It doubles
 * each time it is back before a card has come out well. A new process counts anew: a restart costs
 * one more try, and that try again a wait.
 */
export function unshownWaitMs({ returns }: State, device: string, condition: Condition): number {
  return doubled(Math.max(0, (returns.get(faultKey(device, condition)) ?? 1) - 1));
}

/**
 * How long a printer rests that has refused a card once more before anything moved; 0: it does not.
 * Where a fault does not hold it, or is found gone at once, it would refuse without end.
 */
export function restMs({ unmoved }: State, printer: string): number {
  const before = unmoved.get(printer) ?? 0;
  return before === 0 ? 0 : doubled(before - 1);
}
