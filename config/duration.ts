import { z } from "zod";

/** Durations as they are written in files and options: `500ms`, `30s`, `5m`, `8h`, `3d`. */

const UNITS = [
  ["d", 24 * 60 * 60 * 1_000],
  ["h", 60 * 60 * 1_000],
  ["m", 60 * 1_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/** Seven digits: even of days they stay a whole number of milliseconds. */
const DURATION = /^(\d{1,7})(ms|s|m|h|d)$/;
const DURATION_FORM = "expected a duration like 500ms, 30s, 5m, 8h or 3d";

/** In milliseconds; `undefined` for a text that is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  const found = UNITS.find(([name]) => name === unit);
  return found === undefined ? undefined : Number(count) * found[1];
}

/** The inverse, in the largest unit that leaves no rest. */
export function formatDuration(durationMs: number): string {
  const [name, unitMs] = UNITS.find(([, ms]) => durationMs % ms === 0 && durationMs > 0) ?? [
    "ms",
    1,
  ];
  return `${durationMs / unitMs}${name}`;
}

/** A duration in the file, milliseconds in the configuration. */
export function duration({ minMs = 1, maxMs = Number.MAX_SAFE_INTEGER } = {}) {
  const text = z.string(DURATION_FORM).regex(DURATION, DURATION_FORM);
  const ms = z
    .number()
    .min(minMs, `expected at least ${formatDuration(minMs)}`)
    .max(maxMs, `expected at most ${formatDuration(maxMs)}`);
  return z
    .codec(text, ms, {
      decode: (value) => parseDuration(value) ?? Number.NaN,
      encode: formatDuration,
    })
    .meta({ title: "duration" });
}
