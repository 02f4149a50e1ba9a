import type { Cancel, Clock, Notify, NotifyResult } from "../../src/core/ports.ts";

/**
 * How a receiver of messages takes them: `takes` and answers; `refuses` the connection; is `broken`
 * and answers 500; `deaf`: has the message and never answers.
 */
export type ReceiverMood = "takes" | "refuses" | "broken" | "deaf";

export interface Received {
  readonly id: string;
  readonly body: string;
}

/** A receiver of messages in virtual time, and the port to it. */
export interface MemoryReceiver extends Notify {
  mood: ReceiverMood;
  /** Messages whose sender was told that they have arrived, in order. */
  readonly taken: readonly Received[];
  /** All that came, a message that was sent twice is here twice. */
  readonly heard: readonly Received[];
}

const TIMEOUT_MS = 10_000;
const ANSWER_MS = 20;

export function createMemoryReceiver({ clock }: { readonly clock: Clock }): MemoryReceiver {
  const taken: Received[] = [];
  const heard: Received[] = [];

  function answer(message: Received): { readonly afterMs: number; readonly result: NotifyResult } {
    switch (receiver.mood) {
      case "takes":
        return { afterMs: ANSWER_MS, result: { ok: true, status: 200, answer: "ok" } };
      case "refuses":
        return { afterMs: 0, result: { ok: false, reason: "refused" } };
      case "broken":
        return { afterMs: ANSWER_MS, result: { ok: false, reason: "status-500", answer: "oh" } };
      case "deaf":
        heard.push(message);
        return { afterMs: TIMEOUT_MS, result: { ok: false, reason: "timed-out" } };
    }
  }

  function send(message: Received, done: (result: NotifyResult) => void): Cancel {
    const { afterMs, result } = answer(message);
    return clock.timer(afterMs, () => {
      if (result.ok) {
        heard.push(message);
        taken.push(message);
      }
      done(result);
    });
  }

  const receiver: MemoryReceiver = { mood: "takes", taken, heard, send };
  return receiver;
}
