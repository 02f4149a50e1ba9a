import { describe, expect, it } from "vitest";
import { ANSWER_CHARACTERS_MAX } from "../../../protocols/evolis/answers.ts";
import { type AnswerTerminator, createTextLines } from "../../../src/drivers/evolis/text-lines.ts";

function cut(terminator: AnswerTerminator, ...chunks: readonly string[]) {
  const lines = createTextLines(terminator);
  const found = chunks.flatMap((chunk) => lines.push(Buffer.from(chunk, "latin1")));
  return { found, rest: lines.takeRest() };
}

describe("push", () => {
  it.each<[AnswerTerminator, string, string[], string]>([
    ["auto", "A\rB\r", ["A", "B"], ""],
    ["auto", "A\r\nB\r\n", ["A", "B"], ""],
    ["auto", "A\0B\0", ["A", "B"], ""],
    ["auto", "A\r\r\rB\r", ["A", "", "", "B"], ""],
    ["auto", "A\rB", ["A"], "B"],
    ["auto", "\xc0\xff\r", ["\xc0\xff"], ""],
    ["cr", "A\rB\r", ["A", "B"], ""],
    ["cr", "A\r\nB\r", ["A", "\nB"], ""],
    ["crlf", "A\rB\r\n", ["A\rB"], ""],
    ["nul", "A\rB\0", ["A\rB"], ""],
  ])("with %s cuts %j into %j", (terminator, text, found, rest) => {
    expect(cut(terminator, text)).toEqual({ found, rest });
    expect(cut(terminator, ...text)).toEqual({ found, rest });
  });

  it("keeps a hundred lines of one chunk apart", () => {
    expect(cut("auto", "OK\r".repeat(100)).found).toEqual(Array(100).fill("OK"));
  });

  it.each([64, 4096, 65_536, 1_000_000])(
    "stays bounded on 1 MB without an end in chunks of %d, and the line is seen to be too long",
    (chunkBytes) => {
      const lines = createTextLines("auto");
      const chunk = Buffer.alloc(chunkBytes, "x");
      for (let sent = 0; sent < 1_000_000; sent += chunkBytes) lines.push(chunk);
      const [line = ""] = lines.push(Buffer.from("x\r"));
      expect(line.length).toBe(ANSWER_CHARACTERS_MAX + 2);
    },
  );
});

describe("takeRest", () => {
  it("forgets what it gives", () => {
    const lines = createTextLines("auto");
    lines.push(Buffer.from("old"));
    expect([lines.takeRest(), lines.takeRest()]).toEqual(["old", ""]);
    expect(lines.push(Buffer.from("new\r"))).toEqual(["new"]);
  });
});
