import type { Change, ChangeOf } from "../../src/core/changes.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Store } from "../../src/core/ports.ts";
import type { Books } from "./books.ts";
import type { SentCommands } from "./sent-commands.ts";

export interface LimitParts {
  readonly disk: Store;
  readonly books: Books;
  readonly sent: SentCommands;
  readonly policy: Pick<Policy, "spoiled" | "attemptsMax">;
}

/** Judges what has just been written by what had been written before, whoever wrote it. */
export interface Limits {
  /** Broken promises so far. */
  readonly violations: readonly string[];
  committed(changes: readonly Change[]): void;
}

/**
/** I6: no job spoils one card after the other; nothing moves in a printer that somebody holds. */
export function createLimits({ disk, books, sent, policy }: LimitParts): Limits {
  const violations: string[] = [];
  /** How often a person has released a scope. */
  const released = new Map<string, number>();

  function release({ record }: ChangeOf<"command-answered">): void {
    const { id, request } = record.command;
    if (request.cmd !== "release" || !record.answer.ok) return;
    const { scope } = request;
    if (!sent.has(id, (document) => document.cmd === "release" && document.scope === scope)) return;
    released.set(scope, (released.get(scope) ?? 0) + 1);
  }

  function judgeArmed({ attempt: { jobId } }: ChangeOf<"attempt-armed">): void {
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

  function take(change: Change): void {
    switch (change.kind) {
      case "attempt-armed":
        judgeArmed(change);
        return;
      case "attempt-rejecting":
        judgeReject(change);
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
      for (const change of changes) take(change);
    },
  };
}
