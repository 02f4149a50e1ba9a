import { advance } from "./advance.ts";
import { applyChange, applyNote } from "./changes.ts";
import { decide } from "./decide.ts";
import type { Decision } from "./draft.ts";
import type { Event } from "./events.ts";
import type { Order } from "./orders.ts";
import type { Clock, Store } from "./ports.ts";
import type { State } from "./state.ts";

export interface LoopParts {
  readonly state: State;
  readonly store: Pick<Store, "commit">;
  readonly clock: Pick<Clock, "wallMs">;
  /** Carries out one order. Called after the commit of the decision that holds it. */
  readonly perform: (order: Order) => void;
}

export interface Loop {
  /** Takes an event; returns when it and all that it led to at once has been dealt with. */
  post(event: Event): void;
}

/**
 * The one place that changes the state. Events wait in one queue and are taken one at a time:
 * the core decides, the changes are committed, memory follows, then the orders go out in order.
 * Nothing leaves the process before its commit. What a commit or an order throws ends the turn
 * and reaches the caller: the process is to stop, and the next one starts from the store.
 */
export function createLoop({ state, store, clock, perform }: LoopParts): Loop {
  const waiting: Event[] = [];
  let turning = false;

  function carryOut({ changes, notes, orders }: Decision): void {
    if (changes.length > 0) store.commit(changes);
    for (const change of changes) applyChange(state, change);
    for (const note of notes) applyNote(state, note);
    for (const order of orders) perform(order);
  }

  function turn(event: Event): void {
    carryOut(decide(state, event));
    for (let next = advance(state, clock.wallMs()); next; next = advance(state, clock.wallMs())) {
      carryOut(next);
    }
  }

  return {
    post(event) {
      waiting.push(event);
      if (turning) return;
      turning = true;
      try {
        for (let next = waiting.shift(); next; next = waiting.shift()) turn(next);
      } finally {
        turning = false;
      }
    },
  };
}
