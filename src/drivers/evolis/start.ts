import { decodeErrorModes, decodeName } from "../../../protocols/evolis/answers.ts";
import type { Command, ErrorMode } from "../../../protocols/evolis/command.ts";
import { DaemonError } from "../../core/errors.ts";
import type { PrinterHealth, PrinterIdentity } from "../../core/ports.ts";
import type { Examination } from "./health.ts";
import { demandName, type Inquiry } from "./inquiry.ts";
import { type Failure, type Reply, replyError } from "./reply.ts";
import type { EvolisRibbon } from "./ribbon.ts";
import { silenceError } from "./silence.ts";
import { isSimulated } from "./simulated.ts";
import { ACK_AFTER_TEXT_MS } from "./timing.ts";

/** A payload that was cut off swallows the first question; then the printer drops it. */
const TRIES_MAX = 3;
/** Host-controlled errors: the printer must never finish a card by itself. */
export const HOST_CONTROLLED = 2;
/** Turns the ACK/NACK answers on and leaves the error mode as it is (assumed). */
const ACK_NACK_ON = 4;

export interface StartParts {
  readonly inquiry: Inquiry;
  readonly examination: Examination;
  readonly query: (command: Command) => Promise<Reply>;
  /** A setting: nothing moves. Without a timeout it may take as long as a query. */
  readonly command: (command: Command, timeoutMs?: number) => Promise<Reply>;
  /** Longer than the printer waits for the rest of a payload. */
  readonly quiet: () => Promise<void>;
  readonly ribbon: EvolisRibbon;
  readonly baudRate: number;
}

/**
 * Makes a printer ready whose state nobody knows: after power-on it may have fallen back to its
 * stored modes, and it may still wait for the rest of a payload. Rejects with a `DaemonError`.
 */
export async function startPrinter(
  parts: StartParts,
): Promise<{ identity: PrinterIdentity; health: PrinterHealth }> {
  const firmware = await firstAnswer(parts);
  await setModes(parts);
  await setRibbon(parts);
  const model = await demandName(parts.inquiry, "read-model");
  const health = await parts.examination.check();
  const { serialNumber } = health.reading;
  const simulated = isSimulated(serialNumber);
  return { identity: { model, firmware, serialNumber, simulated }, health };
}

/** The firmware version, once the printer has told it whole: text and ACK. */
async function firstAnswer(parts: StartParts): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    const reply = await askVersion(parts);
    if (reply.kind === "done") return reply.text;
    if (reply.kind === "lost" || tried === TRIES_MAX) throw startError(reply, parts.baudRate);
    if (reply.kind === "silent" && reply.heard === "text") await switchOver(parts);
    else await parts.quiet();
  }
}

/** Text without its ACK is the standard answer mode, which may answer even this by text. */
async function switchOver({ command }: StartParts): Promise<void> {
  await command(errorMode(ACK_NACK_ON), ACK_AFTER_TEXT_MS);
}

/** What is no name is no answer: a line at the wrong speed can look like one. */
async function askVersion({ query }: StartParts): Promise<Reply> {
  const reply = await query({ kind: "read-firmware" });
  const isUnreadable = reply.kind === "done" && !decodeName(reply.text).ok;
  return isUnreadable ? { kind: "silent", heard: "noise" } : reply;
}

function startError(failure: Failure, baudRate: number): DaemonError {
  return failure.kind === "silent"
    ? silenceError(failure.heard, baudRate)
    : replyError(failure, "read-firmware");
}

type ModeParts = Pick<StartParts, "command" | "inquiry" | "ribbon">;

/**
 * What was set at the start, once more: a printer that was switched off and on behind a line that
 * stayed open has fallen back, and nobody has heard of it. Rejects with a `DaemonError`.
 */
export async function restoreModes(parts: ModeParts): Promise<void> {
  await setModes(parts);
  await setRibbon(parts);
}

async function setModes({ command, inquiry }: ModeParts): Promise<void> {
  await accepted(command, errorMode(HOST_CONTROLLED));
  await accepted(command, errorMode(ACK_NACK_ON));
  const { current } = await inquiry.demand({ kind: "read-error-mode" }, decodeErrorModes);
  if (current === HOST_CONTROLLED) return;
  const facts = { step: "read-error-mode", mode: current };
  throw new DaemonError("PRINTER_REFUSED", "the printer does not keep its error mode", facts);
}

function errorMode(mode: ErrorMode): Command {
  return { kind: "set-error-mode", mode, stored: false };
}

async function setRibbon({ command, ribbon }: ModeParts): Promise<void> {
  const reply = await command({ kind: "set-ribbon", ribbon });
  if (reply.kind === "done") return;
  const error = replyError(reply, "set-ribbon");
  if (reply.kind !== "refused") throw error;
  const message = "the printer refuses the configured ribbon: is this ribbon fitted?";
  throw new DaemonError("PRINTER_REFUSED", message, { ...error.facts, ribbon });
}

async function accepted(command: StartParts["command"], sent: Command): Promise<void> {
  const reply = await command(sent);
  if (reply.kind !== "done") throw replyError(reply, sent.kind);
}
