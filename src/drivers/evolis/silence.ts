import { DaemonError } from "../../core/errors.ts";
import type { Heard } from "./reply.ts";

/** What a line without a speed of its own is told to be set to; the fastest that there is. */
const FASTEST_BAUD_RATE = 115_200;

/**
 * Why a printer gives no answer at the start of a session, and what a person can do. The message
 * says what happened; `remedy` is for the log and for the person who reads it.
 */
export function silenceError(heard: Heard, baudRate: number): DaemonError {
  const { message, remedy } = diagnosis(heard, baudRate || FASTEST_BAUD_RATE);
  const facts = { step: "read-firmware", heard, baudRate, remedy };
  return new DaemonError("PRINTER_TIMEOUT", message, facts);
}

function diagnosis(heard: Heard, baudRate: number) {
  const enable = `send Pcom;1;${baudRate};N;8;1;ACK/NACK once over USB (docs/admin.md)`;
  switch (heard) {
    case "nothing":
      return {
        message: "the printer says nothing: its serial port is delivered disabled",
        remedy: `Is it switched on and the cable in? If it never worked: ${enable}.`,
      };
    case "text":
      return {
        message: "the printer answers without ACK and cannot be switched over",
        remedy: `Turn ACK/NACK on for good: ${enable}.`,
      };
    case "noise":
      return {
        message: "the line carries noise: printer and host have different speeds",
        remedy: `Set line.baud_rate to the printer's speed, or the printer's: ${enable}.`,
      };
  }
}
