import { advance } from "./advance.ts";
import { applyChange, applyNote, type Change } from "./changes.ts";
import { commandUnavailable } from "./commands.ts";
import { decide } from "./decide.ts";
import type { Decision } from "./draft.ts";
import type { DaemonError } from "./errors.ts";
import type { Event, EventOf } from "./events.ts";
import type { Order } from "./orders.ts";
import type { Policy } from "./policy.ts";
import type { Clock, Store, StoreFailure } from "./ports.ts";
import type { State } from "./state.ts";
import { storeFailureOf } from "./store-fault.ts";

export interface LoopParts {
  readonly state: State;
  readonly policy: Policy;
  readonly store: Pick<Store, "commit">;
  readonly clock: Pick<Clock, "wallMs">;
  /** Carries out one order. Called after the commit of the decision that holds it. */
  readonly perform: (order: Order) => void;
  /** Called when the events that were waiting have been dealt with. */
  readonly turned?: () => void;
  /** Called when the store begins to fail, fails in another way (`why`), or takes changes again. */
  readonly storeTurned?: (why: DaemonError | undefined) => void;
  /** Looks on at each event and what is decided on it, before anything of it is done. */
  readonly lookOn?: (event: Event, decision: Decision) => void;
}

export interface Loop {
  /** Takes an event; returns when it and all that it led to at once has been dealt with. */
  post(event: Event): void;
}

/** More than an office sends in a week; by then somebody has seen that the store is full. */
const WAITING_MAX = 10_000;

/**
 * The one place that changes the state. Events wait in one queue and are taken one at a time:
 * the core decides, the changes are committed, memory follows, then the orders go out in order.
 * Nothing leaves the process before its commit.
 *
 * When the store takes no change, the event behind it waits, and all later ones behind it; each
 * further event, a tick a second at the latest, tries the first of them again. What needs no store
 * does not wait, and the checks go on. Job documents do not wait either: they are answered
 * `unavailable` and come again; nor do commands, which are answered so and are not done, since they
 * would be late;
 * nor does a card that was about to be begun: it is prepared anew when the store is back. Whatever
 * else is thrown ends the turn and reaches the caller: the process is to stop, and the next one
 * starts from the store.
 */
export function createLoop(parts: LoopParts): Loop {
  const { state, policy, store, clock, perform, turned = () => {} } = parts;
  const { storeTurned = () => {}, lookOn = () => {} } = parts;
  let waiting: Event[] = [];
  /** Events that the broker has and the store does not know of yet, once each; in no order. */
  const acks = new Map<string, EventOf<"event-delivered">>();
  let turning = false;

  function carryOut({ changes, notes, orders }: Decision): boolean {
    if (changes.length > 0 && !tryCommit(changes)) return false;
    for (const change of changes) applyChange(state, change);
    for (const note of notes) applyNote(state, note);
    for (const order of orders) perform(order);
    return true;
  }

  /** Whether the store took what this event came to. */
  function turn(event: Event): boolean {
    const decision = decide(state, event, policy);
    lookOn(event, decision);
    if (!carryOut(decision)) return false;
    for (let next = advance(state, clock.wallMs()); next; next = advance(state, clock.wallMs())) {
      carryOut(next);
    }
    return true;
  }

  function tryCommit(changes: readonly Change[]): boolean {
    try {
      store.commit(changes);
      setFailure(undefined);
      return true;
    } catch (error) {
      const failure = storeFailureOf(error);
      if (failure === undefined) throw error;
      setFailure(failure, error as DaemonError);
      return false;
    }
  }

  function setFailure(failure: StoreFailure | undefined, why?: DaemonError): void {
    if (state.storeFailure === failure) return;
    applyNote(state, { kind: "store", failure, at: clock.wallMs() });
    storeTurned(why);
  }

  function drain(): void {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (!turn(next)) {
        letWait();
        return;
      }
      waiting.shift();
      if (state.storeFailure === undefined) takeUpAcks();
    }
  }

  function takeUpAcks(): void {
    waiting.push(...acks.values());
    acks.clear();
  }

  /** Sorts what stands behind a store that takes nothing: what must wait, what goes without it. */
  function letWait(): void {
    const stuck = waiting;
    waiting = [];
    for (const event of stuck) {
      if (event.kind === "job-received") for (const order of unavailable(event)) perform(order);
      else if (event.kind === "command-received") perform(commandUnavailable(event));
      else if (event.kind === "card-prepared") forgetCard(event);
      else if (NEEDS_NO_STORE.has(event.kind)) carryOut(decide(state, event, policy));
      else if (event.kind === "event-delivered") acks.set(`${event.stream} ${event.seq}`, event);
      else if (event.kind === "tick") carryOut(unwritten(decide(state, event, policy)));
      // Connections come and go for as long as the store fails: the last word is the true one.
      else if (ofBroker(event)) waiting = [...waiting.filter((other) => !ofBroker(other)), event];
      else waiting.push(event);
    }
    if (waiting.length > WAITING_MAX) throw new Error("too many events wait for the store");
  }

  /** Its health would be old by the time the store is back; nothing has moved yet. */
  function forgetCard({ printer: id, session, jobId }: EventOf<"card-prepared">): void {
    const printer = state.printers.get(id);
    if (printer?.session !== session || printer.phase.kind !== "preparing") return;
    if (printer.phase.jobId !== jobId) return;
    applyNote(state, { kind: "printer", printer: { ...printer, phase: { kind: "idle" } } });
  }

  return {
    post(event) {
      waiting.push(event);
      if (turning) return;
      turning = true;
      try {
        do {
          drain();
          turned();
          // What `turned` has posted is taken up at once, unless it waits for the store.
        } while (waiting.length > 0 && state.storeFailure === undefined);
      } finally {
        turning = false;
      }
    },
  };
}

/** What a tick comes to beside the question to the store: no event goes out that has no number. */
function unwritten({ notes, orders }: Decision): Decision {
  const rest = orders.filter(({ kind }) => kind !== "publish-event");
  return { changes: [], notes, orders: rest };
}

function ofBroker({ kind }: Event): boolean {
  return kind === "broker-connected" || kind === "broker-closed";
}

/** Decisions about these hold no change, or none while the store takes none. */
const NEEDS_NO_STORE: ReadonlySet<Event["kind"]> = new Set<Event["kind"]>([
  "job-refused",
  "notice-answered",
  "stopping",
]);

/** The sender keeps its document and sends it again; the broker too, for want of a PUBACK. */
function unavailable({ job, delivery, at }: EventOf<"job-received">): readonly Order[] {
  const { jobId } = job;
  const message = "the store takes no jobs now";
  const answer = { jobId, result: "rejected", code: "unavailable", message, at } as const;
  return [
    { kind: "answer-job", delivery, answer },
    { kind: "settle", delivery, verdict: "refuse" },
  ];
}
