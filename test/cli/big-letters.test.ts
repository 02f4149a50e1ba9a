import { describe, expect, it } from "vitest";
import { bigLetters } from "../../src/cli/big-letters.ts";
import { WATCH_TEXTS } from "../../src/cli/watch-texts.ts";

const WORDS = (["id", "en"] as const).flatMap((language) => {
  const { words, fault, noAnswer } = WATCH_TEXTS[language];
  return [...Object.values(words), fault, noAnswer];
});

describe("bigLetters", () => {
  it("are drawn in halves of a line", () => {
    expect(bigLetters("HI", 1)).toEqual(["█   █ ▀▀█▀▀", "█▀▀▀█   █  ", "▀   ▀ ▀▀▀▀▀"]);
  });

  it("are twice as wide and high on demand", () => {
    const doubled = bigLetters("HI", 2) ?? [];
    expect(doubled[0]).toBe("██      ██  ██████████");
    expect(doubled).toHaveLength(5);
  });

  it.each(WORDS)("can write %s, every line as long as the others", (word) => {
    for (const scale of [1, 2] as const) {
      const lines = bigLetters(word, scale) ?? [];
      const columns = (6 * word.length - 1) * scale;
      expect(lines.map(({ length }) => length)).toEqual(lines.map(() => columns));
      expect(lines.length).toBeGreaterThan(0);
    }
  });

  it("leave a word alone that they cannot write", () => {
    expect(bigLetters("MENCETÅK", 1)).toBeUndefined();
  });

  it("have no two letters alike", () => {
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => bigLetters(letter, 2));
    expect(new Set(letters.map((lines) => lines?.join("\n"))).size).toBe(26);
  });
});
