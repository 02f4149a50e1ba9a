import { faultRule } from "../../protocols/faults.ts";
import type { Change, ChangeOf } from "../../src/core/changes.ts";
import type { Event, EventOf } from "../../src/core/events.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Store } from "../../src/core/ports.ts";
import type { Relapse } from "../../src/core/relapse.ts";
import { type Fault, faultKey } from "../../src/core/state.ts";
import type { SentCommands } from "./sent-commands.ts";

export interface ProofParts {
  readonly disk: Store;
  readonly sent: SentCommands;
  readonly policy: Pick<Policy, "probation" | "checks">;
  readonly clock: { wallMs(): number; monotonicMs(): number };
}

/** Follows each repaired printer, apart from what the host writes of its probation. */
export interface Proofs {
  /** Broken promises so far. */
  readonly violations: readonly string[];
  /** What the host is told, before it does anything about it. */
  lookOn(event: Event): void;
  committed(changes: readonly Change[]): void;
}

/** A printer that has failed. */
interface Proof {
  isStopped: boolean;
  step: number;
  /** Good cards of this step. */
  cards: number;
  /** Since it was first repaired. */
  failures: number;
  factor: number;
  pause: Pause | undefined;
}

/** It is over by whichever clock says so first, or when the wall clock is behind its beginning. */
interface Pause {
  readonly since: number;
  readonly until: number;
  readonly untilMonotonicMs: number;
}

/**
 * I6: a repaired printer makes a card, then three, then ten; between them it is found well, or a
 * person releases it. A failure on the way costs a pause, and it begins anew.
 */
export function createProofs({ disk, sent, policy, clock }: ProofParts): Proofs {
  const { steps, proving, pauseMs, pauseMaxMs, factorMax } = policy.probation;
  const violations: string[] = [];
  const failures = new Map<string, Fault>();
  const relapses = new Map<string, Relapse>();
  const proofs = new Map<string, Proof>();

  function isDone({ step, cards, factor }: Proof): boolean {
    return cards >= (steps[step - 1] ?? 0) * factor;
  }

  function goOn(proof: Proof): void {
    Object.assign(proof, { step: proof.step + 1, cards: 0 });
  }

  function check({ check: id, result }: EventOf<"check-ended">): void {
    if (result.kind !== "printer") return;
    const { device = "" } = policy.checks.find((plan) => plan.id === id) ?? {};
    const proof = proofs.get(device);
    if (proof === undefined || proof.isStopped || !isDone(proof)) return;
    // A person looks at the first card.
    if (proving === "look" && proof.step === 1) return;
    const { overrides } = disk.load();
    const isOverridden = ({ condition }: Pick<Fault, "condition">) =>
      overrides.some((each) => each.device === device && each.condition === condition);
    const { faults, reading } = result.health;
    const holding = faults.filter(
      (fault) => faultRule(fault.condition).holds && !isOverridden(fault),
    );
    if (holding.length === 0 && reading.cardInside !== true) goOn(proof);
  }

  function release({ record: { command, answer } }: ChangeOf<"command-answered">): void {
    const { id, request } = command;
    if (request.cmd !== "release" || !answer.ok) return;
    const { scope } = request;
    const proof = proofs.get(scope.replace(/^printer:/, ""));
    const isSent = sent.has(
      id,
      (document) => document.cmd === "release" && document.scope === scope,
    );
    if (proof === undefined || proof.isStopped || !isSent) return;
    proof.pause = undefined;
    if (isDone(proof)) goOn(proof);
  }

  function printerOf({ jobId, attempt }: ChangeOf<"attempt-ended">): string {
    return disk.attempts(jobId).find((each) => each.attempt === attempt)?.printer ?? "";
  }

  function count(ended: ChangeOf<"attempt-ended">): void {
    const { outcome, interrupted } = ended.evidence;
    if (outcome !== "printed" || interrupted !== undefined) return;
    const printer = printerOf(ended);
    const proof = proofs.get(printer);
    if (proof === undefined || proof.isStopped) return;
    proof.cards += 1;
    if (proof.step === steps.length && isDone(proof)) proofs.delete(printer);
  }

  function fail(device: string): void {
    const proof = proofs.get(device);
    if (proof?.isStopped === true) return;
    const count = proof === undefined ? 0 : proof.failures + 1;
    const anew = { isStopped: true, step: 1, cards: 0, factor: 1, pause: undefined };
    proofs.set(device, { ...anew, failures: count });
  }

  /** The same refusal once more, and nothing has moved: that is no failure on the way. */
  function forgive(ended: ChangeOf<"attempt-ended">): void {
    const { outcome, interrupted = "" } = ended.evidence;
    const proof = proofs.get(printerOf(ended));
    if (outcome !== "not-printed" || !interrupted.startsWith("refused-")) return;
    if (proof?.isStopped === true) proof.failures = Math.max(0, proof.failures - 1);
  }

  function repair({ fault: { device }, at }: ChangeOf<"fault-cleared">): void {
    const proof = proofs.get(device);
    const stands = [...failures.values()].some((fault) => fault.device === device);
    if (proof === undefined || !proof.isStopped || stands) return;
    const restMs = Math.min(pauseMs * 2 ** (proof.failures - 1), pauseMaxMs);
    const untilMonotonicMs = clock.monotonicMs() + restMs;
    const pause = { since: at, until: at + restMs, untilMonotonicMs };
    const rest = proof.failures > 0 ? { pause } : {};
    Object.assign(proof, { isStopped: false, factor: factorOf(device), ...rest });
  }

  function factorOf(device: string): number {
    const counts = [...relapses.values()]
      .filter((relapse) => relapse.device === device && relapse.endedAt === undefined)
      .map(({ count }) => count);
    return counts.length === 0 ? 1 : Math.min(1 + Math.min(...counts), factorMax);
  }

  function isResting({ pause }: Proof): boolean {
    if (pause === undefined) return false;
    return clock.wallMs() < pause.until && clock.monotonicMs() < pause.untilMonotonicMs;
  }

  function judgeArmed({ attempt: { printer } }: ChangeOf<"attempt-armed">): void {
    const proof = proofs.get(printer);
    if (proof === undefined || proof.isStopped) return;
    if (isDone(proof)) {
      violations.push(`I6 ${printer} goes on unchecked after ${proof.cards} cards`);
    }
    if (isResting(proof)) {
      violations.push(`I6 ${printer} goes on at once after ${proof.failures} failures on its way`);
    }
  }

  function judgeFree({ device }: ChangeOf<"probation-ended">): void {
    const proof = proofs.get(device);
    if (proof === undefined) return;
    violations.push(`I6 ${device} is free after ${proof.cards} cards of step ${proof.step}`);
    proofs.delete(device);
  }

  function keep(change: Change): void {
    if (change.kind !== "fault-raised" && change.kind !== "fault-cleared") return;
    const { device, condition } = change.fault;
    if (change.kind === "fault-cleared") failures.delete(faultKey(device, condition));
    else if (stops(change.fault)) failures.set(faultKey(device, condition), change.fault);
  }

  return {
    violations,
    lookOn(event) {
      for (const proof of proofs.values()) {
        if (clock.wallMs() < (proof.pause?.since ?? 0)) proof.pause = undefined;
      }
      if (event.kind === "check-ended") check(event);
    },
    committed(changes) {
      const of = <Kind extends Change["kind"]>(kind: Kind) =>
        changes.filter((change): change is ChangeOf<Kind> => change.kind === kind);
      for (const change of changes) keep(change);
      for (const change of of("attempt-armed")) judgeArmed(change);
      for (const change of of("command-answered")) release(change);
      for (const change of of("attempt-ended")) count(change);
      for (const change of of("probation-ended")) judgeFree(change);
      // What is gone and back within one commit was not gone.
      for (const { fault } of of("fault-raised")) if (stops(fault)) fail(fault.device);
      for (const change of of("attempt-ended")) forgive(change);
      for (const change of of("fault-cleared")) if (stops(change.fault)) repair(change);
      for (const { relapse } of of("relapse-kept")) {
        relapses.set(faultKey(relapse.device, relapse.condition), relapse);
      }
    },
  };
}

/** A failure that keeps a printer from its work. */
function stops({ condition }: Fault): boolean {
  const rule = faultRule(condition);
  return rule.device === "printer" && rule.class === "failure" && rule.holds;
}
