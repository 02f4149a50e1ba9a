import { describe, expect, it } from "vitest";
import { FAULT_TEXTS, type Language } from "../../protocols/fault-texts.ts";
import { CONDITIONS } from "../../protocols/faults.ts";
import { RESOLUTIONS } from "../../protocols/words.ts";
import { COMMAND_TEXTS } from "../../src/cli/command-texts.ts";
import { createShowClock } from "../../src/cli/local-time.ts";
import { TEXTS } from "../../src/cli/texts.ts";
import { layScreen } from "../../src/cli/watch-layout.ts";
import { statusPage } from "../../src/cli/watch-page.ts";
import { WATCH_TEXTS } from "../../src/cli/watch-texts.ts";
import { STATUS } from "../cli/sample-control-api.ts";
import { columnOf, page } from "./pages.ts";

// Goal: a clerk finds on the page the very words that stand on the screen.

const { text } = page("docs/operator.md");
const [indonesian = "", english = ""] = text.split("# For the clerk at the print desk\n");
const PAGES: Readonly<Record<Language, string>> = { id: indonesian, en: english };

/** The title, what the hands do, and the minutes, as a row of the table. */
function rowOf(condition: (typeof CONDITIONS)[number], language: Language): string {
  const { minutes, [language]: words } = FAULT_TEXTS[condition];
  return `| ${words.title} | ${words.action} | ${minutes} |`;
}

const HEADINGS: Readonly<Record<Language, string>> = {
  id: "| yang tertulis | yang dilakukan dengan tangan | menit |",
  en: "| what it says | what the hands do | minutes |",
};
const STATES: Readonly<Record<Language, string>> = {
  id: "| keadaan | artinya | yang Anda lakukan |",
  en: "| state | it means | you |",
};

/** The sample of a printer without cards, on a screen of 76 columns. */
function screenIn(language: Language): readonly string[] {
  const { title } = FAULT_TEXTS["media-empty"][language];
  const { observed_at: now } = STATUS.state;
  const status = {
    ...STATUS,
    servers: {},
    faults: STATUS.faults.map((fault) => ({ ...fault, text: title })),
    state: { ...STATUS.state, reason: `printer1: ${title}` },
  };
  const desk = { language, timeZone: "Asia/Jakarta" };
  const showTime = createShowClock(desk, String(now));
  const view = { hostName: "oku/host1", language, texts: TEXTS[language], showTime };
  const size = { columns: 76, rows: 40 };
  const lines = layScreen(statusPage(status, view), size, WATCH_TEXTS[language]);
  return lines.map(({ text }) => text.trimEnd());
}

describe.each(["id", "en"] as const)("docs/operator.md in %s", (language) => {
  const faults = PAGES[language].split(`${HEADINGS[language]}\n`)[1] ?? "";
  const rows = faults.slice(0, faults.indexOf("\n\n")).split("\n").slice(1);

  it("has the words of the catalogue", () => {
    const known = CONDITIONS.map((condition) => rowOf(condition, language));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !known.includes(row))).toEqual([]);
  });

  it("has the same faults as in the other language", () => {
    for (const condition of CONDITIONS) {
      const inThis = PAGES[language].includes(rowOf(condition, language));
      const inOther = PAGES[language === "id" ? "en" : "id"].includes(
        rowOf(condition, language === "id" ? "en" : "id"),
      );
      expect([condition, inThis]).toEqual([condition, inOther]);
    }
  });

  it("has the three answers as the screen has them, each with its command", () => {
    const { answers } = COMMAND_TEXTS[language];
    for (const as of RESOLUTIONS) {
      const number = language === "id" ? "NOMOR" : "NUMBER";
      const row = `| ${answers[as]} | \`cetakd resolve ${number} --${as}\` |`;
      expect(PAGES[language]).toContain(row);
    }
  });

  it("shows the screen of the print desk as it is drawn", () => {
    const [, picture] = /```text screen\n(.*?)\n```/s.exec(PAGES[language]) ?? [];
    expect(picture?.split("\n")).toEqual(screenIn(language));
  });

  it("has what a server's line says while cards go on without it", () => {
    const words = PAGES[language].replaceAll(/\s+/g, " ");
    expect(words).toContain(`*${TEXTS[language].printsOn("…")}*`);
  });

  it("calls the states of jobs as the screen does", () => {
    const states = TEXTS[language].jobState;
    const shown = columnOf({ path: "", text: PAGES[language] }, STATES[language]);
    expect(shown.map((state) => state.replace(/ \(.*\)$/, "")).sort()).toEqual(
      Object.values(states).sort(),
    );
  });
});
