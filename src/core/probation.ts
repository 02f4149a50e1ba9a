import type { Condition } from "../../protocols/faults.ts";

/**
 * `proving`: cards or answers are counted. `checking`: the step is done, the whole check series of
 * the device has to be good before the next. `looking`: a person has to say that the first card is
 * good. `stopped`: a failure stands again. `waiting`: it is gone, and the pause after it runs.
 */
export type ProbationPhase = "proving" | "checking" | "looking" | "stopped" | "waiting";

/** A device that has failed and proves itself again. Durable: a crash does not shorten it (I8). */
export interface Probation {
  readonly device: string;
  /** The failure behind which it began, the latest one. */
  readonly condition: Condition;
  readonly since: number;
  readonly phase: ProbationPhase;
  /** 1 for the first. */
  readonly step: number;
  /** Cards or answers confirmed in this step. */
  readonly confirmed: number;
  /** Failures on the way: each doubles the next pause. */
  readonly failures: number;
  /** So many times as long as usual: a relapsing device proves itself longer. */
  readonly factor: number;
}
