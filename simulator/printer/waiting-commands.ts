import { HEADER_CHARACTERS_MAX } from "../../protocols/evolis/command.ts";
import type { Scanned } from "../../protocols/evolis/command-scanner.ts";

/**
 * Bytes of commands that may wait while the printer is busy: a few dozen colour cards. A real one
 * would stop the line.
 */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/** What has been heard and not yet obeyed, in order. What is too much is lost. */
export class WaitingCommands {
  #scanned: Scanned[] = [];
  #bytes = 0;

  push(scanned: Scanned): void {
    const bytes = bytesOf(scanned);
    if (this.#bytes + bytes > WAITING_BYTES_MAX) return;
    this.#bytes += bytes;
    this.#scanned.push(scanned);
  }

  shift(): Scanned | undefined {
    const next = this.#scanned.shift();
    if (next !== undefined) this.#bytes -= bytesOf(next);
    return next;
  }

  clear(): void {
    this.#scanned = [];
    this.#bytes = 0;
  }
}

/** Payloads are what counts. */
function bytesOf(scanned: Scanned): number {
  const hasPayload = scanned.kind === "command" && "bytes" in scanned.command;
  return HEADER_CHARACTERS_MAX + (hasPayload ? scanned.command.bytes.length : 0);
}
