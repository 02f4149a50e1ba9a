import type { Broker, BrokerEvents, BrokerMessage, BrokerSession } from "../../src/core/ports.ts";

type Entry =
  | { readonly kind: "connected"; readonly session: BrokerSession }
  | { readonly kind: "message"; readonly message: BrokerMessage }
  | { readonly kind: "acked"; readonly token: number }
  | { readonly kind: "closed"; readonly reason: string };

type Kind = Entry["kind"];
type EntryOf<K extends Kind> = Extract<Entry, { readonly kind: K }>;

/** Records what one connect call reports. One test reads it, and waits for one thing at a time. */
export class BrokerTape implements BrokerEvents {
  readonly entries: Entry[] = [];
  readonly #unread: Entry[] = [];
  #wake = () => {};

  connected(session: BrokerSession): void {
    this.#add({ kind: "connected", session });
  }

  message(message: BrokerMessage): void {
    this.#add({ kind: "message", message });
  }

  acked(token: number): void {
    this.#add({ kind: "acked", token });
  }

  closed(reason: string): void {
    this.#add({ kind: "closed", reason });
  }

  /** The first entry of this kind not yet read, as soon as there is one. */
  async next<K extends Kind>(kind: K): Promise<EntryOf<K>> {
    for (;;) {
      const index = this.#unread.findIndex((entry) => entry.kind === kind);
      if (index >= 0) return this.#unread.splice(index, 1)[0] as EntryOf<K>;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next message, settled with `ok`, as text. */
  async read(): Promise<{ topic: string; text: string; retained: boolean }> {
    const { message } = await this.next("message");
    message.settle("ok");
    return { topic: message.topic, text: textOf(message), retained: message.retained };
  }

  count(kind: Kind): number {
    return this.entries.filter((entry) => entry.kind === kind).length;
  }

  #add(entry: Entry): void {
    this.entries.push(entry);
    this.#unread.push(entry);
    this.#wake();
  }
}

export function textOf(message: BrokerMessage): string {
  return new TextDecoder().decode(message.payload);
}

/** Connects and waits until it is connected. */
export async function connectTaped(broker: Broker) {
  const tape = new BrokerTape();
  broker.connect(tape);
  const { session } = await tape.next("connected");
  return { tape, session };
}
