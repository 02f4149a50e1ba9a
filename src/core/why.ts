import { faultRule } from "../../protocols/faults.ts";
import type { JobState, ReleaseRule } from "../../protocols/words.ts";
import { nextCheckOf, nextRunAt } from "./check-due.ts";
import { roundedEta, turnOf } from "./eta.ts";
import { releaseRule } from "./hold-release.ts";
import { covered, holdsOver, isHeld, isOf, waitReasons } from "./holds.ts";
import type { EtaPolicy } from "./lanes.ts";
import type { Policy } from "./policy.ts";
import type { AttemptRecord } from "./ports.ts";
import {
  type Fault,
  faultKey,
  type Hold,
  type Job,
  type PolicyReason,
  type State,
} from "./state.ts";
import { standingFaults } from "./store-fault.ts";

/** The command by which a person may lift a hold before it ends by itself. */
export type Lift = "release" | "override" | "resolve" | "adopt" | "nobody";

/** A hold with all that is known of it. */
export interface HoldFacts {
  readonly hold: Hold;
  readonly release: ReleaseRule;
  /** What the device has said, and when it last did. */
  readonly fault?: Fault;
  readonly seenAt?: number;
  /** When its device is looked at again. */
  readonly nextCheckAt?: number;
  readonly lift: Lift;
  /** Whether that is taken over MQTT as well. */
  readonly overMqtt: boolean;
}

/** Why a job is where it is. */
export interface Why {
  readonly job: Job;
  readonly state: JobState | "held";
  readonly reasons: readonly string[];
  readonly holds: readonly HoldFacts[];
  /** The printers that may print it. */
  readonly printers: readonly { readonly id: string; readonly state: PrinterWord }[];
  /** 1 is next. */
  readonly place?: number;
  /** When its card should be out, no more exact than that can be said. */
  readonly endsAt?: number;
  /** The latest one. */
  readonly attempt?: AttemptRecord;
}

export type PrinterWord = "not-connected" | "idle" | "processing";

export type WhyPolicy = EtaPolicy & Pick<Policy, "mqttCommands">;

interface Asked {
  readonly policy: WhyPolicy;
  /** What the store knows of the job. */
  readonly attempts: readonly AttemptRecord[];
  readonly at: number;
}

export function whyOf(state: State, job: Job, { policy, attempts, at }: Asked): Why {
  const isPending = job.state === "pending";
  const { place, endsAt } = turnOf(state, policy, job, at) ?? {};
  const attempt = attempts.at(-1);
  const printers = [...state.printers.values()].filter((printer) => isOf(printer, job));
  return {
    job,
    state: isPending && isHeld(state, job, covered(state)) ? "held" : job.state,
    reasons: isPending ? waitReasons(state, job) : job.reasons,
    holds: holdsKeeping(state, job).map((hold) => factsOf(state, policy, hold)),
    printers: printers.map(({ id, phase }) => ({ id, state: wordOf(phase.kind) })),
    ...(place === undefined ? {} : { place }),
    ...(endsAt === undefined ? {} : { endsAt: roundedEta(endsAt, at) }),
    ...(attempt === undefined ? {} : { attempt }),
  };
}

/** Of a job that waits, what covers it; of a card cut short, what keeps it from being settled. */
function holdsKeeping(state: State, job: Job): readonly Hold[] {
  if (job.state === "pending") return holdsOver(state, job);
  const attempt = state.attempts.get(job.jobId);
  if (attempt?.interrupted === undefined) return [];
  return [...state.holds.values()].filter(
    ({ scope, cause }) =>
      scope.kind === "host" ||
      (scope.kind === "printer" && scope.id === attempt.printer && cause.kind === "operator"),
  );
}

function factsOf(state: State, { mqttCommands }: WhyPolicy, hold: Hold): HoldFacts {
  const lift = liftOf(hold);
  const facts = { hold, release: releaseRule(hold), lift, overMqtt: isOpen(lift, mqttCommands) };
  const { cause } = hold;
  if (cause.kind === "fault") return { ...facts, ...evidenceOf(state, cause) };
  return cause.kind === "probation" ? { ...facts, ...firstCheck(state, cause.device) } : facts;
}

function evidenceOf(state: State, { device, condition }: Pick<Fault, "device" | "condition">) {
  const fault = standingFaults(state).find(
    (each) => each.device === device && each.condition === condition,
  );
  const seenAt = state.watches.get(faultKey(device, condition))?.seenAt ?? fault?.since;
  const next = nextCheckOf(state, device, condition);
  return {
    ...(fault === undefined ? {} : { fault }),
    ...(seenAt === undefined ? {} : { seenAt }),
    ...(next === undefined ? {} : { nextCheckAt: next.at }),
  };
}

/** Of a device that proves itself, every check counts: the first that is made. */
function firstCheck(state: State, device: string): Pick<HoldFacts, "nextCheckAt"> {
  const checks = [...state.checks.values()].filter((check) => check.device === device);
  if (checks.length === 0) return {};
  const first = Math.min(...checks.map((check) => nextRunAt(state, check)));
  return { nextCheckAt: Math.max(first, state.tickedAt ?? 0) };
}

function liftOf({ cause }: Hold): Lift {
  switch (cause.kind) {
    case "fault":
      return liftOfFault(cause);
    case "operator":
    case "probation":
      return "release";
    case "policy":
      return liftOfPolicy(cause.reason);
  }
}

function liftOfPolicy(reason: PolicyReason): Lift {
  switch (reason) {
    case "in-doubt":
      return "resolve";
    case "duty-per-hour":
    case "duty-per-day":
      return "nobody";
    case "card-spoiled":
    case "attempts-exhausted":
    case "nothing-moved":
      return "release";
  }
}

function liftOfFault({ condition }: Pick<Fault, "condition">): Lift {
  const { clears, overridable } = faultRule(condition);
  if (clears === "decision") return "adopt";
  // A plain release says that the printer which stands there now is the right one.
  if (condition === "device-changed") return "release";
  return overridable ? "override" : "nobody";
}

function isOpen(lift: Lift, mqttCommands: readonly string[]): boolean {
  switch (lift) {
    case "release":
      return true;
    case "override":
      return mqttCommands.includes("release");
    case "resolve":
    case "adopt":
      return mqttCommands.includes(lift);
    case "nobody":
      return false;
  }
}

function wordOf(phase: "offline" | "idle" | "preparing" | "printing" | "settling"): PrinterWord {
  switch (phase) {
    case "offline":
      return "not-connected";
    case "idle":
      return "idle";
    case "preparing":
    case "printing":
    case "settling":
      return "processing";
  }
}
