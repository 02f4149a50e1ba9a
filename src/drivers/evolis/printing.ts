import { encodeCommand } from "../../../protocols/evolis/command.ts";
import { DaemonError } from "../../core/errors.ts";
import type { PreparedCard, PrinterReading, PrintResult } from "../../core/ports.ts";
import { StandingCard, sendStep, tooHot, type WaitingParts, type Waits } from "./cool-down.ts";
import { faultOf } from "./faults.ts";
import { type Failure, type Reply, replyError } from "./reply.ts";
import { COOL_DOWN_MS, cardMovementMs, LONGEST_MOVEMENT_MS } from "./timing.ts";

/** How often a card that is still on its way is looked for. */
const LOOK_AGAIN_MS = 500;

export interface PrintingParts extends WaitingParts {
  /** Rejects with a `DaemonError`. */
  readonly read: () => Promise<PrinterReading>;
  readonly pause: (durationMs: number) => Promise<void>;
  readonly takeLateNack: () => string | undefined;
  /**
   * Whether the answers tell when a card has left: by its position, or because an ACK is known to
   * come after the movement. If not, the longest movement is waited for.
   */
  readonly tellsWhenOut: (reading: PrinterReading) => boolean;
}

/** What a card that came out has done to the counters. */
interface Expected {
  readonly before: PrinterReading;
  readonly cards: number;
  readonly panels: number;
}

/** Sends a prepared card, and waits until it is out. Never rejects. */
export async function printCard(
  parts: PrintingParts,
  { commands, panels }: PreparedCard,
  before: PrinterReading,
  waits: Waits,
): Promise<PrintResult> {
  // A NACK from before belongs to nothing that is sent now.
  parts.takeLateNack();
  for (const command of commands) {
    const reply = await sendStep(parts, command, waits);
    const result = endedBy(parts, reply, command.step);
    if (result !== undefined) return result;
  }
  return readWhenOut(parts, { before, cards: 1, panels }, waits);
}

/** Moves the card inside to the reject box, and waits until it is there. Never rejects. */
export async function rejectCard(
  parts: PrintingParts,
  kind: "reject-output" | "reject-feeder",
  before: PrinterReading,
): Promise<PrintResult> {
  parts.takeLateNack();
  const reply = await parts.send(encodeCommand({ kind }));
  const expected = { before, cards: 0, panels: 0 };
  return endedBy(parts, reply, kind) ?? readWhenOut(parts, expected);
}

function endedBy(parts: PrintingParts, reply: Reply, step: string): PrintResult | undefined {
  const late = parts.takeLateNack();
  if (reply.kind !== "done") return resultOf(reply, step);
  // Acknowledged on receipt, a movement can still fail: then the NACK comes unasked.
  return late === undefined ? undefined : resultOf({ kind: "refused", code: late }, step);
}

function resultOf(failure: Failure, step: string): PrintResult {
  switch (failure.kind) {
    case "refused":
      return { kind: "refused", fault: faultOf(failure.code), step };
    case "silent":
      return { kind: "silent", step };
    case "lost":
      return { kind: "lost" };
  }
}

/**
 * The ACK of the last command may come on receipt: the card is out once the counters fit and none
 * is inside. If they never fit, the reading is the last one after all movements must be over.
 */
async function readWhenOut(
  parts: PrintingParts,
  expected: Expected,
  waits: Waits = () => {},
): Promise<PrintResult> {
  const { clock } = parts;
  let deadlineMs = clock.monotonicMs() + cardMovementMs(expected.panels);
  try {
    let after = await look(parts);
    const card = new StandingCard(after, clock.monotonicMs());
    while (!fits(after, expected) && clock.monotonicMs() < deadlineMs) {
      await parts.pause(LOOK_AGAIN_MS);
      after = await look(parts);
      if (!lacksPanels(after, expected) || !card.waits(after, clock.monotonicMs())) continue;
      waits(tooHot("no-panel"));
      deadlineMs += COOL_DOWN_MS;
    }
    if (!fits(after, expected) || parts.tellsWhenOut(after)) return { kind: "ended", after };
    // All has been counted; what may still be under way is one movement, the way out.
    await parts.pause(LONGEST_MOVEMENT_MS);
    return { kind: "ended", after: await look(parts) };
  } catch (error) {
    return resultOfError(error, "read-after");
  }
}

async function look({ read, takeLateNack }: PrintingParts): Promise<PrinterReading> {
  const reading = await read();
  const late = takeLateNack();
  if (late === undefined) return reading;
  throw replyError({ kind: "refused", code: late }, "read-after");
}

function fits(after: PrinterReading, { before, cards, panels }: Expected): boolean {
  return (
    after.cardInside !== true &&
    after.cardsFed === before.cardsFed + cards &&
    after.panelsPrinted === before.panelsPrinted + panels
  );
}

/** Whether the head has still something to do. */
function lacksPanels(after: PrinterReading, { before, panels }: Expected): boolean {
  return after.panelsPrinted < before.panelsPrinted + panels;
}

/** What an error of a question that belongs to a card makes of the card. */
export function resultOfError(error: unknown, step: string): PrintResult {
  if (!(error instanceof DaemonError)) throw error;
  switch (error.code) {
    case "LINK_CLOSED":
      return { kind: "lost" };
    case "PRINTER_REFUSED":
      return { kind: "refused", fault: faultOf(String(error.facts["code"])), step };
    default:
      return { kind: "silent", step };
  }
}
