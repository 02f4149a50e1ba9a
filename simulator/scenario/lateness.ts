const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long people waited for their cards. Days are of 24 hours. */
export interface Lateness {
  readonly recorded: number;
  readonly printed: number;
  /** Printed later than they should, or not printed although they should have been by now. */
  readonly late: number;
  /** By how much the late ones are late. */
  readonly medianDays: number;
  readonly longestDays: number;
}

/** Times are milliseconds of the scene; a job without a card counts up to the end. */
export function lateness(
  recorded: ReadonlyMap<string, number>,
  printed: ReadonlyMap<string, number>,
  { endMs, lateAfterMs }: { readonly endMs: number; readonly lateAfterMs: number },
): Lateness {
  const late = [...recorded]
    .map(([id, atMs]) => (printed.get(id) ?? endMs) - atMs - lateAfterMs)
    .filter((byMs) => byMs > 0)
    .sort((a, b) => a - b);
  return {
    recorded: recorded.size,
    printed: printed.size,
    late: late.length,
    medianDays: (late[Math.floor(late.length / 2)] ?? 0) / DAY_MS,
    longestDays: (late.at(-1) ?? 0) / DAY_MS,
  };
}
