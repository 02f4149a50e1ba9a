import type { Condition } from "../../protocols/faults.ts";
import type { JobState, OldCard, Resolution } from "../../protocols/words.ts";
import type { AttemptRecord } from "./ports.ts";
import type { Job, Stream, StreamEvent } from "./state.ts";
import type { Why } from "./why.ts";

/** What a command asks for. Source: contract §6. */
export type Request =
  | { readonly cmd: "hold"; readonly scope: string; readonly until?: number }
  | {
      readonly cmd: "release";
      readonly scope: string;
      readonly override: boolean;
      readonly until?: number;
    }
  | { readonly cmd: "cancel"; readonly jobId: string }
  | { readonly cmd: "reprint"; readonly jobId: string; readonly oldCard: OldCard }
  | {
      readonly cmd: "resolve";
      readonly jobId: string;
      readonly attempt: number;
      readonly as: Resolution;
    }
  | { readonly cmd: "undo"; readonly of: string }
  /** `storeId`: new, for a restored store to go on under. */
  | { readonly cmd: "adopt"; readonly storeId: string }
  | { readonly cmd: "events"; readonly stream: Stream; readonly fromSeq: number }
  | { readonly cmd: "check"; readonly device?: string }
  | { readonly cmd: "why"; readonly jobId: string }
  /** No command of the contract: somebody looks at the picture of a card, and that is kept. */
  | { readonly cmd: "show-card"; readonly jobId: string };

export type RequestOf<Cmd extends Request["cmd"]> = Extract<Request, { readonly cmd: Cmd }>;

export interface Command {
  readonly id: string;
  /** When its sender sent it; `undefined`: it may come at any time. */
  readonly at: number | undefined;
  /** Account of the sender. */
  readonly by: string;
  readonly reason?: string;
  /** Free text, for the store alone. */
  readonly note?: string;
  readonly request: Request;
}

export type CommandCode =
  | "retained"
  | "expired"
  | "malformed"
  | "unknown-command"
  | "unknown-job"
  | "unknown-scope"
  | "not-allowed"
  | "too-late"
  | "wrong-attempt"
  | "content-erased"
  | "unavailable";

export interface CommandAnswer {
  /** `undefined`: the document has no usable id. */
  readonly id: string | undefined;
  readonly ok: boolean;
  readonly code?: CommandCode;
  readonly message?: string;
  readonly result?: CommandResult;
}

/** What a command came to; which keys there are depends on the command. */
export interface CommandResult {
  readonly jobId?: string;
  readonly state?: JobState | "held";
  readonly attempt?: number;
  readonly scope?: string;
  readonly until?: number;
  /** Holds that `release` has lifted, and faults that still hold the scope. */
  readonly lifted?: number;
  readonly faults?: number;
  /** Serial number of the printer that `release` has accepted in the place of another. */
  readonly accepted?: string;
  /** Faults that do not hold it any more, by a person's word. */
  readonly overridden?: number;
  /** What `why` has found. */
  readonly why?: Why;
  /** Checks that will run now. */
  readonly checks?: number;
  /** What `adopt` has put an end to. */
  readonly conditions?: readonly Condition[];
  readonly sent?: number;
  /** Where to ask on, and the number of the newest event there is. */
  readonly nextSeq?: number;
  readonly lastSeq?: number;
}

/** A command as it is kept for ever, with its first answer. */
export interface CommandRecord {
  readonly command: Command;
  /** The job it was about. */
  readonly jobId: string | undefined;
  readonly at: number;
  readonly answer: CommandAnswer;
}

/** A person's word on how an attempt ended; kept for ever with the attempt. */
export interface ResolutionRecord {
  /** Of the command. */
  readonly id: string;
  readonly as: Resolution;
  readonly by: string;
  readonly reason: string;
  readonly note?: string;
  readonly at: number;
  /** Taken back by this command. */
  readonly undone?: { readonly id: string; readonly by: string; readonly at: number };
}

/** What the store knows of a command's subject, read in the same turn. */
export interface CommandFacts {
  /** The answer that this id has had. */
  readonly answered?: CommandAnswer | undefined;
  /** The job that it names, open or ended. */
  readonly job?: Job | undefined;
  /** Attempts at the job that `resolve` names, or of the command that `undo` names. */
  readonly attempts?: readonly AttemptRecord[];
  readonly reprint?: ReprintFacts;
  /** What `events` asks for. */
  readonly events?: readonly StreamEvent[];
}

export interface ReprintFacts {
  /** What was reprinted of the same root and has not ended. */
  readonly open: { readonly jobId: string; readonly state: JobState } | undefined;
  /** The new job; `undefined`: the document is erased. */
  readonly next:
    | { readonly jobId: string; readonly hash: string; readonly document: string }
    | undefined;
}
