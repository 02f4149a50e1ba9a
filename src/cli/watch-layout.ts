import { bigLetters } from "./big-letters.ts";
import { layTable, wrap } from "./layout.ts";
import type { Page, Section, Tone } from "./watch-page.ts";
import type { WatchTexts } from "./watch-texts.ts";

/** One line of a screen and how it is to look. */
export interface ScreenLine {
  readonly text: string;
  readonly look: "plain" | "table" | "strong" | "faint" | `banner-${Tone}`;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

type Words = Pick<WatchTexts, "leave" | "more">;

/** A page in lines that fit: first the letters shrink, then the gaps go, then the last lines. */
export function layScreen(page: Page, size: ScreenSize, words: Words): readonly ScreenLine[] {
  const { columns, rows } = size;
  const banners = bannersOf(page, columns);
  const body = page.sections.map((section) => layOut(section, columns));
  const head = headLine(page, columns);
  const foot: ScreenLine = { text: words.leave.slice(0, columns), look: "faint" };
  const tries = [...banners.map((banner) => ({ banner, gap: true })), smallest(banners)];
  for (const { banner, gap } of tries) {
    const lines = [head, ...banner, ...spaced(body, gap), ...(gap ? [BLANK] : []), foot];
    if (lines.length <= rows) return lines;
  }
  const lines = [head, ...smallest(banners).banner, ...spaced(body, false)];
  return cut(lines, size, words);
}

/** The same in plain lines, for a pipe or a file, with the time of the page or without. */
export function layBlock(page: Page, columns: number, time: boolean): readonly string[] {
  const { word, hostName } = page;
  const head = [`${hostName}: ${word}`, ...(time && page.time !== "" ? [page.time] : [])];
  const body = page.sections.flatMap((section) => layOut(section, columns));
  return [...head, ...body.map(({ text }) => text)];
}

const BLANK: ScreenLine = { text: "", look: "plain" };

function headLine({ hostName, time }: Page, columns: number): ScreenLine {
  const gap = Math.max(1, columns - hostName.length - time.length);
  return { text: `${hostName}${" ".repeat(gap)}${time}`.slice(0, columns), look: "faint" };
}

/** From the largest letters that fit into the width to a plain line; each has one as its last. */
function bannersOf({ word, tone }: Page, columns: number): readonly (readonly ScreenLine[])[] {
  const look = `banner-${tone}` as const;
  const large = ([2, 1] as const)
    .map((scale) => bigLetters(word, scale))
    .filter((lines) => lines !== undefined && (lines[0] ?? "").length + 2 * MARGIN <= columns)
    .map((lines = []) => [BLANK.text, ...lines, BLANK.text]);
  return [...large, [word]].map((lines) =>
    lines.map((text) => ({ text: centred(text, columns), look })),
  );
}

const MARGIN = 2;

function centred(text: string, columns: number): string {
  const left = Math.max(0, Math.floor((columns - text.length) / 2));
  return `${" ".repeat(left)}${text}`.slice(0, columns).padEnd(columns);
}

function smallest(banners: readonly (readonly ScreenLine[])[]) {
  return { banner: banners.at(-1) ?? [], gap: false };
}

/** What belongs together stays together: a gap comes before what stands out, and before tables. */
function spaced(body: readonly (readonly ScreenLine[])[], gap: boolean): readonly ScreenLine[] {
  if (!gap) return body.flat();
  let last: ScreenLine["look"] = "plain";
  return body.flatMap((lines) => {
    const look = lines[0]?.look ?? "plain";
    const isJoined = last === "strong" && look === "plain";
    const isCode = look === "faint";
    last = look;
    return isJoined || isCode ? lines : [BLANK, ...lines];
  });
}

function layOut(section: Section, columns: number): readonly ScreenLine[] {
  if (section.kind === "table") {
    return layTable({ rows: section.rows }, columns).map((text) => ({ text, look: "table" }));
  }
  const { kind: look, lines } = section;
  return lines.flatMap((line) => wrapped(line, columns).map((text) => ({ text, look })));
}

/** What is to be typed is indented, and stays on one line. */
function wrapped(line: string, columns: number): readonly string[] {
  return line.startsWith("  ") ? [line] : wrap(line, columns);
}

function cut(
  lines: readonly ScreenLine[],
  { columns, rows }: ScreenSize,
  words: Words,
): readonly ScreenLine[] {
  if (lines.length <= rows) return lines;
  const left = Math.max(0, rows - 1);
  const note = words.more(lines.length - left).slice(0, columns);
  return [...lines.slice(0, left), { text: note, look: "faint" }];
}
