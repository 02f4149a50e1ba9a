import { DaemonError } from "../../core/errors.ts";
import type { PrinterReading } from "../../core/ports.ts";

/** More rounds than all movements of a card can take; then its session is begun anew. */
const ROUNDS_MAX = 20;
/** Silences that are waited for before the line counts as one that is never quiet. */
const QUIETS_MAX = 5;

export interface EvidenceParts {
  /** Longer than the printer waits for the rest of a payload. */
  readonly quiet: () => Promise<void>;
  /** Rejects with a `DaemonError`. */
  readonly read: () => Promise<PrinterReading>;
  readonly pause: (durationMs: number) => Promise<void>;
  readonly heardUnasked: () => boolean;
  /** Longer than any single movement, unless the printer answers only when nothing moves. */
  readonly roundsApartMs: number;
}

/**
 * Two equal rounds of questions, on a line that was quiet before them and with nothing unasked
 * between them: what is true of both was true all the time. Rejects with a `DaemonError`.
 */
export async function takeEvidence(parts: EvidenceParts): Promise<PrinterReading> {
  await waitForQuiet(parts);
  let last = await readRound(parts);
  for (let round = 2; round <= ROUNDS_MAX; round += 1) {
    await parts.pause(parts.roundsApartMs);
    const next = await readRound(parts);
    const isUndisturbed = !parts.heardUnasked();
    if (last !== undefined && next !== undefined && isUndisturbed && isEqual(last, next)) {
      return next;
    }
    last = next;
  }
  const facts = { rounds: ROUNDS_MAX };
  throw new DaemonError("PRINTER_GARBLED", "the printer does not come to rest", facts);
}

async function waitForQuiet({ quiet, heardUnasked }: EvidenceParts): Promise<void> {
  for (let times = 0; times < QUIETS_MAX; times += 1) {
    heardUnasked();
    await quiet();
    if (!heardUnasked()) return;
  }
  throw new DaemonError("PRINTER_GARBLED", "the line is never quiet", { times: QUIETS_MAX });
}

/** `undefined`: the printer answered with the news of a fault instead. */
async function readRound({ read }: EvidenceParts): Promise<PrinterReading | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DaemonError && error.code === "PRINTER_REFUSED") return undefined;
    throw error;
  }
}

function isEqual(a: PrinterReading, b: PrinterReading): boolean {
  return (
    a.serialNumber === b.serialNumber &&
    a.cardsFed === b.cardsFed &&
    a.panelsPrinted === b.panelsPrinted &&
    a.cardInside === b.cardInside
  );
}
