import type { AttemptOutcome, JobState } from "../../protocols/words.ts";
import type { PrinterIdentity, PrinterReading } from "./ports.ts";

/**
 * What the daemon knows. The durable part is loaded from the store and changes only by a `Change`
 * that has been committed; the rest (`printers`, `brokerConnected`) is true for this process only.
 */
export interface State {
  /** Made with the store; tells a reader of events whether the numbering is still the same one. */
  readonly storeId: string;
  /** Open jobs: pending, processing, in doubt. Ended ones are in the store alone. */
  readonly jobs: Map<string, Job>;
  /** Pending jobs in printing order: priority, then arrival. */
  readonly queue: Job[];
  /** Attempts that are armed and not yet ended, by job. */
  readonly attempts: Map<string, Attempt>;
  /** Highest arrival number given so far. */
  arrival: number;
  readonly streams: Record<Stream, StreamState>;
  readonly printers: Map<string, Printer>;
  brokerConnected: boolean;
}

/** The part of the state that the store holds. */
export interface StoredState {
  readonly storeId: string;
  readonly jobs: readonly Job[];
  readonly attempts: readonly Attempt[];
  readonly arrival: number;
  readonly streams: Readonly<Record<Stream, StoredStream>>;
}

export interface StoredStream {
  /** Highest number given so far, 0 for none. */
  readonly seq: number;
  /** Not yet acknowledged by the broker, in order. */
  readonly undelivered: readonly StreamEvent[];
}

export interface Job {
  readonly jobId: string;
  /** SHA-256 of the canonical document, hexadecimal. */
  readonly hash: string;
  readonly state: JobState;
  readonly reasons: readonly string[];
  readonly priority: number;
  /** Number of the job in the order of acceptance. */
  readonly arrival: number;
  readonly stock: string;
  readonly specimen: boolean;
  readonly receivedAt: number;
  /** Attempts armed so far. */
  readonly attempts: number;
}

/** Written before the first byte that can move a card (I3). */
export interface Attempt {
  readonly jobId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly printer: string;
  readonly armedAt: number;
  /** The printer's own words just before. */
  readonly before: PrinterReading;
  /** Panels that this card adds to the printer's counter. */
  readonly panels: number;
  /** SHA-256 of all bytes to be sent. */
  readonly payloadHash: string;
}

/** Why an attempt is held to have ended as it did; kept with the attempt and sent with the event. */
export interface Evidence {
  readonly outcome: AttemptOutcome;
  readonly detail: string;
  readonly cardsFed?: number;
  readonly panelsPrinted?: number;
  readonly cardInside?: boolean;
}

/** Numbered messages that reach the broker at least once: `<base>/event` and `<base>/job/event`. */
export type Stream = "event" | "job-event";

export interface StreamState {
  seq: number;
  readonly undelivered: Map<number, StreamEvent>;
}

export interface StreamEvent {
  readonly stream: Stream;
  readonly seq: number;
  readonly at: number;
  readonly body: JobEventBody;
}

export interface JobEventBody {
  readonly jobId: string;
  readonly state: JobState;
  readonly previous: JobState | undefined;
  readonly reasons: readonly string[];
  readonly printer?: string;
  readonly attempt?: number;
  readonly evidence?: Evidence;
}

/** A printer as configured and as its present session sees it. */
export interface Printer {
  readonly id: string;
  readonly stock: string;
  /** Number of the session; an answer of an earlier one is stale. */
  readonly session: number;
  readonly phase: PrinterPhase;
  readonly identity?: PrinterIdentity;
  readonly reading?: PrinterReading;
}

export type PrinterPhase =
  | { readonly kind: "offline" }
  | { readonly kind: "idle" }
  | { readonly kind: "preparing"; readonly jobId: string }
  | { readonly kind: "printing"; readonly jobId: string; readonly attempt: number };

/** The state of a process that has just loaded its store and asked no device yet. */
export function initialState(
  stored: StoredState,
  printers: readonly { readonly id: string; readonly stock: string }[],
): State {
  const jobs = new Map(stored.jobs.map((job) => [job.jobId, job]));
  return {
    storeId: stored.storeId,
    jobs,
    queue: stored.jobs.filter(({ state }) => state === "pending").sort(inPrintingOrder),
    attempts: new Map(stored.attempts.map((attempt) => [attempt.jobId, attempt])),
    arrival: stored.arrival,
    streams: {
      event: streamState(stored.streams.event),
      "job-event": streamState(stored.streams["job-event"]),
    },
    printers: new Map(
      printers.map(({ id, stock }) => [id, { id, stock, session: 0, phase: { kind: "offline" } }]),
    ),
    brokerConnected: false,
  };
}

/** Higher priority first, equal ones in order of arrival. */
export function inPrintingOrder(a: Job, b: Job): number {
  return b.priority - a.priority || a.arrival - b.arrival;
}

function streamState({ seq, undelivered }: StoredStream): StreamState {
  return { seq, undelivered: new Map(undelivered.map((event) => [event.seq, event])) };
}
