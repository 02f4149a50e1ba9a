import { describe, expect, it } from "vitest";
import { assertFontsReadable } from "../../src/render/svg.ts";

// Goal: a host whose fonts are not there says so when it starts, and makes no cards without names.

describe("the fonts of the cards", () => {
  it("are there", () => {
    expect(() => assertFontsReadable()).not.toThrow();
  });

  it("are missed by name", () => {
    expect(() => assertFontsReadable(["/nonexistent/Roboto.ttf"])).toThrow(
      expect.objectContaining({
        code: "FONT_UNREADABLE",
        facts: { file: "/nonexistent/Roboto.ttf" },
      }),
    );
  });
});
