import type { Change } from "../../src/core/changes.ts";
import type { StreamBodies } from "../../src/core/state.ts";
import type { Books } from "./books.ts";
import type { SentCommands } from "./sent-commands.ts";

export interface EndingParts {
  readonly books: Books;
  readonly sent: Pick<SentCommands, "hasCancel">;
  readonly wallMs: () => number;
  /** Whether the clock has been set by more than an hour while the present process lives. */
  readonly isClockDoubted: () => boolean;
}

/** Judges what has just been written about jobs that end. */
export interface Endings {
  /** Broken promises so far. */
  readonly violations: readonly string[];
  committed(changes: readonly Change[]): void;
}

/**
 * I1: a job that ends without a card was canceled by somebody, or had a time that is over by a
 * clock that can be believed. None is aborted: the renderer of a campaign draws every card.
 */
export function createEndings({ books, sent, wallMs, isClockDoubted }: EndingParts): Endings {
  const violations: string[] = [];
  function isOver(jobId: string): boolean {
    return books.jobs.some(
      (sent) => sent.jobId === jobId && (expiryOf(sent.payload) ?? Infinity) <= wallMs(),
    );
  }

  function judge({ jobId, state, previous }: StreamBodies["job-event"]): void {
    if (state === "aborted") violations.push(`I1 ${jobId} is aborted`);
    if (state === "canceled" && !sent.hasCancel(jobId)) {
      violations.push(`I1 ${jobId} is canceled, and nobody has asked for it`);
    }
    if (state !== "expired") return;
    if (previous !== "pending") violations.push(`I1 ${jobId} was ${previous} and expires`);
    if (!isOver(jobId)) violations.push(`I1 ${jobId} expires before its time`);
    if (isClockDoubted()) violations.push(`I1 ${jobId} expires by a clock that has jumped`);
  }

  return {
    violations,
    committed(changes) {
      for (const change of changes) {
        const isOfJob = change.kind === "event-added" && change.event.stream === "job-event";
        if (isOfJob) judge(change.event.body);
      }
    },
  };
}

function expiryOf(payload: string): number | undefined {
  if (!payload.includes("expires_at")) return undefined;
  const { expires_at: at } = JSON.parse(payload) as { expires_at?: string };
  return at === undefined ? undefined : Date.parse(at);
}
