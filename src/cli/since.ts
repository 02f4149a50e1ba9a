import { parseDuration } from "../../config/duration.ts";
import { createInstantFormat } from "../io/instant.ts";

/** From when on, as a person says it: `2021-01-04`, `30d`, or an instant in full. */

const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

export function isSince(text: string): boolean {
  const isInstant = DATE.test(text) || INSTANT.test(text);
  return parseDuration(text) !== undefined || (isInstant && !Number.isNaN(Date.parse(text)));
}

interface Now {
  readonly nowMs: number;
  /** Of the office: a day begins there. */
  readonly timeZone: string;
}

/** As RFC 3339. */
export function instantOfSince(text: string, { nowMs, timeZone }: Now): string {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return new Date(nowMs - durationMs).toISOString();
  if (!DATE.test(text)) return new Date(text).toISOString();
  const noon = createInstantFormat(timeZone)(Date.parse(`${text}T12:00:00Z`));
  return new Date(`${text}T00:00:00${noon.slice(23)}`).toISOString();
}
