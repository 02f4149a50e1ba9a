import type { Broker, Cancel, Clock } from "../core/ports.ts";

/** Payloads by topic; each is a JSON object. */
export type RetainedDocuments = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface PublisherParts {
  readonly broker: Pick<Broker, "publish">;
  readonly clock: Pick<Clock, "monotonicMs" | "timer">;
  /** Asked at most once in a pause. */
  readonly documents: () => RetainedDocuments;
  /** Between two looks at the documents, milliseconds; absent: a second. Longer for long worlds. */
  readonly pauseMs?: number;
}

/**
 * Keeps the retained documents of a broker as they should be. A topic is sent when its document
 * has changed, at most once a second. A document with `observed_at` ages: it is sent again within
 * a minute even if it says the same; one without is true until it changes.
 */
export interface Publisher {
  /** Something may have changed; called after every turn of the loop. */
  changed(): void;
  /** Sends everything at once, and keeps on until `closed`. */
  connected(): void;
  /** What has changed is sent at once, however short ago the last was: there is no later. */
  lastWords(): void;
  /** The connection is gone or is being left: nothing is sent, and no timer is left behind. */
  closed(): void;
  /** Empties these topics at the broker. */
  remove(topics: readonly string[]): void;
}

const PAUSE_MS = 1_000;
/** The contract says at least every 60 s; a busy machine may be late. */
const RESEND_AFTER_PAUSES = 55;

interface Sent {
  readonly content: string;
  readonly atMs: number;
}

export function createPublisher(parts: PublisherParts): Publisher {
  const { broker, clock, documents, pauseMs = PAUSE_MS } = parts;
  const resendAfterMs = RESEND_AFTER_PAUSES * pauseMs;
  const sent = new Map<string, Sent>();
  let isConnected = false;
  let publishedAtMs = Number.NEGATIVE_INFINITY;
  /** When `publishDue` comes next by itself. */
  let wakeMs = Number.POSITIVE_INFINITY;
  let cancelWake: Cancel = () => {};

  function wakeAt(atMs: number): void {
    if (atMs >= wakeMs) return;
    cancelWake();
    wakeMs = atMs;
    cancelWake = clock.timer(atMs - clock.monotonicMs(), publishDue);
  }

  function rest(): void {
    cancelWake();
    wakeMs = Number.POSITIVE_INFINITY;
  }

  function publishDue(): void {
    rest();
    const nowMs = clock.monotonicMs();
    publishedAtMs = nowMs;
    for (const [topic, document] of documents()) {
      const content = contentOf(document);
      const last = sent.get(topic);
      const dueMs = "observed_at" in document ? resendAfterMs : Number.POSITIVE_INFINITY;
      const isDue = last?.content !== content || nowMs - last.atMs >= dueMs;
      const atMs = isDue ? nowMs : last.atMs;
      sent.set(topic, { content, atMs });
      if (isDue) broker.publish({ topic, payload: JSON.stringify(document), retain: true });
      if (Number.isFinite(dueMs)) wakeAt(atMs + dueMs);
    }
  }

  return {
    changed() {
      if (!isConnected) return;
      const earliestMs = publishedAtMs + pauseMs;
      if (earliestMs <= clock.monotonicMs()) publishDue();
      else wakeAt(earliestMs);
    },
    connected() {
      isConnected = true;
      sent.clear();
      publishDue();
    },
    lastWords() {
      if (isConnected) publishDue();
    },
    closed() {
      isConnected = false;
      rest();
    },
    remove(topics) {
      for (const topic of topics) {
        sent.delete(topic);
        broker.publish({ topic, payload: "", retain: true });
      }
    },
  };
}

/** What makes a document another one: that it was observed anew does not. */
function contentOf(document: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...document, observed_at: undefined });
}
