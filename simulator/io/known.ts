/** The word itself. Throws a `RangeError` that names those known if it is none of them. */
export function known<Word extends string>(
  kind: "condition" | "action",
  word: Word,
  words: readonly Word[],
): Word {
  if (words.includes(word)) return word;
  throw new RangeError(unknownWord(kind, word, words));
}

export function unknownWord(kind: string, word: string, words: readonly string[]): string {
  return `this device knows no ${kind} ${word}; it knows ${words.join(", ")}`;
}
