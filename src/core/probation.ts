import type { Condition } from "../../protocols/faults.ts";
import type { ProbationRelease } from "./state.ts";

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

export interface ProbationRules {
  /** Whether a person is asked about the first card. */
  readonly proving: "auto" | "look";
  /** Cards or answers of each step; none: a repaired device is trusted at once. */
  readonly steps: readonly number[];
  /** After the first failure on the way, doubling with each… */
  readonly pauseMs: number;
  /** …to so long. */
  readonly pauseMaxMs: number;
  /** A relapsing device proves itself at most so many times as long. */
  readonly factorMax: number;
}

/**
 * `cleared`: no failure stands any more. `failed`: one has come. `confirmed`: a card or an answer.
 * `checked`: the check series is good. `released`: the hold was lifted, by a person or by time.
 * `unmoved`: the failure was a refusal before anything moved. `removed`: no such device any more.
 */
export type ProbationEvent =
  | "cleared"
  | "failed"
  | "confirmed"
  | "checked"
  | "released"
  | "unmoved"
  | "removed";

/** What a device of its kind has to do. */
export interface Course {
  /** Cards or answers of each step. */
  readonly sizes: readonly number[];
  readonly look: boolean;
  /** Whether its jobs wait for it: those of a server with `autonomy` do not. */
  readonly holds: boolean;
}

/** The state machine; `undefined`: free. */
export function nextProbation(
  probation: Probation,
  event: ProbationEvent,
  course: Course,
): Probation | undefined {
  const { phase, failures } = probation;
  switch (event) {
    case "cleared":
      if (phase !== "stopped") return probation;
      return { ...probation, phase: failures > 0 && course.holds ? "waiting" : "proving" };
    case "failed":
      if (phase === "stopped") return probation;
      return { ...probation, phase: "stopped", step: 1, confirmed: 0, failures: failures + 1 };
    case "confirmed":
      return phase === "proving" ? count(probation, course) : probation;
    case "checked":
      return phase === "checking" ? goOn(probation, course) : probation;
    case "released":
      return release(probation, course);
    case "unmoved":
      if (phase !== "stopped") return probation;
      return { ...probation, failures: Math.max(0, failures - 1) };
    case "removed":
      return undefined;
  }
}

function count(probation: Probation, { sizes, look }: Course): Probation | undefined {
  const { step } = probation;
  const confirmed = probation.confirmed + 1;
  if (confirmed < (sizes[step - 1] ?? 0)) return { ...probation, confirmed };
  if (look && step === 1) return { ...probation, confirmed, phase: "looking" };
  return step < sizes.length ? { ...probation, confirmed, phase: "checking" } : undefined;
}

function goOn(probation: Probation, { sizes }: Course): Probation | undefined {
  const step = probation.step + 1;
  return step > sizes.length ? undefined : { ...probation, phase: "proving", step, confirmed: 0 };
}

function release(probation: Probation, course: Course): Probation | undefined {
  switch (probation.phase) {
    case "waiting":
      return { ...probation, phase: "proving" };
    case "stopped":
      return probation;
    case "proving":
    case "checking":
    case "looking":
      return goOn(probation, course);
  }
}

/**
 * What holds the jobs of a device in this state. A server's wait for its first answers: these come
 * by themselves, while a printer has nothing but cards to prove itself by.
 */
export function releaseOf(
  { phase, step }: Probation,
  kind: "printer" | "server",
): ProbationRelease | undefined {
  switch (phase) {
    case "proving":
      return kind === "server" && step === 1 ? "checks" : undefined;
    case "checking":
      return "checks";
    case "looking":
      return "look";
    case "waiting":
      return "pause";
    case "stopped":
      return undefined;
  }
}

/** Cards or answers of each step of a device. */
export function sizesOf({ steps }: ProbationRules, { factor }: Pick<Probation, "factor">) {
  return steps.map((size) => size * factor);
}

/** Cards or answers until a device is free. */
export function leftOf(probation: Probation, rules: ProbationRules): number {
  const sizes = sizesOf(rules, probation).slice(probation.step - 1);
  return Math.max(0, sizes.reduce((sum, size) => sum + size, 0) - probation.confirmed);
}

/** How long a device is left alone after its latest failure on the way. */
export function pauseOf({ failures }: Probation, rules: ProbationRules): number {
  return Math.min(rules.pauseMs * 2 ** (failures - 1), rules.pauseMaxMs);
}
