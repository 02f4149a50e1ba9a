import type { Event } from "../core/events.ts";
import type { Answer } from "../core/orders.ts";
import type { Clock, Geometry, Renderer, Store } from "../core/ports.ts";
import { storeFailureOf } from "../core/store-fault.ts";
import { takeIn } from "./intake.ts";

export interface Delivery {
  readonly payload: Uint8Array;
  readonly retained: boolean;
  /** The only printer that may print it. */
  readonly printer?: string;
  readonly answer: (answer: Answer) => void;
  readonly settle: (verdict: "ok" | "refuse") => void;
}

export interface DeliveriesParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly renderer: Renderer;
  readonly geometry: Geometry;
  readonly servers: readonly string[];
  readonly post: (event: Event) => void;
}

/** Job documents on their way through the core: each is answered and settled once. */
export interface Deliveries {
  receive(delivery: Delivery): void;
  answer(number: number, answer: Answer): void;
  settle(number: number, verdict: "ok" | "refuse"): void;
}

export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { clock, store, post } = parts;
  const open = new Map<number, Delivery>();
  let last = 0;
  return {
    receive(received) {
      last += 1;
      const delivery = last;
      open.set(delivery, received);
      const at = clock.wallMs();
      const { retained, printer } = received;
      // A card for one printer is the desk's own, and no server's.
      const servers = printer === undefined ? parts.servers : [];
      const intake = takeIn(received.payload, { ...parts, servers });
      if (!intake.ok) {
        post({ kind: "job-refused", at, delivery, rejection: intake.rejection });
        return;
      }
      const { document, warnings } = intake;
      const job = printer === undefined ? intake.job : { ...intake.job, printer };
      const known = askStore(() => store.job(job.jobId));
      if (known === "unavailable") {
        const message = "the store cannot be read now";
        const answer = { jobId: job.jobId, result: "rejected", code: known, message, at } as const;
        received.answer(answer);
        received.settle("refuse");
        open.delete(delivery);
        return;
      }
      post({ kind: "job-received", at, delivery, job, document, retained, known, warnings });
    },
    answer: (number, answer) => open.get(number)?.answer(answer),
    settle(number, verdict) {
      open.get(number)?.settle(verdict);
      open.delete(number);
    },
  };
}

/** What the store answers, unless it cannot be used now. */
export function askStore<T>(ask: () => T): T | "unavailable" {
  try {
    return ask();
  } catch (error) {
    const failure = storeFailureOf(error);
    if (failure !== undefined && failure !== "corrupt") return "unavailable";
    throw error;
  }
}
