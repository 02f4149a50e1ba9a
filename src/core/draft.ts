import type { JobState } from "../../protocols/words.ts";
import type { Change, Note } from "./changes.ts";
import type { Order } from "./orders.ts";
import type { Evidence, Job, JobEventBody, Printer, PrinterPhase, State } from "./state.ts";

/** What a turn of the loop comes to: written first, then remembered, then done, in order. */
export interface Decision {
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
  readonly orders: readonly Order[];
}

/** Facts of a job's move that go into its event. */
export interface Move {
  readonly reasons?: readonly string[];
  readonly printer?: string;
  readonly attempt?: number;
  readonly evidence?: Evidence;
}

/** A decision being made. It numbers events, so that two in one turn get two numbers. */
export class Draft implements Decision {
  readonly changes: Change[] = [];
  readonly notes: Note[] = [];
  readonly orders: Order[] = [];
  readonly #state: State;
  readonly #at: number;
  #seq: number;

  constructor(state: State, at: number) {
    this.#state = state;
    this.#at = at;
    this.#seq = state.streams["job-event"].seq;
  }

  change(change: Change): void {
    this.changes.push(change);
  }

  order(order: Order): void {
    this.orders.push(order);
  }

  /** Writes a new job with its first event. */
  addJob(job: Job, document: string): void {
    this.change({ kind: "job-added", job, document });
    this.#announce({ jobId: job.jobId, state: job.state, previous: undefined, reasons: [] });
  }

  /** Moves a job to another state and announces it. */
  moveJob(job: Job, state: JobState, { reasons = [], ...facts }: Move = {}): void {
    this.change({ kind: "job-moved", jobId: job.jobId, state, reasons });
    this.#announce({ jobId: job.jobId, state, previous: job.state, reasons, ...facts });
  }

  /** Remembers what a printer is doing now. */
  setPhase(printer: Printer, phase: PrinterPhase, more: Partial<Printer> = {}): void {
    this.notes.push({ kind: "printer", printer: { ...printer, ...more, phase } });
  }

  setBroker(connected: boolean): void {
    this.notes.push({ kind: "broker", connected });
  }

  #announce(body: JobEventBody): void {
    this.#seq += 1;
    const event = { stream: "job-event", seq: this.#seq, at: this.#at, body } as const;
    this.change({ kind: "event-added", event });
    // Without a connection it waits in the outbox: `broker-connected` sends it.
    if (this.#state.brokerConnected) this.order({ kind: "publish-event", event });
  }
}
