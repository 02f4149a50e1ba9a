import type { Clock, DeviceFault, PreparedCard, PrinterReading } from "../../core/ports.ts";
import type { Reply } from "./reply.ts";
import { COOL_DOWN_MS, LATE_MS } from "./timing.ts";

/**
 * A hot head prints nothing until it has cooled down, and this language has no word for that: the
 * answer comes late, or the counters stand. A card that waits so is not given up: it goes on.
 */

/** Told once for a card that waits: what that says of its printer. */
export type Waits = (fault: DeviceFault) => void;

type Step = PreparedCard["commands"][number];

export interface WaitingParts {
  readonly clock: Clock;
  /** A command of a card. */
  readonly send: (bytes: Uint8Array) => Promise<Reply>;
  /** A harmless question, with the time that it may take. */
  readonly askFirmware: (timeoutMs: number) => Promise<Reply>;
  /** Whether anything has come that nobody had asked for. */
  readonly takeUnasked: () => boolean;
}

/** Sends a step of a card. One that is answered when the head is cool is answered in time. */
export async function sendStep(
  parts: WaitingParts,
  { step, bytes }: Step,
  waits: Waits,
): Promise<Reply> {
  const reply = await parts.send(bytes);
  return reply.kind === "silent" && needsHead(step) ? awaitLateAck(parts, reply, waits) : reply;
}

/**
 * A question behind the command tells three cases apart. Answered at once, it shows a printer that
 * is free: the ACK was lost on the way. Answered behind a lone ACK, it shows that the command was
 * done late. Not answered at all, the printer is dead.
 */
async function awaitLateAck(parts: WaitingParts, silent: Reply, waits: Waits): Promise<Reply> {
  parts.takeUnasked();
  const cancel = parts.clock.timer(LATE_MS, () => waits(tooHot("no-answer")));
  const reply = await parts.askFirmware(COOL_DOWN_MS);
  cancel();
  if (reply.kind === "done") return parts.takeUnasked() ? reply : silent;
  return reply.kind === "silent" ? silent : reply;
}

/** What begins with a panel that is printed. */
function needsHead(step: string): boolean {
  return step.startsWith("panel-") || step === "select-back" || step === "end-sequence";
}

/** Watches the counters of a card whose commands were all acknowledged on receipt. */
export class StandingCard {
  #since: number;
  #last: PrinterReading;
  #isTold = false;

  constructor(reading: PrinterReading, nowMs: number) {
    this.#last = reading;
    this.#since = nowMs;
  }

  /** Whether the card is found, once, to wait inside an idle mechanism. */
  waits(reading: PrinterReading, nowMs: number): boolean {
    const moves = reading.panelsPrinted !== this.#last.panelsPrinted;
    if (moves || reading.cardInside !== true) this.#since = nowMs;
    this.#last = reading;
    if (this.#isTold || nowMs - this.#since < LATE_MS) return false;
    this.#isTold = true;
    return true;
  }
}

export function tooHot(raw: string): DeviceFault {
  return { condition: "marker-over-temperature", raw };
}
