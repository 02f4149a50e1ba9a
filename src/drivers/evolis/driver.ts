import { type Command, encodeCommand } from "../../../protocols/evolis/command.ts";
import type { Geometry } from "../../../protocols/evolis/geometry.ts";
import { DaemonError } from "../../core/errors.ts";
import type {
  ByteLink,
  Clock,
  PreparedCard,
  PrinterDriver,
  PrinterReading,
  PrintResult,
} from "../../core/ports.ts";
import { prepareCard } from "./card.ts";
import { createExchange, type Reply, replyError } from "./exchange.ts";
import { readPrinter } from "./reading.ts";
import { startPrinter } from "./start.ts";

/** The longest that a query may take: behind a movement it is answered after that (A5013 is silent). */
const QUERY_TIMEOUT_MS = 15_000;
/** The longest mechanical step, with a wide margin: a colour panel takes some 5 s. */
const STEP_TIMEOUT_MS = 60_000;
/** How often a card that is still on its way out is looked for, and how many times. */
const LOOK_AGAIN_MS = 500;
const LOOKS_MAX = 60;
const BITS_PER_BYTE_ON_THE_LINE = 10;

export interface EvolisOptions {
  readonly clock: Clock;
  readonly geometry: Geometry;
  /** 0: the line takes no time. */
  readonly baudRate: number;
  /** After so long without a byte the printer drops a payload that was cut off. */
  readonly payloadTimeoutMs: number;
}

/** Drives an Evolis printer in ACK/NACK mode over one session of its line. */
export function createEvolisDriver(link: ByteLink, options: EvolisOptions): PrinterDriver {
  const { clock, geometry, baudRate, payloadTimeoutMs } = options;
  const exchange = createExchange(link, clock);
  let verbs: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  /** One verb at a time: the line carries one exchange. */
  function inTurn<T>(verb: () => Promise<T>): Promise<T> {
    waiting += 1;
    const result = verbs.then(verb).finally(() => {
      waiting -= 1;
    });
    verbs = result.catch(() => {});
    return result;
  }

  function query(command: Command): Promise<Reply> {
    const bytes = encodeCommand(command);
    return exchange.ask({ bytes, expects: "text", timeoutMs: QUERY_TIMEOUT_MS });
  }

  function command(bytes: Uint8Array): Promise<Reply> {
    const onTheLineMs =
      baudRate === 0 ? 0 : (bytes.length * BITS_PER_BYTE_ON_THE_LINE * 1_000) / baudRate;
    const timeoutMs = Math.ceil(onTheLineMs) + STEP_TIMEOUT_MS;
    return exchange.ask({ bytes, expects: "ack", timeoutMs });
  }

  async function askText(asked: Command): Promise<string> {
    const reply = await query(asked);
    if (reply.kind === "done") return reply.text;
    throw replyError(reply, asked.kind);
  }

  async function print({ commands }: PreparedCard): Promise<PrintResult> {
    for (const { step, bytes } of commands) {
      const reply = await command(bytes);
      switch (reply.kind) {
        case "done":
          continue;
        case "refused":
          return { kind: "refused", code: reply.code, step };
        case "silent":
          return { kind: "silent", step };
        case "lost":
          return { kind: "lost" };
      }
    }
    return readWhenOut();
  }

  /** An ACK may come on receipt of the last command: the card is printed once it has left. */
  async function readWhenOut(): Promise<PrintResult> {
    try {
      let after = await readPrinter(askText);
      for (let look = 1; look < LOOKS_MAX && after.cardInside === true; look += 1) {
        await new Promise<void>((resolve) => clock.timer(LOOK_AGAIN_MS, resolve));
        after = await readPrinter(askText);
      }
      return { kind: "ended", after };
    } catch (error) {
      return resultOf(error);
    }
  }

  return {
    start: () =>
      inTurn(() =>
        startPrinter({
          query,
          command: (asked) => command(encodeCommand(asked)),
          quiet: () => exchange.quiet(payloadTimeoutMs + 1_000),
        }),
      ),
    read: (): Promise<PrinterReading> => inTurn(() => readPrinter(askText)),
    prepare: (sides) => prepareCard(sides, geometry),
    print: (card) => inTurn(() => print(card)),
    busy: () => waiting > 0,
    receive: (chunk) => exchange.receive(chunk),
    lost: () => exchange.lost(),
  };
}

function resultOf(error: unknown): PrintResult {
  if (!(error instanceof DaemonError)) throw error;
  const step = "read-after";
  switch (error.code) {
    case "LINK_CLOSED":
      return { kind: "lost" };
    case "PRINTER_REFUSED":
      return { kind: "refused", step, code: String(error.facts["code"]) };
    default:
      return { kind: "silent", step };
  }
}
