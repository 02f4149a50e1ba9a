import type { Condition } from "../../protocols/faults.ts";
import type { Command, CommandFacts } from "./command.ts";
import type {
  DeviceFault,
  KnownJob,
  NotifyResult,
  PrinterHealth,
  PrinterIdentity,
  PrinterReading,
  PrintResult,
} from "./ports.ts";
import type { SmartReport } from "./smart-growth.ts";
import type { ClockReadings, MissReason, StateSeen, Stream } from "./state.ts";

/** A job document that is fit to be accepted; the core sees no card data. */
export interface NewJob {
  readonly jobId: string;
  readonly hash: string;
  readonly priority: number;
  readonly stock: string;
  readonly server?: string;
  /** The only printer that may print it. */
  readonly printer?: string;
  readonly specimen: boolean;
  readonly expiresAt?: number;
  /** The job whose card it replaces, by the word of its server. */
  readonly reprintOf?: string;
}

/** Why a document is refused. Source: contract §3. */
export type RejectCode =
  | "retained"
  | "expired"
  | "malformed"
  | "schema"
  | "invalid"
  | "fields"
  | "job-id"
  | "unknown-server"
  | "unknown-template"
  | "too-large"
  | "not-ready"
  | "image-size"
  | "bad-image"
  | "not-specimen"
  | "urgent-unapproved"
  | "queue-full"
  | "unavailable";

export interface Rejection {
  /** `undefined`: the document has no usable id. */
  readonly jobId: string | undefined;
  readonly code: RejectCode;
  readonly message: string;
}

interface OfSession {
  readonly printer: string;
  readonly session: number;
}

/** How a check of a printer or server ended. */
export type CheckResult =
  | { readonly kind: "printer"; readonly session: number; readonly health: PrinterHealth }
  /** A look at a server, or a printer that did not answer as it should. */
  | {
      readonly kind: "seen";
      readonly present: readonly DeviceFault[];
      readonly checked: readonly Condition[];
      readonly latencyMs?: number;
    }
  | HostLook
  /** It could not be made: the device is busy or not connected. It is tried again. */
  | { readonly kind: "not-made"; readonly reason?: MissReason };

/** What a check of this host read. */
export type HostLook = { readonly kind: "host" } & (
  | { readonly of: "disk"; readonly freeBytes: number; readonly totalBytes: number }
  /** Whether the folder of the store takes a change, as far as can be told without one. */
  | { readonly of: "store"; readonly writable: boolean }
  | { readonly of: "broker" }
  | { readonly of: "clock"; readonly synchronized: boolean }
);

/** Everything that happens to the daemon. `at` is wall time in milliseconds. */
export type Event = { readonly at: number } & (
  | { readonly kind: "started" }
  | { readonly kind: "stopping" }
  /** Once a second. */
  | ({ readonly kind: "tick" } & ClockReadings)
  | {
      readonly kind: "job-received";
      /** Names the delivery that is answered and settled. */
      readonly delivery: number;
      readonly job: NewJob;
      readonly document: string;
      /** Whether the broker marked the document as retained. */
      readonly retained: boolean;
      /** What the store knows of this id, read in the same turn. */
      readonly known: KnownJob | undefined;
      readonly warnings: readonly string[];
    }
  | { readonly kind: "job-refused"; readonly delivery: number; readonly rejection: Rejection }
  | {
      readonly kind: "command-received";
      /** Names the delivery that is answered and settled; counted apart from the documents. */
      readonly delivery: number;
      readonly command: Command;
      /** The control socket is for those who may do everything. */
      readonly over: "mqtt" | "socket";
      readonly retained: boolean;
      readonly facts: CommandFacts;
    }
  | ({
      readonly kind: "printer-ready";
      readonly identity: PrinterIdentity;
      readonly health: PrinterHealth;
    } & OfSession)
  /** A session ended, or never began; without a fault it was ended on purpose. */
  | ({ readonly kind: "printer-gone"; readonly fault?: DeviceFault } & OfSession)
  | ({
      readonly kind: "card-prepared";
      readonly jobId: string;
      readonly health: PrinterHealth;
      readonly panels: number;
      readonly payloadHash: string;
    } & OfSession)
  | ({ readonly kind: "card-unprintable"; readonly jobId: string } & OfSession)
  | ({
      readonly kind: "card-ended";
      readonly jobId: string;
      readonly attempt: number;
      readonly result: PrintResult;
    } & OfSession)
  /** The card is not given up: it waits in the printer. */
  | ({
      readonly kind: "card-waits";
      readonly jobId: string;
      readonly attempt: number;
      readonly fault: DeviceFault;
    } & OfSession)
  /** What two equal readings say of an interrupted attempt. */
  | ({
      readonly kind: "evidence-taken";
      readonly jobId: string;
      readonly attempt: number;
      readonly reading: PrinterReading;
      /** How the reject just before it was answered; absent: there was none. */
      readonly rejected?: "acknowledged" | "silent";
      readonly canReject: boolean;
    } & OfSession)
  /** The printer does not let go of the card that it was told to reject. */
  | ({
      readonly kind: "reject-refused";
      readonly jobId: string;
      readonly attempt: number;
      readonly fault: DeviceFault;
    } & OfSession)
  | {
      readonly kind: "check-ended";
      readonly check: string;
      readonly result: CheckResult;
      /** Number of the run; absent: that of the present one. */
      readonly run?: number;
      readonly tookMs?: number;
    }
  | {
      readonly kind: "server-availability";
      readonly server: string;
      readonly availability: "online" | "offline";
    }
  | {
      readonly kind: "server-reported";
      readonly server: string;
      /** When the server made the report, by its own clock. */
      readonly sentAt: number;
      /** Attributes of its disks, where it tells them. */
      readonly smart?: SmartReport;
      /** What the report's values come to, against the thresholds. */
      readonly present: readonly DeviceFault[];
      readonly checked: readonly Condition[];
    }
  /** A server has sent what it was asked for, in time or late; `ask` is that of the order. */
  | {
      readonly kind: "jobs-answered";
      readonly server: string;
      readonly ask: number;
      /** Jobs that it has not sent yet. */
      readonly left: number;
    }
  | { readonly kind: "jobs-unanswered"; readonly server: string; readonly ask: number }
  /** A `state` under the name of this host came from the broker; mostly its own echo. */
  | ({ readonly kind: "own-state-seen" } & StateSeen)
  | { readonly kind: "broker-connected" }
  | { readonly kind: "broker-closed" }
  /** What has become of a message of this number. */
  | {
      readonly kind: "notice-answered";
      readonly problem: string;
      readonly message: number;
      readonly result: NotifyResult;
    }
  | { readonly kind: "event-delivered"; readonly stream: Stream; readonly seq: number }
);

/** One kind of event. */
export type EventOf<Kind extends Event["kind"]> = Extract<Event, { readonly kind: Kind }>;
