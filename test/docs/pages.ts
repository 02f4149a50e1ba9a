import { readdirSync, readFileSync } from "node:fs";

/** The pages that people read, and their parts. */

export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Block {
  /** What stands behind the opening fence: `sh`, `json job`. */
  readonly info: string;
  readonly code: string;
}

export const PAGES: readonly Page[] = ["README.md", "CHANGELOG.md", ...pagesIn("docs")].map(page);

export function page(path: string): Page {
  return { path, text: readFileSync(path, "utf8") };
}

function pagesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
}

/** A block may stand in a list, indented as its item is. */
const FENCED = /^( *)```(.*)\n([\s\S]*?)^\1```$/gm;

/** The fenced blocks of a page, in order. */
export function blocksOf({ text }: Page): readonly Block[] {
  return [...text.matchAll(FENCED)].map(([, indent = "", info = "", code = ""]) => ({
    info,
    code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** The same without its fenced blocks: what is said in sentences and tables. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(FENCED, "");
}

/** What stands in backquotes outside of blocks; a line may break in it. */
export function quotedIn(page: Page): readonly string[] {
  return [...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, quoted = ""]) =>
    quoted.replaceAll(/\s+/g, " "),
  );
}

/** The first column of the table below this heading row, without backquotes. */
export function columnOf({ text }: Page, headingRow: string): readonly string[] {
  const rows = text.split(`${headingRow}\n`)[1]?.split("\n") ?? [];
  const end = rows.findIndex((row) => !row.startsWith("|"));
  return rows.slice(1, end).map((row) => (row.split("|")[1] ?? "").trim().replaceAll("`", ""));
}
