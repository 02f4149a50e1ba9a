/** Lines for a person, on stdout. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(`${lines.map(plainText).join("\n")}\n`);
}

/** What came from a device may not steer the terminal, nor turn the direction of a line. */
export function plainText(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, "·");
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Characters in a line: of the terminal, else `$COLUMNS`, else no limit. */
export function lineWidth(): number {
  const columns = process.stdout.columns ?? Number(process.env["COLUMNS"] ?? "");
  return columns > 0 ? columns : Number.POSITIVE_INFINITY;
}
