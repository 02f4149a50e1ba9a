import type { Condition } from "../../protocols/faults.ts";
import type { JobState, Panel } from "../../protocols/words.ts";
import type { Change } from "./changes.ts";
import type { CommandRecord, ResolutionRecord } from "./command.ts";
import type { DaemonError } from "./errors.ts";
import type { Incident } from "./incidents.ts";
import type { Attempt, Evidence, Job, StoredState, Stream, StreamEvent } from "./state.ts";

/**
 * Everything the daemon needs from the world, as narrow interfaces. Each has a real and a memory
 * implementation, and one contract test in `test/` that runs against both: what virtual time
 * proves holds for the real daemon only as far as these two are alike.
 *
 * Rule for all of them: after the daemon has been killed, calls do nothing and nobody is called.
 */

export type Cancel = () => void;

/** Time. Timeouts use the monotonic reading, records the wall reading. */
export interface Clock {
  /** Milliseconds since 1970; may jump. */
  wallMs(): number;
  /** Milliseconds since some start; never goes back. */
  monotonicMs(): number;
  /** Calls `run` once, `delayMs` from now, unless cancelled first. */
  timer(delayMs: number, run: () => void): Cancel;
}

/** Chance, seeded in the virtual world. */
export interface Random {
  /** A new unguessable id of 32 hexadecimal digits. */
  id(): string;
  /** A number from 0 (included) to 1 (excluded). */
  jitter(): number;
}

/** Why a commit did not happen. After any of them nothing of it is on disk. */
export type StoreFailure = "full" | "readonly" | "failed" | "corrupt";

/** The durable state. Synchronous: when `commit` returns, the changes survive a power cut. */
export interface Store {
  /** Why it takes no change from the beginning; absent when it does. A commit tries again. */
  readonly failure?: DaemonError;
  /** The open part of the state: finished jobs stay on disk and are asked for by id. */
  load(): StoredState;
  /** All changes in one transaction, or none. Throws `DaemonError` `STORE_FAILED`, `failure`. */
  commit(changes: readonly Change[]): void;
  /** What is known of a job, open or finished; `undefined` for an id never accepted. */
  job(jobId: string): KnownJob | undefined;
  /** All of a job, open or ended. */
  wholeJob(jobId: string): Job | undefined;
  /** Jobs that have ended, newest first; of one state, if it is given. */
  endedJobs(filter: {
    readonly limit: number;
    readonly state?: string | undefined;
  }): readonly Job[];
  /** Every attempt at a job, in order. */
  attempts(jobId: string): readonly AttemptRecord[];
  /** The job document as accepted (JSON text), while it has not been erased. */
  document(jobId: string): string | undefined;
  /** A command by its id, with its first answer. */
  command(id: string): CommandRecord | undefined;
  /** Ids and states of all that was ever reprinted of a job, oldest first. */
  reprints(rootId: string): readonly KnownJob[];
  /** Events from this number on, delivered or not; nothing is ever deleted from them. */
  events(stream: Stream, fromSeq: number, limit: number): readonly StreamEvent[];
  /** The cards that the same printer began just before and just after this attempt. */
  neighbours(attempt: Pick<Attempt, "jobId" | "attempt">): Neighbours;
  /** Failures that stood after an instant, or all that were ever kept, oldest first. */
  incidents(filter: { readonly sinceMs?: number }): readonly Incident[];
  close(): void;
}

/** An attempt as it is kept for ever. */
export interface AttemptRecord extends Attempt {
  readonly endedAt: number | undefined;
  readonly evidence: Evidence | undefined;
  /** What people have said of it, undone words too, oldest first. */
  readonly decisions: readonly ResolutionRecord[];
}

export interface Neighbours {
  readonly before: AttemptRecord | undefined;
  readonly after: AttemptRecord | undefined;
}

export interface KnownJob {
  readonly jobId: string;
  readonly hash: string;
  readonly state: JobState;
}

/** Why a line is closed: it never opened, it was lost, or the daemon closed it. */
export interface LinkClosed {
  readonly kind: "open-failed" | "lost" | "closed";
  /** For the log and for a person; never card data. */
  readonly message: string;
}

export interface ByteLinkEvents {
  opened(): void;
  bytes(chunk: Uint8Array): void;
  /** Comes exactly once, last, however the session ends. */
  closed(reason: LinkClosed): void;
}

/** One session on a byte line; a new object per session: bytes never outlive their line. */
export interface ByteLink {
  /** Called once. */
  open(events: ByteLinkEvents): void;
  /** Queues bytes in order; does nothing unless the line is open. */
  write(bytes: Uint8Array): void;
  /** Settles when all written bytes have left for the line, or when the line is closed. */
  drained(): Promise<void>;
  /** Forgets what has been received by the system and not yet delivered. */
  discard(): void;
  close(): void;
}

export interface BrokerSession {
  /** MQTT protocol level: 4 is 3.1.1, 5 is 5. */
  readonly version: 4 | 5;
  readonly sessionPresent: boolean;
}

export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  /** Where the sender wants its answer, and by what it will know it; MQTT 5 only. */
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  /**
   * `ok` sends the PUBACK; `refuse` sends none and drops the connection, so that the broker
   * delivers the message again after the reconnect. Called exactly once, at once.
   */
  settle(verdict: "ok" | "refuse"): void;
}

export interface BrokerEvents {
  connected(session: BrokerSession): void;
  message(message: BrokerMessage): void;
  /** The broker's PUBACK for a publication with this token. */
  acked(token: number): void;
  /** The connection ended or could not be made; `connect` may be called again. */
  closed(reason: string): void;
}

export interface Publication {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** Present: QoS 1, and `acked` reports it. Absent: QoS 1, nobody waits for it. */
  readonly token?: number;
  /** What the sender of a request will know this answer by; MQTT 5 only. */
  readonly correlationData?: Uint8Array;
}

/** What a topic retained, as a look at it found. */
export type Look =
  /** `undefined`: the broker retains nothing there. */
  | { readonly kind: "read"; readonly payload: Uint8Array | undefined }
  /** The broker does not let this host look. */
  | { readonly kind: "refused"; readonly reason: string }
  /** The broker could not be reached, or left. */
  | { readonly kind: "failed"; readonly reason: string };

/**
 * The MQTT client of this host: one kept session, QoS 1 throughout, one connection at a time, and
 * a short one of its own for each look.
 */
export interface Broker {
  /** Tries once to connect; the answer is `connected` or `closed`. */
  connect(events: BrokerEvents): void;
  /**
   * Reads what a topic retains, over a connection of its own, before `connect`: it publishes
   * nothing, takes nothing from the kept session and drives nobody out of it. Answers once; after
   * `Cancel` not at all. It knows no time limit.
   */
  look(topic: string, done: (look: Look) => void): Cancel;
  /**
   * Retain-as-published where the protocol has it. QoS 1, or 0 for what is of use only now: the
   * broker keeps none of it for an absent host.
   */
  subscribe(topics: readonly string[], qos?: 0 | 1): void;
  /** In order. Without a connection it does nothing: what must arrive waits in the outbox. */
  publish(publication: Publication): void;
  /** Leaves without the will being sent. */
  close(): void;
}

/** Size of a printed side as a person reads it (landscape), in dots. */
export interface Geometry {
  readonly widthDots: number;
  readonly heightDots: number;
}

/** One side of a card as the job document has it. */
export type CardSide =
  | { readonly image: string }
  | {
      readonly template: string;
      readonly fields: Readonly<Record<string, string>>;
      readonly photo?: string | undefined;
    };

/** A panel of a side: a byte a dot, row by row as read; 0 no dye, 255 full. K and O: 0 or 255. */
export interface Plane {
  readonly panel: Panel;
  readonly dots: Uint8Array;
}

export type RenderDefect = "bad-image" | "image-size" | "unknown-template" | "fields";

export type Rendered =
  | { readonly ok: true; readonly planes: readonly Plane[] }
  | { readonly ok: false; readonly defect: RenderDefect; readonly message: string };

export interface RenderRequest {
  readonly side: CardSide;
  /** The panels that the ribbon offers for this side, in printing order. */
  readonly panels: readonly Panel[];
  readonly geometry: Geometry;
  /** Whether SPECIMEN is printed across the side. */
  readonly specimen: boolean;
}

/** From a side of a card to the panels of a printer. Synchronous and the same on every host. */
export interface Renderer {
  render(request: RenderRequest): Rendered;
}

/** Why a message did not arrive; `status-` is followed by the status of an HTTP answer. */
export type NotifyFailure =
  | "bad-url"
  | "token-unreadable"
  | "timed-out"
  | "refused"
  | "unknown-host"
  | "unreachable"
  | "bad-certificate"
  | "failed"
  | `status-${number}`;

export type NotifyResult =
  | { readonly ok: true; readonly status: number; readonly answer: string }
  /** `answer`: the beginning of what the receiver said, where it said anything. */
  | { readonly ok: false; readonly reason: NotifyFailure; readonly answer?: string };

/** Tells somebody outside the office. */
export interface Notify {
  /**
   * Sends one message, once. `id` is the same for the same message: a receiver that had it although
   * no answer came may know it by that. Calls `done` exactly once, never before it has returned,
   * and after a time limit at the latest; not at all once cancelled. Never throws.
   */
  send(
    message: { readonly id: string; readonly body: string },
    done: (result: NotifyResult) => void,
  ): Cancel;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** Constant phrase and JSON-safe facts, never card data. Write only. */
export interface Log {
  write(level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** What a printer says of itself when asked. */
export interface PrinterReading {
  readonly serialNumber: string;
  /** Cards drawn in since the printer was made. */
  readonly cardsFed: number;
  /** Panels printed since the printer was made. */
  readonly panelsPrinted: number;
  /** `undefined`: this printer cannot tell. */
  readonly cardInside: boolean | undefined;
}

/** A fault as a device reports it. */
export interface DeviceFault {
  readonly condition: Condition;
  /** The device's own code, shown as it came; absent where the condition says it all. */
  readonly raw?: string;
}

/** How a printer is, when it is asked between two cards. */
export interface PrinterHealth {
  readonly reading: PrinterReading;
  /** What it reports now; empty when it is well. */
  readonly faults: readonly DeviceFault[];
  /** Conditions that this printer can report: of these, one that is not in `faults` is absent. */
  readonly checked: readonly Condition[];
  /** Cards left on the ribbon by the printer's own estimate; `undefined`: it does not tell. */
  readonly ribbonLeft: number | undefined;
  readonly feeder: "ok" | "low" | "empty" | "unknown";
  readonly cardsSinceCleaning: number | undefined;
}

export interface PrinterIdentity {
  readonly model: string;
  readonly firmware: string;
  readonly serialNumber: string;
  readonly simulated: boolean;
}

/** How the sequence of one card ended, in the words of the core. */
export type PrintResult =
  | { readonly kind: "ended"; readonly after: PrinterReading }
  | { readonly kind: "refused"; readonly fault: DeviceFault; readonly step: string }
  | { readonly kind: "silent"; readonly step: string }
  | { readonly kind: "lost" };

/** Verbs of one printer on one open line. Only the link and the clock are ever waited for. */
export interface PrinterDriver {
  /** Identity, modes set and verified, first reading. Rejects with a `DaemonError`. */
  start(): Promise<{ readonly identity: PrinterIdentity; readonly health: PrinterHealth }>;
  /** Asks for counters and card position. Rejects with a `DaemonError`. */
  read(): Promise<PrinterReading>;
  /** Asks for all that the printer can tell. Rejects with a `DaemonError`. */
  check(): Promise<PrinterHealth>;
  /** Whether an exchange is under way. */
  busy(): boolean;
  /** The panels that the fitted ribbon offers for one side, in printing order. */
  panels(side: "front" | "back"): readonly Panel[];
  /** Bytes of a card, ready to be sent, and what they will do to the counters. Moves nothing. */
  prepare(planes: readonly (readonly Plane[])[]): PreparedCard;
  /**
   * Sends a prepared card. Never rejects: whatever happens is a result. `waits` is called once for
   * a card that waits in the printer and is going to go on, with what that says of the printer.
   */
  print(card: PreparedCard, waits?: (fault: DeviceFault) => void): Promise<PrintResult>;
  /**
   * What the printer says of itself once nothing moves any more: two equal readings on a line that
   * was quiet before them, with nothing unasked between them. Rejects with a `DaemonError`.
   */
  evidence(): Promise<PrinterReading>;
  /** Whether the printer has a box for rejected cards. */
  readonly canReject: boolean;
  /** Moves the card inside to the reject box. Never rejects; called only if it can. */
  reject(): Promise<PrintResult>;
  /** Bytes that came over the line. */
  receive(chunk: Uint8Array): void;
  /** The line is closed: everything under way ends as `lost`. */
  lost(): void;
}

export interface PreparedCard {
  /** Panels that the printer's counter will rise by. */
  readonly panels: number;
  /** What goes over the line, in order: the driver's name for each step, and its bytes. */
  readonly commands: readonly { readonly step: string; readonly bytes: Uint8Array }[];
}

/** Room on the disk that holds the state, in bytes, as a user without privileges has it. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** The computer that the daemon runs on. Every `done` is called once; nothing throws. */
export interface Machine {
  /** `undefined`: it cannot be told. */
  disk(done: (space: DiskSpace | undefined) => void): void;
  /** Whether the folder of the state takes writes, as far as the system says without one. */
  writable(done: (isWritable: boolean) => void): void;
  /** Whether the wall clock follows a source of time; `undefined`: this computer cannot tell. */
  clockSynchronized(done: (isSynchronized: boolean | undefined) => void): void;
  /** Milliseconds since it was started, the time that it was suspended included. */
  uptimeMs(): number;
}
