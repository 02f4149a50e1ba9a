import type { JobState } from "../../protocols/words.ts";
import type { CommandAnswer } from "./command.ts";
import type { RejectCode } from "./events.ts";
import type { Notice } from "./notices-model.ts";
import type { Check, StreamEvent } from "./state.ts";

/** The answer to a job document. Source: contract §3. */
export interface Answer {
  readonly jobId: string | undefined;
  readonly result: "accepted" | "duplicate" | "conflict" | "rejected";
  readonly code?: RejectCode;
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly state?: JobState | "held";
  readonly hash?: string;
  readonly at: number;
}

/** What the daemon does to the world, only after the changes that belong to it are on disk. */
export type Order =
  | { readonly kind: "answer-job"; readonly delivery: number; readonly answer: Answer }
  | { readonly kind: "settle"; readonly delivery: number; readonly verdict: "ok" | "refuse" }
  | { readonly kind: "answer-command"; readonly delivery: number; readonly answer: CommandAnswer }
  /** Events that a reader has missed; nobody waits for their acknowledgement. */
  | { readonly kind: "repeat-events"; readonly events: readonly StreamEvent[] }
  | PrepareOrder
  | PrintOrder
  | SettleOrder
  | { readonly kind: "restart-session"; readonly printer: string; readonly session: number }
  | { readonly kind: "publish-event"; readonly event: StreamEvent }
  | { readonly kind: "run-check"; readonly check: Check }
  /** It takes too long: what it waits for is given up. */
  | { readonly kind: "stop-check"; readonly check: Check }
  /** Sends the message that waits; its answer is `notice-answered`. */
  | { readonly kind: "send-notice"; readonly notice: Notice }
  | AskOrder;

/** Asks a server for so many more jobs. */
export interface AskOrder {
  readonly kind: "ask-jobs";
  readonly server: string;
  /** Tells the answer to it from one to an earlier request. */
  readonly ask: number;
  readonly credit: number;
}

/** Renders, counts panels and asks the printer how it is; moves nothing. */
export interface PrepareOrder {
  readonly kind: "prepare-card";
  readonly printer: string;
  readonly session: number;
  readonly jobId: string;
}

/**
 * `settle-attempt` asks what has become of a card and moves nothing; `reject-card` moves the card
 * inside to the reject box first.
 */
export interface SettleOrder {
  readonly kind: "settle-attempt" | "reject-card";
  readonly printer: string;
  readonly session: number;
  readonly jobId: string;
  readonly attempt: number;
}

export interface PrintOrder {
  readonly kind: "print-card";
  readonly printer: string;
  readonly session: number;
  readonly jobId: string;
  readonly attempt: number;
}
