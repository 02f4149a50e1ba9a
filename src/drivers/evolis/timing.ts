/** How long this printer may take. The guide has no times: wide margins, named on its page. */

/** A query. Behind a movement it may be answered after that. */
export const QUERY_TIMEOUT_MS = 15_000;

/** One command of a card, its way over the line not counted: at most a few movements. */
export const STEP_TIMEOUT_MS = 60_000;

/** Longer than any movement that is not kept waiting. */
export const LATE_MS = 20_000;

/**
 * So long a card may wait in a printer whose head is hot, beyond the time of its command. The
 * vendor's own software gives up a whole card after 5 minutes.
 */
export const COOL_DOWN_MS = 300_000;

/** The longest single movement: a colour panel takes some 5 s, feeding and ejecting less. */
export const LONGEST_MOVEMENT_MS = 10_000;

/** From the end of an answer's text to its ACK: they are sent together. */
export const ACK_AFTER_TEXT_MS = 2_000;

/** Beyond the time after which the printer drops a payload that was cut off. */
const QUIET_MARGIN_MS = 1_000;

const BITS_PER_BYTE_ON_THE_LINE = 10;

/** `baudRate` 0: the line takes no time. */
export function onTheLineMs(byteCount: number, baudRate: number): number {
  return baudRate === 0 ? 0 : (byteCount * BITS_PER_BYTE_ON_THE_LINE * 1_000) / baudRate;
}

/** Until nothing moves any more for a card whose commands were all acknowledged on receipt. */
export function cardMovementMs(panels: number): number {
  return STEP_TIMEOUT_MS + panels * LONGEST_MOVEMENT_MS;
}

/** So long must the line be quiet before it is known that nobody waits for more of a payload. */
export function quietMs(payloadTimeoutMs: number): number {
  return payloadTimeoutMs + QUIET_MARGIN_MS;
}
