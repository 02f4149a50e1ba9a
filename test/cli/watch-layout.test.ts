import { describe, expect, it } from "vitest";
import { layScreen } from "../../src/cli/watch-layout.ts";
import type { Page } from "../../src/cli/watch-page.ts";
import { WATCH_TEXTS } from "../../src/cli/watch-texts.ts";

const words = WATCH_TEXTS.en;

const PAGE: Page = {
  tone: "bad",
  word: "HELD",
  hostName: "oku/host1",
  time: "As of 09:15",
  sections: [
    { kind: "strong", lines: ["printer1: No blank cards left"] },
    { kind: "plain", lines: ["1. Fill the feeder.", "2. Close it."] },
    { kind: "faint", lines: ["since 09:10 (media-empty)"] },
    { kind: "strong", lines: ["12 waiting, 12 held"] },
    { kind: "plain", lines: ["Look for it:", "  cetakd job oku-2021-000123"] },
    { kind: "table", rows: [["printer1", "stopped", "ribbon 120/200"]] },
  ],
};

function screen(columns: number, rows: number): readonly string[] {
  return layScreen(PAGE, { columns, rows }, words).map(({ text }) => text.trimEnd());
}

describe("layScreen", () => {
  it("has letters that are read from afar where there is room", () => {
    expect(screen(40, 30).join("\n")).toMatchInlineSnapshot(`
      "oku/host1                    As of 09:15

              █   █ █▀▀▀▀ █     █▀▀▀▄
              █▀▀▀█ █▀▀▀  █     █   █
              ▀   ▀ ▀▀▀▀▀ ▀▀▀▀▀ ▀▀▀▀


      printer1: No blank cards left
      1. Fill the feeder.
      2. Close it.
      since 09:10 (media-empty)

      12 waiting, 12 held
      Look for it:
        cetakd job oku-2021-000123

      printer1  stopped  ribbon 120/200

      Leave: q or Ctrl-C"
    `);
  });

  it.each([
    [120, 40, 7],
    [40, 40, 5],
    [20, 40, 1],
    [40, 15, 1],
  ])("has in %i columns and %i rows a banner of %i lines", (columns, rows, lines) => {
    const looks = layScreen(PAGE, { columns, rows }, words).map(({ look }) => look);
    expect(looks.filter((look) => look === "banner-bad")).toHaveLength(lines);
  });

  it("gives up its gaps before any line", () => {
    const lines = screen(60, 11);
    expect(lines).not.toContain("");
    expect(lines).toContain("printer1  stopped  ribbon 120/200");
    expect(lines.at(-1)).toBe(words.leave);
  });

  it("says how much it does not show", () => {
    const lines = screen(60, 6);
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe(words.more(5));
  });

  it.each([
    [20, 10],
    [40, 24],
    [80, 24],
    [200, 60],
    [5, 3],
  ])("keeps within %i columns and %i rows, but for what is to be typed", (columns, rows) => {
    const lines = layScreen(PAGE, { columns, rows }, words);
    expect(lines.length).toBeLessThanOrEqual(rows);
    if (columns < 20) return;
    for (const { text } of lines) {
      if (!text.startsWith("  cetakd")) expect(text.trimEnd().length).toBeLessThanOrEqual(columns);
    }
  });
});
