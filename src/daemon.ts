import type { JobDocument } from "../protocols/host/job-document.ts";
import { hostTopics } from "../protocols/host/topics.ts";
import { DaemonError } from "./core/errors.ts";
import type { Event } from "./core/events.ts";
import { createLoop } from "./core/loop.ts";
import type { Order } from "./core/orders.ts";
import type {
  Broker,
  BrokerMessage,
  ByteLink,
  Clock,
  Geometry,
  Log,
  PreparedCard,
  PrinterDriver,
  Random,
  Renderer,
  Store,
} from "./core/ports.ts";
import { initialState, type Stream } from "./core/state.ts";
import { createPrinterLine, type PrinterLine } from "./drivers/printer-line.ts";
import { jobAnswer, jobEvent } from "./io/announcements.ts";
import { createBrokerSession } from "./io/broker-session.ts";
import { sidesOf, takeIn } from "./io/intake.ts";
import { sha256 } from "./io/sha256.ts";

export interface DaemonPrinter {
  readonly id: string;
  readonly stock: string;
  readonly geometry: Geometry;
  readonly openLink: () => ByteLink;
  readonly createDriver: (link: ByteLink) => PrinterDriver;
}

/** The world as the daemon sees it: real in `cetakd run`, simulated in the virtual world. */
export interface DaemonParts {
  readonly site: string;
  readonly host: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly broker: Broker;
  readonly renderer: Renderer;
  readonly printers: readonly DaemonPrinter[];
  readonly log: Log;
  /** The process must end at once: what was not committed is asked for again by its successor. */
  readonly fatal: (error: unknown) => void;
}

export interface Daemon {
  start(): void;
  /** Leaves broker and printers; the state is on disk at any time. */
  stop(): void;
}

/** Wires the parts: their callbacks become events of one loop, whose orders they carry out. */
export function createDaemon(parts: DaemonParts): Daemon {
  const { clock, random, store, broker, renderer, log } = parts;
  const topics = hostTopics(parts);
  const state = initialState(store.load(), parts.printers);
  const loop = createLoop({ state, store, clock, perform });
  const settles = new Map<number, BrokerMessage["settle"]>();
  const tokens = new Map<number, { readonly stream: Stream; readonly seq: number }>();
  const prepared = new Map<string, PreparedCard>();
  let lastNumber = 0;

  const lines = new Map<string, PrinterLine>();
  for (const { id, openLink, createDriver } of parts.printers) {
    const line = { printer: id, clock, random, log, openLink, createDriver, post };
    lines.set(id, createPrinterLine(line));
  }
  const session = createBrokerSession({
    broker,
    clock,
    random,
    log,
    subscriptions: [topics.job],
    connected() {
      broker.publish({ topic: topics.availability, payload: "online", retain: true });
      post({ kind: "broker-connected", at: clock.wallMs() });
    },
    message: receive,
    acked(token) {
      const event = tokens.get(token);
      tokens.delete(token);
      if (event !== undefined) post({ kind: "event-delivered", at: clock.wallMs(), ...event });
    },
    closed: () => post({ kind: "broker-closed", at: clock.wallMs() }),
  });

  function post(event: Event): void {
    try {
      loop.post(event);
    } catch (error) {
      parts.fatal(error);
    }
  }

  function receive(message: BrokerMessage): void {
    const { topic, payload, retained, settle } = message;
    // An empty payload clears a retained message: there is nothing to answer.
    if (topic !== topics.job || payload.length === 0) {
      settle("ok");
      return;
    }
    lastNumber += 1;
    const delivery = lastNumber;
    settles.set(delivery, settle);
    const at = clock.wallMs();
    const geometry = parts.printers[0]?.geometry;
    if (geometry === undefined) throw new Error("a daemon has at least one printer");
    const intake = takeIn(payload, { renderer, geometry });
    if (!intake.ok) {
      post({ kind: "job-refused", at, delivery, rejection: intake.rejection });
      return;
    }
    const { job, document } = intake;
    const known = store.job(job.jobId);
    post({ kind: "job-received", at, delivery, job, document, retained, known, warnings: [] });
  }

  function perform(order: Order): void {
    switch (order.kind) {
      case "answer-job": {
        const payload = JSON.stringify(jobAnswer(order.answer));
        broker.publish({ topic: topics.jobAck, payload, retain: false });
        return;
      }
      case "settle":
        settles.get(order.delivery)?.(order.verdict);
        settles.delete(order.delivery);
        return;
      case "publish-event": {
        const { stream, seq } = order.event;
        lastNumber += 1;
        tokens.set(lastNumber, { stream, seq });
        const topic = stream === "event" ? topics.event : topics.jobEvent;
        const payload = JSON.stringify(jobEvent(order.event, state.storeId));
        broker.publish({ topic, payload, retain: false, token: lastNumber });
        return;
      }
      case "prepare-card":
        void prepare(order);
        return;
      case "print-card":
        void print(order);
        return;
      case "restart-session":
        lines.get(order.printer)?.restart(order.session);
        return;
    }
  }

  async function prepare(order: Extract<Order, { kind: "prepare-card" }>): Promise<void> {
    const { printer, session, jobId } = order;
    const driver = lines.get(printer)?.driver(session);
    const geometry = parts.printers.find(({ id }) => id === printer)?.geometry;
    if (driver === undefined || geometry === undefined) return;
    const base = { printer, session, jobId };
    const planes = renderSides(jobId, geometry);
    if (!planes.ok) {
      post({ kind: "card-unprintable", at: clock.wallMs(), ...base, detail: planes.message });
      return;
    }
    const card = driver.prepare(planes.sides);
    prepared.set(jobId, card);
    const payloadHash = sha256(...card.commands.map(({ bytes }) => bytes));
    try {
      const reading = await driver.read();
      const { panels } = card;
      post({ kind: "card-prepared", at: clock.wallMs(), ...base, reading, panels, payloadHash });
    } catch (error) {
      if (!(error instanceof DaemonError)) return parts.fatal(error);
      log.write("warn", "printer not ready for a card", { printer, code: error.code });
      lines.get(printer)?.restart(session);
    }
  }

  function renderSides(jobId: string, geometry: Geometry) {
    const text = store.document(jobId);
    if (text === undefined) return { ok: false, message: "the document has been erased" } as const;
    const document = JSON.parse(text) as JobDocument;
    const specimen = document.specimen === true;
    const sides = [];
    for (const side of sidesOf(document)) {
      const rendered = renderer.render({ side, panels: ["k"], geometry, specimen });
      if (!rendered.ok) return rendered;
      sides.push(rendered.planes);
    }
    return { ok: true, sides } as const;
  }

  async function print(order: Extract<Order, { kind: "print-card" }>): Promise<void> {
    const { printer, session, jobId, attempt } = order;
    const driver = lines.get(printer)?.driver(session);
    const card = prepared.get(jobId);
    prepared.delete(jobId);
    if (driver === undefined || card === undefined) return;
    const result = await driver.print(card);
    post({ kind: "card-ended", at: clock.wallMs(), printer, session, jobId, attempt, result });
  }

  return {
    start() {
      post({ kind: "started", at: clock.wallMs() });
      for (const line of lines.values()) line.start();
      session.start();
    },
    stop() {
      for (const line of lines.values()) line.stop();
      broker.publish({ topic: topics.availability, payload: "offline", retain: true });
      session.stop();
    },
  };
}
