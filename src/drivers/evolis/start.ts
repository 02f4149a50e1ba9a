import { decodeErrorModes } from "../../../protocols/evolis/answers.ts";
import type { Command } from "../../../protocols/evolis/command.ts";
import { DaemonError } from "../../core/errors.ts";
import type { PrinterIdentity, PrinterReading } from "../../core/ports.ts";
import { type Reply, replyError } from "./exchange.ts";
import { readName, readPrinter, understood } from "./reading.ts";

/** Serial numbers of simulated printers begin so; no vendor's does. */
const SIMULATED_SERIAL_NUMBER = /^SIM/;
/** A payload that was cut off swallows the first question; then the printer drops it. */
const TRIES_MAX = 3;
/** Host-controlled errors: the printer must never finish a card by itself. */
const HOST_CONTROLLED = 2;
/** Turns the ACK/NACK answers on and leaves the error mode as it is (assumed). */
const ACK_NACK_ON = 4;

export interface StartParts {
  readonly query: (command: Command) => Promise<Reply>;
  readonly command: (command: Command) => Promise<Reply>;
  readonly quiet: () => Promise<void>;
}

/**
 * Makes a printer ready whose state nobody knows: after power-on it may have fallen back to its
 * stored modes, and it may still wait for the rest of a payload. Rejects with a `DaemonError`.
 */
export async function startPrinter(
  parts: StartParts,
): Promise<{ identity: PrinterIdentity; reading: PrinterReading }> {
  const { command, query } = parts;
  const ask = async (asked: Command) => textOf(await query(asked), asked);
  await firstAnswer(parts);
  await accepted(command, { kind: "set-error-mode", mode: HOST_CONTROLLED, stored: false });
  await accepted(command, { kind: "set-error-mode", mode: ACK_NACK_ON, stored: false });
  const modes = { kind: "read-error-mode" } as const;
  if (understood(modes, decodeErrorModes(await ask(modes))).current !== HOST_CONTROLLED) {
    throw new DaemonError("PRINTER_REFUSED", "the printer does not keep its error mode");
  }
  await accepted(command, { kind: "set-ribbon", ribbon: "k" });
  const firmware = await readName(ask, "read-firmware");
  const model = await readName(ask, "read-model");
  const reading = await readPrinter(ask);
  const { serialNumber } = reading;
  const simulated = SIMULATED_SERIAL_NUMBER.test(serialNumber);
  return { identity: { model, firmware, serialNumber, simulated }, reading };
}

/** Returns once the printer has answered a harmless question whole. */
async function firstAnswer({ query, command, quiet }: StartParts): Promise<void> {
  const asked = { kind: "read-firmware" } as const;
  for (let tried = 1; ; tried += 1) {
    const reply = await query(asked);
    if (reply.kind === "done") return;
    if (reply.kind === "lost" || tried === TRIES_MAX) throw replyError(reply, asked.kind);
    await quiet();
    // A text without its ACK is the standard answer mode: this turns ACK/NACK on.
    if (reply.kind === "silent" && reply.text !== "") {
      await command({ kind: "set-error-mode", mode: ACK_NACK_ON, stored: false });
    }
  }
}

async function accepted(command: StartParts["command"], sent: Command): Promise<void> {
  textOf(await command(sent), sent);
}

function textOf(reply: Reply, { kind: step }: Command): string {
  if (reply.kind === "done") return reply.text;
  throw replyError(reply, step);
}
