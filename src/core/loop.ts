import { advance } from "./advance.ts";
import { applyChange, applyNote } from "./changes.ts";
import { decide } from "./decide.ts";
import type { Decision } from "./draft.ts";
import { DaemonError } from "./errors.ts";
import type { Event, EventOf } from "./events.ts";
import type { Order } from "./orders.ts";
import type { Policy } from "./policy.ts";
import type { Clock, Store, StoreFailure } from "./ports.ts";
import type { State } from "./state.ts";

export interface LoopParts {
  readonly state: State;
  readonly policy: Policy;
  readonly store: Pick<Store, "commit">;
  readonly clock: Pick<Clock, "wallMs">;
  /** Carries out one order. Called after the commit of the decision that holds it. */
  readonly perform: (order: Order) => void;
  /** Called when the events that were waiting have been dealt with. */
  readonly turned?: () => void;
}

export interface Loop {
  /** Takes an event; returns when it and all that it led to at once has been dealt with. */
  post(event: Event): void;
}

/**
 * The one place that changes the state. Events wait in one queue and are taken one at a time:
 * the core decides, the changes are committed, memory follows, then the orders go out in order.
 * Nothing leaves the process before its commit.
 *
 * When the store takes no change, the event behind it waits, and all later ones behind it; each
 * further event, a tick a second at the latest, tries the first of them again. Only job documents
 * do not wait: they are answered `unavailable` and come again. Whatever else is thrown ends the
 * turn and reaches the caller: the process is to stop, and the next one starts from the store.
 */
export function createLoop(parts: LoopParts): Loop {
  const { state, policy, store, clock, perform, turned = () => {} } = parts;
  const waiting: Event[] = [];
  let turning = false;

  function carryOut({ changes, notes, orders }: Decision): void {
    if (changes.length > 0) {
      store.commit(changes);
      setFailure(undefined);
    }
    for (const change of changes) applyChange(state, change);
    for (const note of notes) applyNote(state, note);
    for (const order of orders) perform(order);
  }

  function turn(event: Event): void {
    carryOut(decide(state, event, policy));
    for (let next = advance(state, clock.wallMs()); next; next = advance(state, clock.wallMs())) {
      carryOut(next);
    }
  }

  /** Whether the store took what this event came to. */
  function tryTurn(event: Event): boolean {
    try {
      turn(event);
      return true;
    } catch (error) {
      if (!(error instanceof DaemonError) || error.code !== "STORE_FAILED") throw error;
      setFailure(error.facts["failure"] as StoreFailure);
      return false;
    }
  }

  function setFailure(failure: StoreFailure | undefined): void {
    if (state.storeFailure !== failure) applyNote(state, { kind: "store", failure });
  }

  function drain(): void {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (!tryTurn(next)) {
        answerUnavailable();
        return;
      }
      waiting.shift();
    }
  }

  /** The sender keeps its document and sends it again; the broker too, for want of a PUBACK. */
  function answerUnavailable(): void {
    for (const event of waiting.filter(isJob)) {
      for (const order of unavailable(event)) perform(order);
    }
    waiting.splice(0, waiting.length, ...waiting.filter((event) => !isJob(event)));
  }

  return {
    post(event) {
      waiting.push(event);
      if (turning) return;
      turning = true;
      try {
        drain();
        turned();
      } finally {
        turning = false;
      }
    },
  };
}

function isJob(event: Event): event is EventOf<"job-received"> {
  return event.kind === "job-received";
}

function unavailable({ job, delivery, at }: EventOf<"job-received">): readonly Order[] {
  const { jobId } = job;
  const message = "the store takes no jobs now";
  const answer = { jobId, result: "rejected", code: "unavailable", message, at } as const;
  return [
    { kind: "answer-job", delivery, answer },
    { kind: "settle", delivery, verdict: "refuse" },
  ];
}
