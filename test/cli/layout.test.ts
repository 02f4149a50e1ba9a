import { describe, expect, it } from "vitest";
import { layTable, wrap } from "../../src/cli/layout.ts";

const header = ["JOB", "STATE", "REASONS"];
const rows = [
  ["job-1", "held", "printer-stopped"],
  ["job-100", "done", ""],
];
const UNLIMITED = Number.POSITIVE_INFINITY;

describe("layTable", () => {
  it("aligns columns and leaves no spaces at the end of a line", () => {
    expect(layTable({ header, rows }, UNLIMITED)).toEqual([
      "JOB      STATE  REASONS",
      "job-1    held   printer-stopped",
      "job-100  done",
    ]);
  });

  it("keeps the columns in a terminal that is just wide enough", () => {
    const [first] = layTable({ header, rows }, "job-100  held   printer-stopped".length);
    expect(first).toBe("JOB      STATE  REASONS");
  });

  it("makes a block of each row in a narrower one", () => {
    expect(layTable({ header, rows }, 30)).toEqual([
      "job-1",
      "  STATE    held",
      "  REASONS  printer-stopped",
      "",
      "job-100",
      "  STATE    done",
      "  REASONS",
    ]);
  });

  it("wraps rows without a header", () => {
    expect(layTable({ rows }, 16)).toEqual(["job-1 held", "  printer-stopped", "job-100 done"]);
  });

  it("leaves out a column in which nothing stands", () => {
    const sparse = [
      ["a", "", "x"],
      ["b", "", ""],
    ];
    expect(layTable({ rows: sparse }, UNLIMITED)).toEqual(["a  x", "b"]);
  });

  it("wraps a long value of a block", () => {
    const long = [["job-1", "held", "printer-stopped and more"]];
    expect(layTable({ header, rows: long }, 26)).toEqual([
      "job-1",
      "  STATE    held",
      " REASONS printer-stopped",
      "  and more",
    ]);
  });
});

describe("wrap", () => {
  it.each([
    { text: "", width: 10, lines: [""] },
    { text: "one two", width: 7, lines: ["one two"] },
    { text: "one two", width: 6, lines: ["one", "  two"] },
    { text: "one two six", width: 9, lines: ["one two", "  six"] },
    { text: "unbreakable", width: 4, lines: ["unbreakable"] },
  ])("breaks '$text' at $width", ({ text, width, lines }) => {
    expect(wrap(text, width)).toEqual(lines);
  });
});
