import type { Condition } from "../../protocols/faults.ts";

/** A failure of a printer or server that has become hard; kept for ever. Times are wall time. */
export interface Incident {
  /** 1 for the first of this store. */
  readonly incident: number;
  readonly device: string;
  readonly condition: Condition;
  readonly raisedAt: number;
  /** Absent: it stands. */
  readonly clearedAt?: number;
  /** Whether a person was needed; there from its clearing on. */
  readonly byPerson?: boolean;
  /** A person's command has concerned the device while it stood. */
  readonly attended: boolean;
  /** Whether a card or an answer has been confirmed since its clearing: what comes next is new. */
  readonly confirmed: boolean;
  /** How often the same condition was back before anything was confirmed. */
  readonly reopened: number;
}

/** So long after its clearing an incident weighs nothing; it is in the store alone. */
export const INCIDENTS_KEPT_MS = 400 * 24 * 3_600_000;

/** Whether an incident still belongs into memory when another one has come. */
export function isRemembered({ clearedAt }: Incident, newestAt: number): boolean {
  return clearedAt === undefined || clearedAt >= newestAt - INCIDENTS_KEPT_MS;
}
