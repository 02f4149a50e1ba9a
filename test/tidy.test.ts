import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

// Goal: what neither the formatter nor the linter sees stays as STYLE and readers expect it.
// Method: all files that git knows or would take, read as text. Each rule has a list of what is
// let through, with the reason; what is on a list and no longer needed fails too.

const COLUMNS = 100;

const files = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"])
  .toString()
  .split("\0")
  .filter((file) => file !== "");
/** This file names what it forbids. */
const code = files.filter((file) => /\.(ts|mjs)$/.test(file) && file !== "test/tidy.test.ts");
const prose = files.filter((file) => /\.(md|ya?ml|txt|json|service|rules)$|^\.ci\//.test(file));
const texts = new Map([...code, ...prose].map((file) => [file, textOf(file)]));

/** Empty for a file that somebody has just removed. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** `file:line` of every line that the rule finds, but for the files on the list. */
function found(
  where: readonly string[],
  rule: (line: string) => boolean,
  allowed: Readonly<Record<string, string>> = {},
): readonly string[] {
  const hits = where.flatMap((file) =>
    linesOf(file).flatMap((line, n) => (rule(line) ? [{ file, at: `${file}:${n + 1}` }] : [])),
  );
  const unneeded = Object.keys(allowed).filter((file) => hits.every((hit) => hit.file !== file));
  return [
    ...hits.filter(({ file }) => !(file in allowed)).map(({ at }) => at),
    ...unneeded.map((file) => `${file} need not be on the list any more`),
  ];
}

function linesOf(file: string): readonly string[] {
  return (texts.get(file) ?? "").split("\n");
}

describe("a line", () => {
  /** A text that fills a line by itself cannot be broken, and the formatter leaves it. */
  const LONG_STRING = /(["'`]).{60,}\1/;
  const LONG: Readonly<Record<string, string>> = {
    "test/config/load.test.ts": "a line of YAML, which counts its columns in messages",
    "test/io/serial-link.test.ts": "a program in a text",
  };

  it(`has at most ${COLUMNS} columns`, () => {
    const isLong = (line: string) => [...line].length > COLUMNS && !LONG_STRING.test(line);
    expect(found(code, isLong, LONG)).toEqual([]);
  });

  it("has no work left over without the name of who will do it", () => {
    expect(found([...code, ...prose], (line) => /\b(TODO|FIXME|XXX)\b(?!\(\w)/.test(line))).toEqual(
      [],
    );
  });

  it("has nothing left over from the search for a mistake", () => {
    const allowed = { "test/io/control-socket.test.ts": "a program in a text" };
    const isLeftOver = (line: string) =>
      /\bconsole\.\w+\(|^\s*debugger;|\b(it|describe)\.only\(/.test(line);
    expect(found(code, isLeftOver, allowed)).toEqual([]);
  });

  it("names no folder of one developer's machine", () => {
    const isPrivate = (line: string) => /(^|[^\w.-])\/(root|work|home|Users)\/\w/.test(line);
    expect(found([...code, ...prose], isPrivate)).toEqual([]);
  });
});

describe("a source file", () => {
  const sources = code.filter((file) => /^(src|protocols|simulator|config)\//.test(file));
  const tests = code.filter((file) => file.endsWith(".test.ts"));
  /** What runs only in a process of its own, which tests start. */
  const OF_PROCESSES = /^(simulator\/(cli|demo|io)|src\/cli)\//;
  const IN_PROCESSES: Readonly<Record<string, string>> = {
    "config/write-reference.ts": "run by hand; what it writes is tested as config/reference.ts",
    "src/io/log.ts": "the log of a whole daemon: test/e2e",
  };

  it("is part of what a test imports or starts", () => {
    const reached = reach([...tests, ...programs()]);
    expect(missing(sources, reached)).toEqual([]);
  });

  it("is imported by a test, directly or indirectly, unless it is a program's own", () => {
    const reached = reach(tests);
    const tested = sources.filter((file) => !OF_PROCESSES.test(file));
    expect(missing(tested, reached, IN_PROCESSES)).toEqual([]);
  });
});

/** The commands of package.json; test/e2e/fresh-clone.test.ts runs the demo. */
function programs(): readonly string[] {
  const { bin, scripts } = JSON.parse(texts.get("package.json") ?? "{}") as {
    readonly bin: Readonly<Record<string, string>>;
    readonly scripts: Readonly<Record<string, string>>;
  };
  const words = Object.values(scripts).flatMap((script) => script.split(" "));
  return [...Object.values(bin), ...words.filter((word) => code.includes(word))];
}

/** These files and all that they import, directly or indirectly. */
function reach(starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set(starts);
  for (const file of reached) {
    for (const imported of importsOf(file)) if (texts.has(imported)) reached.add(imported);
  }
  return reached;
}

function importsOf(file: string): readonly string[] {
  const imports = (texts.get(file) ?? "").matchAll(
    /(?:\bfrom|\bimport|\bimport\(|\bresolve\()\s*"(\.[^"]+)"/g,
  );
  return [...imports].map(([, path = ""]) => posix.join(posix.dirname(file), path));
}

/** Files that are neither reached nor on the list; and those on it that are reached after all. */
function missing(
  wanted: readonly string[],
  reached: ReadonlySet<string>,
  allowed: Readonly<Record<string, string>> = {},
): readonly string[] {
  return wanted.filter((file) => reached.has(file) === file in allowed);
}
