import { basename } from "node:path";
import { realTime } from "../../simulator/io/real-time.ts";
import { type Listener, type Stand, topics } from "../support/processes.ts";

/**
 * The person at the printer. Nobody empties the reject box by itself, and a card that cetakd does
 * not move has to be taken out, else all would stand. That decides nothing about its job: an
 * attempt whose card was taken so is settled by nobody, and the count in the report says so.
 */
export interface Desk {
  /** Cards taken out of the printer by hand. */
  readonly taken: number;
  /** What a hand could not do. */
  readonly failures: readonly string[];
  /** A new process: what was seen before is looked at anew. */
  restart(): void;
}

/** Long after cetakd would have moved it by itself. */
const TAKE_CARD_MS = 15_000;
const EMPTY_REJECT_MS = 1_000;

export function openDesk(listener: Listener, { act, line }: Pick<Stand, "act" | "line">): Desk {
  const waiting = new Map<string, () => void>();
  const failures: string[] = [];
  let taken = 0;

  function hand(action: string): void {
    act("hand", basename(line), action).catch((error: Error) => failures.push(error.message));
  }

  function takeCard(): void {
    taken += 1;
    hand("take-card");
  }

  const duties = [
    { condition: "card-inside", afterMs: TAKE_CARD_MS, run: takeCard },
    {
      condition: "output-area-full",
      afterMs: EMPTY_REJECT_MS,
      run: () => hand("empty-reject"),
    },
  ];

  function forget(condition: string): void {
    waiting.get(condition)?.();
    waiting.delete(condition);
  }

  listener.client.on("message", (topic, payload) => {
    if (topic !== `${topics.base}/fault/printer1`) return;
    const { faults } = JSON.parse(payload.toString()) as {
      readonly faults: readonly { readonly condition: string }[];
    };
    const present = new Set(faults.map(({ condition }) => condition));
    for (const { condition, afterMs, run } of duties) {
      if (!present.has(condition)) forget(condition);
      else if (!waiting.has(condition)) waiting.set(condition, realTime.timer(afterMs, run));
    }
  });

  return {
    failures,
    get taken() {
      return taken;
    },
    restart() {
      for (const { condition } of duties) forget(condition);
    },
  };
}
