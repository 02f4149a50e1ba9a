/** Text in columns and lines, for terminals of any width. */

const GAP = "  ";

export interface Table {
  readonly header?: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Aligned columns where they fit into the width; else each row by itself: a block of named values
 * under a header, wrapped words without one.
 */
export function layTable({ header, rows }: Table, width: number): readonly string[] {
  const aligned = align(header === undefined ? withoutEmptyColumns(rows) : [header, ...rows]);
  if (aligned.every((line) => line.length <= width)) return aligned;
  if (header === undefined) {
    return rows.flatMap((row) => wrap(row.filter((cell) => cell !== "").join(GAP), width));
  }
  return rows.flatMap((row) => [...block(header, row, width), ""]).slice(0, -1);
}

/** Breaks at spaces; lines after the first are indented. A longer word keeps its line alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined) lines.push(longer);
    else if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(`${GAP}${word}`);
  }
  return lines;
}

function withoutEmptyColumns(rows: Table["rows"]): Table["rows"] {
  return rows.map((row) => row.filter((_, column) => rows.some((other) => other[column] !== "")));
}

function align(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

function block(
  header: readonly string[],
  [title = "", ...cells]: readonly string[],
  width: number,
): readonly string[] {
  const labels = header.slice(1);
  const values = cells.map((cell, index) => [labels[index] ?? "", cell]);
  const lines = align(values).map((line) => `${GAP}${line}`);
  return [title, ...lines.flatMap((line) => (line.length > width ? wrap(line, width) : [line]))];
}
