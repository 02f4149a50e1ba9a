/** Lines for a person, on stdout. What came from a device may not steer the terminal. */
export function printLines(lines: readonly string[]): void {
  const text = lines.map((line) => line.replaceAll(/\p{Cc}/gu, "·"));
  process.stdout.write(`${text.join("\n")}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Characters in a line: of the terminal, else `$COLUMNS`, else no limit. */
export function lineWidth(): number {
  const columns = process.stdout.columns ?? Number(process.env["COLUMNS"] ?? "");
  return columns > 0 ? columns : Number.POSITIVE_INFINITY;
}
