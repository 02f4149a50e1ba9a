import { parseDuration } from "../../config/duration.ts";
import { createInstantFormat } from "../io/instant.ts";

/** When something ends, as a person says it: `14:30`, `30m`, `2h`, or an instant in full. */

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const DAY_MS = 24 * 3_600_000;

export function isUntil(text: string): boolean {
  const isInstant = INSTANT.test(text) && !Number.isNaN(Date.parse(text));
  return isInstant || CLOCK.test(text) || parseDuration(text) !== undefined;
}

interface Now {
  readonly nowMs: number;
  /** Of the office; a time of the day is the next one there. */
  readonly timeZone: string;
}

/** As RFC 3339. */
export function instantOfUntil(text: string, { nowMs, timeZone }: Now): string {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return new Date(nowMs + durationMs).toISOString();
  if (!CLOCK.test(text)) return new Date(text).toISOString();
  const today = createInstantFormat(timeZone)(nowMs);
  const [day, offset] = [today.slice(0, 10), today.slice(23)];
  const atMs = Date.parse(`${day}T${text}:00${offset}`);
  return new Date(atMs > nowMs ? atMs : atMs + DAY_MS).toISOString();
}
