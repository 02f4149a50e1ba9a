import type { Condition } from "../../protocols/faults.ts";
import type { NoticeEvent, ProblemKind } from "../../protocols/words.ts";

/** When what is told, by the configuration. All in milliseconds. */
export interface NoticePlan {
  /** A hold is told when it is older. */
  readonly afterMs: number;
  /** So long a problem has to stay away before its end is told; back sooner, it has flapped. */
  readonly quietMs: number;
  /** Pauses between the messages about one problem; the last one goes on for ever. Empty: none. */
  readonly repeatMs: readonly number[];
}

export type HoldReason = "operator" | "card-spoiled" | "attempts-exhausted" | "probation";

/** What somebody outside is to know of. */
export interface Problem {
  /** The same problem has the same key whenever it comes back. */
  readonly key: string;
  readonly kind: ProblemKind;
  readonly since: number;
  /** Id of a printer or server, or `host`. */
  readonly device?: string;
  readonly condition?: Condition;
  /** What a hold covers. */
  readonly scope?: string;
  /** Why, where it is no fault. */
  readonly reason?: HoldReason;
  readonly jobId?: string;
  /** Of a relapse: the first, the second. */
  readonly count?: number;
}

/**
 * A problem that is being told. Durable from the decision to tell it until its end has been told: a
 * restart neither repeats nor forgets. At most one message of it waits for the receiver.
 */
export interface Notice {
  /** As it was first seen. */
  readonly problem: Problem;
  readonly openedAt: number;
  /** How often it has come since then, 1 for once. */
  readonly times: number;
  /** Since when it is away; absent: it is there. */
  readonly goneAt?: number;
  /** Number of the latest message, delivered or waiting. */
  readonly message: number;
  readonly waiting?: { readonly event: NoticeEvent; readonly at: number };
  /** When a message was last delivered. */
  readonly toldAt?: number;
  /** Messages delivered while it lasts. */
  readonly told: number;
  /** Its end has been delivered; it is here only until the store takes that. */
  readonly closed?: true;
  /** The store did not take its latest step: it is written as soon as it does. */
  readonly unwritten?: true;
}

/** How this process gets on with the receiver. */
export interface Notifying {
  /** Key of the problem whose message is on its way. */
  readonly underWay?: string;
  /** The one tried last: others come first. */
  readonly tried?: string;
  /** Attempts in a row that failed; absent: none was made yet. */
  readonly failures?: number;
  /** Why the latest attempt failed. */
  readonly reason?: string;
  readonly failedAt?: number;
}
