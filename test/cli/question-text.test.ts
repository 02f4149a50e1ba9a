import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMAND_TEXTS } from "../../src/cli/command-texts.ts";
import { createShowTime } from "../../src/cli/local-time.ts";
import { decisionText, questionText } from "../../src/cli/question-text.ts";
import { TEXTS } from "../../src/cli/texts.ts";
import type { JobDetails } from "../../src/io/control-api.ts";
import { JOB } from "./sample-control-api.ts";

function viewIn(language: "id" | "en") {
  const showTime = createShowTime(language, "Asia/Jakarta");
  return { language, texts: TEXTS[language], showTime };
}

/** The sample with this evidence. */
function doubtful(evidence: Readonly<Record<string, unknown>>): JobDetails {
  const attempts = JOB.attempts_made.map((made) => ({ ...made, evidence }));
  return { ...JOB, attempts_made: attempts };
}

function ask(evidence: Readonly<Record<string, unknown>>, language: "id" | "en" = "en"): string {
  return questionText(doubtful(evidence), viewIn(language), 80).join("\n");
}

describe("questionText", () => {
  it("asks in Indonesian what has become of a card, and says what to type", () => {
    const evidence = { outcome: "unknown", detail: "line-lost" };
    expect(ask(evidence, "id")).toMatchInlineSnapshot(`
      "Diragukan: kartu oku-2021-000123, mulai di printer1 pada 4 Jan 2021, 09.01,
        mungkin sudah keluar, mungkin belum.
      Yang diketahui: sambungan ke printer terputus di tengah kartu (line-lost).
      Kartu sebelumnya:  oku-2021-000122, 4 Jan 2021, 09.00, tercetak
      Kartu sesudahnya:  tidak ada
      Rupa kartunya:
        cetakd job oku-2021-000123 --card oku-2021-000123.png

      Lihat di printer dan di kedua kotak, lalu ketik yang benar:

      Kartunya baik.
        cetakd resolve oku-2021-000123 --printed

      Kartunya rusak dan sudah dimusnahkan: cetak lagi.
        cetakd resolve oku-2021-000123 --spoiled

      Tidak ada kartu yang keluar: cetak lagi.
        cetakd resolve oku-2021-000123 --not-printed"
    `);
  });

  it("tells what cut the card short beside what the printer says of it", () => {
    const evidence = { outcome: "unknown", detail: "counters-untrusted", interrupted: "line-lost" };
    expect(ask(evidence).replaceAll(/\s+/g, " ")).toContain(
      "What is known: the connection to the printer was lost in mid card (line-lost); " +
        "this printer's counters may not decide alone (counters-untrusted).",
    );
  });

  it("has words in both languages for all that the recovery table leaves open", () => {
    const table = readFileSync(new URL("../core/recovery.table.txt", import.meta.url), "utf8");
    const details = [...table.matchAll(/unknown \(([a-z-]+)/g)].map(([, detail = ""]) => detail);
    expect(new Set(details).size).toBeGreaterThan(3);
    for (const detail of details) {
      for (const language of ["id", "en"] as const) {
        expect(COMMAND_TEXTS[language].evidence).toHaveProperty(detail);
      }
    }
  });

  it("tells in English what the counters say, and what that points to", () => {
    const seen = { cards_fed: 1, panels_printed: 3, card_inside: false, proposal: "spoiled" };
    const evidence = { outcome: "unknown", detail: "counters-do-not-fit", ...seen };
    expect(ask(evidence)).toMatchInlineSnapshot(`
      "In doubt: the card of oku-2021-000123, begun on printer1 at 4 Jan 2021, 09:01,
        may have come out or not.
      What is known: the printer's counters do not fit one whole card
        (counters-do-not-fit); cards drawn in: 1; panels printed: 3; no card is
        inside.
      Most likely: The card is bad and destroyed: print again.
      Card before it:  oku-2021-000122, 4 Jan 2021, 09:00, printed
      Card after it:   none
      What it should look like:
        cetakd job oku-2021-000123 --card oku-2021-000123.png

      Look in the printer and in both boxes, then type what is true:

      The card is good.
        cetakd resolve oku-2021-000123 --printed

      The card is bad and destroyed: print again.
        cetakd resolve oku-2021-000123 --spoiled

      No card came out: print again.
        cetakd resolve oku-2021-000123 --not-printed"
    `);
  });

  it.each([
    ["silent-print", "the printer fell silent in mid card (silent-print)"],
    ["refused-panel-y-media-jam", "stopped in mid card: A card or the ribbon is stuck (refused-"],
    ["of-a-later-version", "What is known: of-a-later-version."],
  ])("says %s in words, if it has words", (detail, words) => {
    expect(ask({ detail }).replaceAll(/\s+/g, " ")).toContain(words);
  });

  it("asks nothing of a job that is not in doubt", () => {
    const { question: _, ...rest } = JOB;
    expect(questionText({ ...rest, state: "completed" }, viewIn("en"), 100)).toEqual([]);
  });

  it("leaves what is to be typed on one line, however narrow the terminal is", () => {
    const lines = questionText(JOB, viewIn("en"), 40);
    const typed = lines.filter((line) => line.startsWith("  cetakd "));
    expect(typed).toEqual([
      "  cetakd job oku-2021-000123 --card oku-2021-000123.png",
      "  cetakd resolve oku-2021-000123 --printed",
      "  cetakd resolve oku-2021-000123 --spoiled",
      "  cetakd resolve oku-2021-000123 --not-printed",
    ]);
  });
});

describe("decisionText", () => {
  it("shows what was said, what was taken back, and whose card a job replaces", () => {
    const job = { ...JOB, reprint_of: "oku-2021-000100" };
    expect(decisionText(job, viewIn("en"), 200).join("\n")).toMatchInlineSnapshot(`
      "Replaces the card of oku-2021-000100.
      ATTEMPT  ANSWER   BY    AT                 REASON          TAKEN BACK
      1        spoiled  rina  4 Jan 2021, 09:10  card-destroyed  rina, 4 Jan 2021, 09:11"
    `);
  });

  it("is empty where nobody has said anything", () => {
    const attempts = JOB.attempts_made.map((made) => ({ ...made, decisions: [] }));
    expect(decisionText({ ...JOB, attempts_made: attempts }, viewIn("en"), 100)).toEqual([]);
  });
});
