import type { CommandAnswerDocument } from "../../protocols/host/commands.ts";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import type { WhyDocument } from "../../protocols/host/why-document.ts";
import type { NotifyResult } from "../core/ports.ts";
import type { Snapshot } from "./backup.ts";
import type { ReportDocument } from "./report-document.ts";
import type { ScheduleDocument } from "./schedule-document.ts";

/**
 * What the daemon offers to its socket, its web port and the command line: documents in the keys
 * of the contract, ready to be sent. The routes of `/api/1/` are a thin skin over this.
 */
export interface ControlApi {
  /** `GET /api/1/status`: the flat documents of contract §5, and what holds the queue. */
  status(): StatusDocument;
  /** `GET /api/1/schedule`: every check, when it is made next and what it last showed. */
  schedule(): ScheduleDocument;
  /** `GET /api/1/jobs`: open jobs in printing order, then ended ones, newest first. */
  jobs(filter: JobsFilter): readonly JobRow[];
  /** `GET /api/1/jobs/:id`; `undefined`: no such job was ever accepted. */
  job(jobId: string): JobDetails | undefined;
  /** `GET /api/1/jobs/:id/why`: why it is where it is; `undefined`: as above. */
  why(jobId: string): WhyDocument | undefined;
  /** `GET /api/1/report`: what devices have done; `undefined`: no such device was ever known. */
  report(filter: {
    readonly device?: string;
    readonly sinceMs?: number;
  }): ReportDocument | undefined;
  /** `POST /api/1/jobs`: a job document, taken as one from the broker would be. */
  submit(payload: Uint8Array): JobAnswer;
  /** `POST /api/1/printers/:id/test-card`: queues a specimen for this printer. */
  testCard(printer: string): JobAnswer | undefined;
  /** `POST /api/1/commands`: a command document; over the socket everything is allowed. */
  command(payload: Uint8Array): CommandAnswerDocument;
  /** `GET /api/1/jobs/:id/card`: what the card looks like; that somebody looks is kept. */
  card(jobId: string, by: string): CardReply;
  /** `GET /api/1/backup`: a copy of the store; absent where there is no file. */
  backup?(): Snapshot;
  /** `POST /api/1/notify/test`: what the webhook answered; `undefined`: none is configured. */
  testNotice(): Promise<NotifyResult | undefined>;
  /** `GET /readyz`: what is missing, empty when the host can print. */
  missing(): readonly string[];
}

export interface StatusDocument {
  readonly state: Readonly<Record<string, unknown>>;
  readonly printers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly servers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly faults: readonly {
    readonly device: string;
    readonly condition: string;
    readonly severity: string;
    readonly since: string;
    /** What it is and what a person does, in the language of the configuration. */
    readonly text: string;
    readonly action: string;
    readonly raw?: string;
    /** By whose word it does not hold, and until when at the latest. */
    readonly overridden_by?: string;
    readonly overridden_until?: string;
  }[];
  readonly holds: readonly {
    readonly scope: string;
    readonly cause: string;
    readonly since: string;
    readonly release: string;
    /** When it ends by itself. */
    readonly until?: string;
    /** Of a server's hold: jobs that could be printed now without it. */
    readonly printable_jobs?: number;
  }[];
  readonly cards: readonly CardRow[];
  /** Ids of the first ten jobs about which a person has to decide. */
  readonly in_doubt: readonly string[];
}

/** A card being made. */
export interface CardRow {
  readonly printer: string;
  readonly job_id: string;
  readonly since: string;
  /** When it should be out. */
  readonly eta: string | null;
}

export type CardReply =
  | { readonly ok: true; readonly png: Uint8Array }
  | {
      readonly ok: false;
      readonly code: "unknown-job" | "content-erased" | "not-drawable" | "unavailable";
    };

/** How a test message fared. */
export interface NotifyTestDocument {
  readonly ok: boolean;
  /** The HTTP status, once it was delivered. */
  readonly status?: number;
  /** Why it was not. */
  readonly reason?: string;
  /** The beginning of what the receiver said. */
  readonly answer?: string;
}

export interface JobsFilter {
  /** A job state, or `held`. */
  readonly state?: string;
  readonly limit: number;
}

export interface JobRow {
  readonly job_id: string;
  /** A job state, or `held` for a pending job that a hold covers. */
  readonly state: string;
  readonly reasons: readonly string[];
  readonly priority: number;
  readonly attempts: number;
  /** Of these, in how many nothing has moved. */
  readonly not_printed: number;
  readonly received_at: string;
  /** Among those that wait and are not held for nobody knows how long; 1 is next. */
  readonly place: number | null;
  /** When its card should be out; `null`: it is held or ended, or nobody can say. */
  readonly eta: string | null;
}

export interface JobDetails extends JobRow {
  readonly hash: string;
  readonly stock: string;
  readonly specimen: boolean;
  /** The job whose card it replaces. */
  readonly reprint_of?: string;
  /** While a person has to say how the latest attempt ended. */
  readonly question?: QuestionDocument;
  readonly attempts_made: readonly {
    readonly attempt: number;
    readonly printer: string;
    readonly armed_at: string;
    readonly ended_at: string | null;
    readonly outcome: string | null;
    readonly evidence: Readonly<Record<string, unknown>> | null;
    /** What people have said of it, oldest first. */
    readonly decisions: readonly DecisionDocument[];
  }[];
}

export interface QuestionDocument {
  readonly attempt: number;
  readonly printer: string;
  /** The cards that the same printer began just before and just after it. */
  readonly before: NeighbourDocument | null;
  readonly after: NeighbourDocument | null;
}

export interface NeighbourDocument {
  readonly job_id: string;
  readonly armed_at: string;
  readonly outcome: string | null;
}

export interface DecisionDocument {
  /** Of the command, which `undo` names. */
  readonly id: string;
  readonly as: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly undone: { readonly id: string; readonly by: string; readonly at: string } | null;
}
