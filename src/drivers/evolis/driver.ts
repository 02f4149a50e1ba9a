import { type Command, encodeCommand } from "../../../protocols/evolis/command.ts";
import type { Panel } from "../../../protocols/words.ts";
import type {
  ByteLink,
  PreparedCard,
  PrinterDriver,
  PrinterHealth,
  PrinterReading,
  PrintResult,
} from "../../core/ports.ts";
import { prepareCard } from "./card.ts";
import { takeEvidence } from "./evidence.ts";
import { createExchange } from "./exchange.ts";
import { createExamination } from "./health.ts";
import { createInquiry } from "./inquiry.ts";
import { DEFAULT_EVOLIS_SETTINGS, type EvolisOptions } from "./options.ts";
import { type PrintingParts, printCard, rejectCard, resultOfError } from "./printing.ts";
import { readPrinter } from "./reading.ts";
import { type Reply, replyError } from "./reply.ts";
import { panelsOf, type Side } from "./ribbon.ts";
import { isTrusted } from "./simulated.ts";
import { restoreModes, startPrinter } from "./start.ts";
import {
  LONGEST_MOVEMENT_MS,
  onTheLineMs,
  QUERY_TIMEOUT_MS,
  quietMs,
  STEP_TIMEOUT_MS,
} from "./timing.ts";
import { createTurns } from "./turns.ts";

export interface EvolisDriver extends PrinterDriver {
  /** As in the port; the back of a two-sided ribbon can have fewer. Default: the front. */
  panels(side?: Side): readonly Panel[];
}

const REJECTS = { output: "reject-output", feeder: "reject-feeder", none: undefined } as const;

/** Drives an Evolis printer in ACK/NACK mode over one session of its line. */
export function createEvolisDriver(link: ByteLink, options: EvolisOptions): EvolisDriver {
  const settings = { ...DEFAULT_EVOLIS_SETTINGS, trace: () => {}, ...options };
  const { clock, baudRate, ribbon, ack, cardPosition } = settings;
  const reject = REJECTS[settings.rejectBox];
  const exchange = createExchange(link, settings);
  const turns = createTurns();
  const inquiry = createInquiry(query);
  const examination = createExamination(inquiry, settings, () =>
    restoreModes({ inquiry, command, ribbon }),
  );
  /** The counters before the next card; `undefined` when cards have moved since. */
  let lastReading: PrinterReading | undefined;
  /** A command was not answered: its answer may come late, or its payload may be cut off. */
  let isDoubtful = false;

  const printing: PrintingParts = {
    clock,
    send,
    askFirmware: (timeoutMs) => query({ kind: "read-firmware" }, timeoutMs),
    takeUnasked: () => exchange.takeUnasked(),
    read: () => readPrinter(inquiry),
    pause: (durationMs) => exchange.pause(durationMs),
    takeLateNack: () => exchange.takeLateNack(),
    tellsWhenOut: ({ cardInside, serialNumber }) =>
      ack === "executed" || (cardInside !== undefined && isTrusted(cardPosition, serialNumber)),
  };

  function query(command: Command, timeoutMs = QUERY_TIMEOUT_MS): Promise<Reply> {
    return ask(encodeCommand(command), "text", timeoutMs);
  }

  function send(bytes: Uint8Array): Promise<Reply> {
    const wayMs = Math.ceil(onTheLineMs(bytes.length, baudRate));
    return ask(bytes, "ack", wayMs + STEP_TIMEOUT_MS);
  }

  async function ask(bytes: Uint8Array, expects: "text" | "ack", timeoutMs: number) {
    const reply = await exchange.ask({ bytes, expects, timeoutMs });
    if (reply.kind === "silent") isDoubtful = true;
    return reply;
  }

  /** So long that a late answer has come and a cut payload is dropped. */
  function quiet(): Promise<void> {
    return exchange.quiet(quietMs(settings.payloadTimeoutMs));
  }

  /** After a timeout: quiet, then a harmless question. Rejects if the line is dead. */
  async function settle(): Promise<void> {
    if (!isDoubtful) return;
    await quiet();
    const reply = await query({ kind: "read-firmware" });
    isDoubtful = reply.kind === "silent";
    if (reply.kind === "silent" || reply.kind === "lost") throw replyError(reply, "read-firmware");
  }

  function command(sent: Command, timeoutMs = QUERY_TIMEOUT_MS): Promise<Reply> {
    return ask(encodeCommand(sent), "ack", timeoutMs);
  }

  async function start() {
    const parts = { inquiry, examination, query, command, quiet, ribbon, baudRate };
    const started = await startPrinter(parts);
    isDoubtful = false;
    lastReading = started.health.reading;
    return started;
  }

  async function read(): Promise<PrinterReading> {
    await settle();
    lastReading = await readPrinter(inquiry);
    return lastReading;
  }

  async function check(): Promise<PrinterHealth> {
    await settle();
    const health = await examination.check();
    lastReading = health.reading;
    return health;
  }

  async function evidence(): Promise<PrinterReading> {
    lastReading = await takeEvidence({
      quiet,
      read: () => readPrinter(inquiry),
      pause: (durationMs) => exchange.pause(durationMs),
      heardUnasked: () => exchange.takeUnasked(),
      roundsApartMs: ack === "executed" ? 0 : LONGEST_MOVEMENT_MS,
    });
    isDoubtful = false;
    return lastReading;
  }

  async function move(run: (before: PrinterReading) => Promise<PrintResult>): Promise<PrintResult> {
    let before: PrinterReading;
    try {
      before = isDoubtful ? await read() : (lastReading ?? (await read()));
    } catch (error) {
      return resultOfError(error, "read-before");
    }
    lastReading = undefined;
    const result = await run(before);
    if (result.kind === "ended") lastReading = result.after;
    return isDoubtful ? await afterSilence(result) : result;
  }

  /** The line is left as the next verb needs it; the result stays, unless the line is gone. */
  async function afterSilence(result: PrintResult): Promise<PrintResult> {
    try {
      await settle();
    } catch (error) {
      const found = resultOfError(error, "read-firmware");
      if (found.kind === "lost") return found;
    }
    return result;
  }

  return {
    start: () => turns.take(start),
    read: () => turns.take(read),
    check: () => turns.take(check),
    panels: (side = "front") => panelsOf(ribbon, side),
    prepare: (sides) => prepareCard(sides, settings),
    print: (card: PreparedCard, waits = () => {}) =>
      turns.take(() => move((before) => printCard(printing, card, before, waits))),
    evidence: () => turns.take(evidence),
    canReject: reject !== undefined,
    reject() {
      if (reject === undefined) throw new Error("this printer has no reject box");
      return turns.take(() => move((before) => rejectCard(printing, reject, before)));
    },
    busy: () => turns.busy(),
    receive: (chunk) => exchange.receive(chunk),
    lost: () => exchange.lost(),
  };
}
