import { type FaultClass, faultRule } from "../../protocols/faults.ts";
import type { JobState } from "../../protocols/words.ts";
import { isTolerated } from "./autonomy.ts";
import { type Change, isOpen, type Note } from "./changes.ts";
import type { Order } from "./orders.ts";
import { endedWith, isHolding } from "./overrides.ts";
import {
  type Evidence,
  type Fault,
  faultKey,
  type Hold,
  type HostEventBody,
  type Job,
  type OperatorEventBody,
  type Override,
  type Printer,
  type PrinterPhase,
  type State,
  type Stream,
  type StreamBodies,
  type StreamEvent,
  type TrustEventBody,
} from "./state.ts";

/** What a turn of the loop comes to: written first, then remembered, then done, in order. */
export interface Decision {
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
  readonly orders: readonly Order[];
}

type HostEventBodyOf<Type extends HostEventBody["type"]> = Extract<
  HostEventBody,
  { readonly type: Type }
>;

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
  readonly at: number;
  readonly #state: State;
  readonly #seqs: Record<Stream, number>;

  constructor(state: State, at: number) {
    this.#state = state;
    this.at = at;
    const { streams } = state;
    this.#seqs = { event: streams.event.seq, "job-event": streams["job-event"].seq };
  }

  change(change: Change): void {
    this.changes.push(change);
  }

  note(note: Note): void {
    this.notes.push(note);
  }

  order(order: Order): void {
    this.orders.push(order);
  }

  /** Writes a new job with its first event. */
  addJob(job: Job, document: string): void {
    this.change({ kind: "job-added", job, document });
    const { jobId, state } = job;
    const body = { jobId, state, previous: undefined, reasons: [], ...reprintOf(job) };
    this.#announce("job-event", body);
  }

  /** Moves a job to another state and announces it. */
  moveJob(job: Job, state: JobState, { reasons = [], ...facts }: Move = {}): void {
    const { jobId } = job;
    this.change({ kind: "job-moved", jobId, state, reasons, at: this.at });
    const more = { ...facts, ...reprintOf(job) };
    this.#announce("job-event", { jobId, state, previous: job.state, reasons, ...more });
    if (isOpen(state)) return;
    // Nothing is left that its own holds could hold.
    for (const hold of this.#state.holds.values()) {
      if (hold.scope.kind === "job" && hold.scope.id === jobId) this.liftHold(hold);
    }
  }

  /** Tells what a person has decided. */
  tellDecision(body: OperatorEventBody): void {
    this.#announce("event", body);
  }

  /** Tells how far a device is to be relied on. */
  tellTrust(body: TrustEventBody): void {
    this.#announce("event", body);
  }

  /** Writes that a job will expire soon has been told, and tells it. */
  tellExpiry({ jobId }: Job, expiresAt: number): void {
    this.change({ kind: "expiry-told", jobId, at: this.at });
    this.#announce("event", { type: "job-expiring", jobId, expiresAt });
  }

  /** Lets a stream go on behind a number that another process has given. */
  raiseNumbering(stream: Stream, seq: number): void {
    if (seq <= this.#seqs[stream]) return;
    this.#seqs[stream] = seq;
    this.change({ kind: "numbering-raised", stream, seq });
  }

  /** Tells what a person has decided about this host's name. */
  tellAdopted(decision: Omit<HostEventBodyOf<"adopted">, "type">): void {
    this.#announce("event", { type: "adopted", ...decision });
  }

  /** Tells which printer a person has accepted. */
  tellPrinterAccepted(accepted: Omit<HostEventBodyOf<"printer-accepted">, "type">): void {
    this.#announce("event", { type: "printer-accepted", ...accepted });
  }

  /** Remembers what a printer is doing now. */
  setPhase(printer: Printer, phase: PrinterPhase, more: Partial<Printer> = {}): void {
    this.note({ kind: "printer", printer: { ...printer, ...more, phase } });
  }

  /** Writes a fault, and with it the hold that it places, unless that comes later. */
  raise(fault: Fault): void {
    this.change({ kind: "fault-raised", fault });
    this.#announce("event", { type: "fault-raised", fault });
    const isHeld = isHolding(this.#state, fault) && !isTolerated(this.#state, fault, this.at);
    if (isHeld) this.placeHold(holdOf(fault));
  }

  /** The same, unless it stands already, or was raised earlier in this turn. */
  raiseOnce(fault: Fault): void {
    const stands = this.#state.faults.has(faultKey(fault.device, fault.condition));
    const isNew = this.changes.some(
      (change) =>
        change.kind === "fault-raised" &&
        change.fault.device === fault.device &&
        change.fault.condition === fault.condition,
    );
    if (!stands && !isNew) this.raise(fault);
  }

  /** Writes that a fault is gone, and lifts its hold: what waited for it alone goes on. */
  clear(fault: Fault): void {
    this.change({ kind: "fault-cleared", fault, at: this.at });
    this.#announce("event", { type: "fault-cleared", fault });
    const hold = this.#state.holds.get(holdOf(fault).id);
    if (hold !== undefined) this.liftHold(hold);
    for (const override of endedWith(this.#state, fault, this.#left())) this.endOverride(override);
  }

  /** Faults that are not cleared in this turn. */
  #left(): readonly Fault[] {
    const cleared = new Set(
      this.changes.map((change) =>
        change.kind === "fault-cleared"
          ? faultKey(change.fault.device, change.fault.condition)
          : "",
      ),
    );
    return [...this.#state.faults].filter(([key]) => !cleared.has(key)).map(([, fault]) => fault);
  }

  /** Writes that a person prints in spite of a fault, and lifts its hold. */
  override(fault: Fault, word: Omit<Override, "device" | "condition" | "since">): void {
    const { device, condition } = fault;
    const before = this.#state.overrides.get(faultKey(device, condition));
    if (before !== undefined) this.endOverride(before);
    const override: Override = { device, condition, ...word, since: this.at };
    this.change({ kind: "fault-overridden", override });
    this.#announce("event", { type: "fault-overridden", override });
    const hold = this.#state.holds.get(holdOf(fault).id);
    if (hold !== undefined) this.liftHold(hold, word.by);
  }

  endOverride(override: Override): void {
    const isEnded = this.changes.some(
      (change) => change.kind === "override-ended" && change.override === override,
    );
    if (!isEnded) this.change({ kind: "override-ended", override, at: this.at });
  }

  /** Whether this turn has found that a fault of this class is gone from a device. */
  hasCleared(device: string, ofClass: FaultClass): boolean {
    return this.changes.some(
      (change) =>
        change.kind === "fault-cleared" &&
        change.fault.device === device &&
        faultRule(change.fault.condition).class === ofClass,
    );
  }

  /** Once in a turn, whatever ends it. `by`: the account of whoever lifts it, if a person does. */
  liftHold(hold: Hold, by?: string): void {
    const isLifted = this.changes.some(
      (change) => change.kind === "hold-lifted" && change.hold.id === hold.id,
    );
    if (isLifted) return;
    this.change({ kind: "hold-lifted", hold, at: this.at });
    const body = { type: "hold-lifted", hold } as const;
    this.#announce("event", by === undefined ? body : { ...body, by });
  }

  /** Once: one turn may have several reasons, such as an autonomy and an override that end. */
  placeHold(hold: Hold): void {
    const last = this.changes.findLast(
      (change) =>
        (change.kind === "hold-placed" || change.kind === "hold-lifted") &&
        change.hold.id === hold.id,
    );
    if (last?.kind === "hold-placed") return;
    this.change({ kind: "hold-placed", hold });
    this.#announce("event", { type: "hold-placed", hold });
  }

  #announce<Name extends Stream>(stream: Name, body: StreamBodies[Name]): void {
    this.#seqs[stream] += 1;
    const event = { stream, seq: this.#seqs[stream], at: this.at, body } as StreamEvent;
    this.change({ kind: "event-added", event });
    // Without a connection it waits in the outbox: `broker-connected` sends it.
    if (this.#state.brokerConnected) this.order({ kind: "publish-event", event });
  }
}

function reprintOf(job: Job): Pick<Job, "reprintOf"> {
  return job.reprintOf === undefined ? {} : { reprintOf: job.reprintOf };
}

/** A fault holds what its device would print: one hold, by its id, however often it is found. */
export function holdOf({ device, condition, since }: Fault): Hold {
  const { device: kind } = faultRule(condition);
  const scope = kind === "host" ? ({ kind } as const) : ({ kind, id: device } as const);
  return {
    id: `fault:${device}:${condition}`,
    scope,
    cause: { kind: "fault", device, condition },
    since,
  };
}
