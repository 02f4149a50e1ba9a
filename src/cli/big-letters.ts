/** Words that are read across a room: letters of 5 × 5 points, two rows of points in one line. */

const GLYPHS: Readonly<Record<string, string>> = {
  A: "01110 10001 11111 10001 10001",
  B: "11110 10001 11110 10001 11110",
  C: "01111 10000 10000 10000 01111",
  D: "11110 10001 10001 10001 11110",
  E: "11111 10000 11110 10000 11111",
  F: "11111 10000 11110 10000 10000",
  G: "01111 10000 10011 10001 01111",
  H: "10001 10001 11111 10001 10001",
  I: "11111 00100 00100 00100 11111",
  J: "00111 00001 00001 10001 01110",
  K: "10001 10010 11100 10010 10001",
  L: "10000 10000 10000 10000 11111",
  M: "10001 11011 10101 10001 10001",
  N: "10001 11001 10101 10011 10001",
  O: "01110 10001 10001 10001 01110",
  P: "11110 10001 11110 10000 10000",
  Q: "01110 10001 10101 10010 01101",
  R: "11110 10001 11110 10010 10001",
  S: "01111 10000 01110 00001 11110",
  T: "11111 00100 00100 00100 00100",
  U: "10001 10001 10001 10001 01110",
  V: "10001 10001 10001 01010 00100",
  W: "10001 10001 10101 11011 10001",
  X: "10001 01010 00100 01010 10001",
  Y: "10001 01010 00100 00100 00100",
  Z: "11111 00010 00100 01000 11111",
  " ": "00000 00000 00000 00000 00000",
};

const POINT_ROWS = 5;
const HALVES = { "00": " ", "01": "▄", "10": "▀", "11": "█" } as const;

/** A word in large letters, 3 lines high, doubled 5; `undefined`: it cannot be written so. */
export function bigLetters(word: string, scale: 1 | 2): readonly string[] | undefined {
  const rows = pointRows(word);
  if (rows === undefined) return undefined;
  if (scale === 2) return rows.map((row) => row.replaceAll("0", "  ").replaceAll("1", "██"));
  const blank = "0".repeat(rows[0]?.length ?? 0);
  return [0, 2, 4].map((n) => halfLines(rows[n] ?? blank, rows[n + 1] ?? blank));
}

/** Rows of `0` and `1`, the letters with one column between them. */
function pointRows(word: string): readonly string[] | undefined {
  const glyphs = [...word].map((letter) => GLYPHS[letter]?.split(" "));
  if (glyphs.includes(undefined)) return undefined;
  return Array.from({ length: POINT_ROWS }, (_, n) => glyphs.map((glyph) => glyph?.[n]).join("0"));
}

function halfLines(upper: string, lower: string): string {
  return [...upper]
    .map((point, n) => HALVES[`${point}${lower[n]}` as keyof typeof HALVES])
    .join("");
}
