import { faultRule } from "../../protocols/faults.ts";
import type { Change, ChangeOf } from "../../src/core/changes.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Store } from "../../src/core/ports.ts";
import { type Fault, faultKey } from "../../src/core/state.ts";
import type { Books } from "./books.ts";
import { nameOf } from "./holds.ts";

export interface LimitParts {
  readonly disk: Store;
  readonly books: Books;
  readonly policy: Pick<Policy, "spoiled" | "attemptsMax" | "probation">;
}

/** Judges what has just been written by what had been written before, whoever wrote it. */
export interface Limits {
  /** Broken promises so far. */
  readonly violations: readonly string[];
  committed(changes: readonly Change[]): void;
}

/** A printer whose failure is gone. */
interface Proof {
  step: number;
  /** Good cards of this step. */
  cards: number;
  factor: number;
}

/**
 * I6: a repaired printer makes a card, then three, then ten, and is checked between them; a job
 * does not spoil one card after the other; nothing moves in a printer that somebody holds.
 */
export function createLimits({ disk, books, policy }: LimitParts): Limits {
  const violations: string[] = [];
  const failures = new Map<string, Fault>();
  const proofs = new Map<string, Proof>();
  /** How often a person has released a scope. */
  const released = new Map<string, number>();

  function release({ record }: ChangeOf<"command-answered">): void {
    const { request } = record.command;
    if (request.cmd !== "release" || !record.answer.ok) return;
    released.set(request.scope, (released.get(request.scope) ?? 0) + 1);
  }

  function clear(fault: Fault): void {
    failures.delete(faultKey(fault.device, fault.condition));
    const isLast = [...failures.values()].every(({ device }) => device !== fault.device);
    if (isLast) proofs.set(fault.device, { step: 1, cards: 0, factor: 1 });
  }

  function count({ jobId, attempt, evidence }: ChangeOf<"attempt-ended">): void {
    if (evidence.outcome !== "printed" || evidence.interrupted !== undefined) return;
    const made = disk.attempts(jobId).find((each) => each.attempt === attempt);
    const proof = proofs.get(made?.printer ?? "");
    if (proof !== undefined) proof.cards += 1;
  }

  function goOn({ probation }: ChangeOf<"probation-kept">): void {
    const { device, step, factor } = probation;
    const proof = proofs.get(device);
    if (proof === undefined) return;
    if (step !== proof.step) proof.cards = 0;
    Object.assign(proof, { step, factor });
  }

  function free(device: string, isReleased: boolean): void {
    const proof = proofs.get(device);
    const isLast = proof?.step === policy.probation.steps.length;
    if (proof !== undefined && !isReleased && !(isLast && isDone(proof))) {
      violations.push(`I6 ${device} is free after ${proof.cards} cards of step ${proof.step}`);
    }
    proofs.delete(device);
  }

  function isDone({ step, cards, factor }: Proof): boolean {
    return cards >= (policy.probation.steps[step - 1] ?? 0) * factor;
  }

  function judgeArmed({ attempt: { jobId, printer } }: ChangeOf<"attempt-armed">): void {
    const proof = proofs.get(printer);
    if (proof !== undefined && isDone(proof)) {
      violations.push(`I6 ${printer} goes on unchecked after ${proof.cards} cards`);
    }
    const spoiled = disk
      .attempts(jobId)
      .filter(({ evidence }) => evidence?.outcome === "spoiled").length;
    const free = policy.spoiled === "ask" ? 0 : policy.attemptsMax - 1;
    if (spoiled > free + (released.get(`job:${jobId}`) ?? 0)) {
      violations.push(`I6 ${jobId} goes on behind ${spoiled} spoiled cards, and nobody said so`);
    }
  }

  function judgeReject({ jobId }: ChangeOf<"attempt-rejecting">): void {
    const made = disk.load().attempts.find((each) => each.jobId === jobId);
    const isHeld = books.held.has("host") || books.held.has(`printer:${made?.printer}`);
    if (isHeld) violations.push(`I6 the card of ${jobId} moves while somebody holds its printer`);
  }

  function take(change: Change, changes: readonly Change[]): void {
    switch (change.kind) {
      case "fault-raised":
        if (!stops(change.fault)) return;
        failures.set(faultKey(change.fault.device, change.fault.condition), change.fault);
        proofs.delete(change.fault.device);
        return;
      case "fault-cleared":
        if (stops(change.fault)) clear(change.fault);
        return;
      case "attempt-armed":
        judgeArmed(change);
        return;
      case "attempt-rejecting":
        judgeReject(change);
        return;
      case "attempt-ended":
        count(change);
        return;
      case "probation-kept":
        goOn(change);
        return;
      case "probation-ended":
        free(change.device, changes.some(isRelease(change.device)));
        return;
      case "command-answered":
        release(change);
        return;
      default:
        return;
    }
  }

  return {
    violations,
    committed(changes) {
      for (const change of changes) take(change, changes);
    },
  };
}

/** A failure that keeps a printer from its work. */
function stops({ condition }: Fault): boolean {
  const rule = faultRule(condition);
  return rule.device === "printer" && rule.class === "failure" && rule.holds;
}

/** A person who releases a printer that proves itself lets it go on to its next step. */
function isRelease(device: string) {
  return (change: Change) =>
    change.kind === "hold-lifted" &&
    change.hold.cause.kind === "probation" &&
    nameOf(change.hold.scope) === `printer:${device}`;
}
