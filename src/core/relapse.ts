import type { Condition } from "../../protocols/faults.ts";

/** A device that fails again and again with one condition. Kept: it ends later than it began. */
export interface Relapse {
  readonly device: string;
  readonly condition: Condition;
  /** 1 for the first of this device and condition. */
  readonly count: number;
  readonly since: number;
  /** Absent: the repair is still not to be relied on. */
  readonly endedAt?: number;
}
