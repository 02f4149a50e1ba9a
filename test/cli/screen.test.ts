import { describe, expect, it } from "vitest";
import { openScreen } from "../../src/cli/screen.ts";
import type { ScreenLine } from "../../src/cli/watch-layout.ts";

const LINES: readonly ScreenLine[] = [
  { text: "HELD", look: "banner-bad" },
  { text: "raw \u001b[2J \u202e", look: "plain" },
];

function open(colours: boolean) {
  const writes: string[] = [];
  const output = { columns: 8, rows: 3, write: (text: string) => writes.push(text) };
  return { screen: openScreen(output, colours), writes, output };
}

describe("a screen", () => {
  it("takes the terminal over, and leaves it as it was, once", () => {
    const { screen, writes } = open(true);
    expect(writes).toEqual(["\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J"]);
    screen.leave();
    screen.leave();
    screen.draw(LINES);
    expect(writes.slice(1)).toEqual(["\u001b[?7h\u001b[?25h\u001b[?1049l"]);
  });

  it("draws every place of it in one write, erasing nothing first", () => {
    const { screen, writes } = open(false);
    screen.draw(LINES);
    const [frame = "", ...more] = writes.slice(1);
    expect(more).toEqual([]);
    const begun = "\u001b[?2026h\u001b[H";
    expect(frame.startsWith(begun)).toBe(true);
    const lines = frame.slice(begun.length).replace("\u001b[?2026l", "").split("\r\n");
    expect(lines).toEqual(["HELD    ", "raw ·[2J ·", "        "]);
  });

  it("has colours unless they are not wanted", () => {
    const { screen, writes } = open(true);
    screen.draw(LINES);
    expect(writes[1]).toContain("\u001b[1;37;41mHELD    \u001b[0m");
  });

  it("is as large as its terminal is now", () => {
    const { screen, output } = open(true);
    output.columns = 100;
    expect(screen.size()).toEqual({ columns: 100, rows: 3 });
    output.columns = 0;
    expect(screen.size().columns).toBe(80);
  });
});
