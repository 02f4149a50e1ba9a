import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { blocksOf, PAGES, type Page, page, proseOf, quotedIn } from "./pages.ts";

// Goal: nothing that a page names is missing. Method: links, paths, npm scripts and commands are
// taken out of every page and looked for: in the tree, in package.json, in what --help says.

describe.each(PAGES)("$path", (here) => {
  it("has links that lead somewhere", () => {
    expect(linksOf(here).filter((target) => !leadsSomewhere(here, target))).toEqual([]);
  });

  it("names files that there are", () => {
    const paths = [...quotedIn(here), ...codeLines(here)].flatMap(pathsIn);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("names npm scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = [...quotedIn(here), ...codeLines(here)].flatMap(scriptsIn);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it("names commands and flags that there are", () => {
    const named = [...quotedIn(here), ...codeLines(here)].flatMap(commandsIn);
    expect(named.flatMap(unknownParts)).toEqual([]);
  });
});

describe("README.md", () => {
  it("names every command of cetakd, and none that is missing", () => {
    const [, list = ""] = /^- `cetakd (run`[^.]*)\.$/m.exec(page("README.md").text) ?? [];
    const named = list.replaceAll("`", "").split(/,\s+/);
    expect(named.sort()).toEqual([...subcommands("cetakd")].sort());
  });
});

function linksOf(here: Page): readonly string[] {
  return [...proseOf(here).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(here: Page, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? here.path : join(dirname(here.path), file);
  if (!existsSync(path)) return false;
  return anchor === undefined || anchorsOf(page(path)).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(there: Page): readonly string[] {
  return [...proseOf(there).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Lines of shell, without their comments. */
function codeLines(here: Page): readonly string[] {
  return blocksOf(here)
    .filter(({ info }) => info === "sh")
    .flatMap(({ code }) => code.replaceAll("\\\n", " ").split("\n"))
    .map((line) => line.replace(/ +#.*/, ""));
}

const FOLDERS = "src|simulator|protocols|config|docs|test";

/** `<language>` stands for what is not there yet. */
function pathsIn(text: string): readonly string[] {
  const paths = text.match(new RegExp(`(?<![\\w./-])(${FOLDERS})/[\\w./<>-]+`, "g")) ?? [];
  return paths.map((path) => path.replace(/\.$/, "")).filter((path) => !path.includes("<"));
}

function scriptsIn(text: string): readonly string[] {
  const runs = text.matchAll(/\bnpm (?:run (?:-s )?([\w-]+)|(test)\b)/g);
  return [...runs].map(([, script, test]) => script ?? test ?? "");
}

type Program = "cetakd" | "cetakd-sim";

interface Named {
  readonly program: Program;
  readonly subcommand: string;
  readonly flags: readonly string[];
}

const COMMAND =
  /(?:^|&& |\| |; |npm run -s )(cetakd|cetakd-sim)(?: --)? (-h|--help|[a-z][a-z-]*)([^|;&]*)/g;

function commandsIn(text: string): readonly Named[] {
  return [...text.trim().matchAll(COMMAND)].map(([, program, subcommand = "", rest = ""]) => ({
    program: program as Program,
    subcommand,
    flags: rest.match(/(?<=\s)--[a-z][a-z-]*/g) ?? [],
  }));
}

function unknownParts({ program, subcommand, flags }: Named): readonly string[] {
  if (!subcommands(program).includes(subcommand)) return [`${program} ${subcommand}`];
  const known = helpOf(program, subcommand);
  return flags
    .filter((flag) => !new RegExp(`${flag}\\b`).test(known))
    .map((flag) => `${program} ${subcommand} ${flag}`);
}

function subcommands(program: Program): readonly string[] {
  const [, list = ""] = helpOf(program).split("Commands:\n");
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = ""]) => name);
  return names.filter((name) => name !== "help");
}

const SCRIPTS = { cetakd: "src/cli/cetakd.ts", "cetakd-sim": "simulator/cli/cetakd-sim.ts" };
const helps = new Map<string, string>();

function helpOf(program: Program, ...args: readonly string[]): string {
  const key = [program, ...args].join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const command = [SCRIPTS[program], ...args, "--help"];
  const { stdout } = spawnSync(process.execPath, command, { encoding: "utf8" });
  helps.set(key, stdout);
  return stdout;
}
