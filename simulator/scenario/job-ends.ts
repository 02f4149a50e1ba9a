/** States from which a job goes nowhere (contract §3). */
const FINAL: ReadonlySet<string> = new Set(["completed", "canceled", "aborted", "expired"]);

export function isFinal(state: string): boolean {
  return FINAL.has(state);
}
