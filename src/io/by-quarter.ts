/** Zones change their offset at full quarter hours. */
const QUARTER_MS = 15 * 60_000;
/** A month of quarter hours. */
const KEPT = 3_000;

/**
 * What is the same for a whole quarter hour, asked for once: the system's formatters are a thousand
 * times slower than the arithmetic around them.
 */
export function rememberByQuarter(read: (wallMs: number) => number): (wallMs: number) => number {
  const known = new Map<number, number>();
  return (wallMs) => {
    const quarter = Math.floor(wallMs / QUARTER_MS);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const value = read(wallMs);
    if (known.size >= KEPT) known.clear();
    known.set(quarter, value);
    return value;
  };
}
