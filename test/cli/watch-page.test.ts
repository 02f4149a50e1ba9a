import { describe, expect, it } from "vitest";
import { HOST_STATES } from "../../protocols/host/state-documents.ts";
import { createShowClock } from "../../src/cli/local-time.ts";
import { type Language, TEXTS } from "../../src/cli/texts.ts";
import { layBlock } from "../../src/cli/watch-layout.ts";
import { statusPage, unreachablePage } from "../../src/cli/watch-page.ts";
import { WATCH_TEXTS } from "../../src/cli/watch-texts.ts";
import type { StatusDocument } from "../../src/io/control-api.ts";
import { STATUS } from "./sample-control-api.ts";

const NOW = "2021-01-04T09:15:00.000+07:00";
const UNLIMITED = Number.POSITIVE_INFINITY;

function view(language: Language = "id") {
  const desk = { language, timeZone: "Asia/Jakarta" };
  const showTime = createShowClock(desk, NOW);
  return { hostName: "oku/host1", language, texts: TEXTS[language], showTime };
}

function block(status: StatusDocument, language?: Language): string {
  return layBlock(statusPage(status, view(language)), UNLIMITED, true).join("\n");
}

/** The sample, with another state and without what is wrong. */
function well(state: Readonly<Record<string, unknown>>, more: Partial<StatusDocument> = {}) {
  const clear = { reason_code: null, reason: "", held: 0, in_doubt: 0, drain_at: null };
  const rest = { faults: [], holds: [], cards: [], in_doubt: [] };
  return { ...STATUS, ...rest, ...more, state: { ...STATUS.state, ...clear, ...state } };
}

describe("statusPage", () => {
  it("says in Indonesian what a clerk does with the hands, and when all will be done", () => {
    expect(block(STATUS)).toMatchInlineSnapshot(`
      "oku/host1: TERTAHAN
      Keadaan pada 09.15
      printer1: Kartu kosong habis
      1. Ambil kartu kosong yang bersih; pegang tepinya saja.
      2. Kipas tumpukannya agar kartu tidak lengket.
      3. Isi tempat kartu, lalu tutup kembali.
      Jangan memakai kartu yang bengkok, kotor, atau pernah masuk printer.
      sejak 09.10, biasanya 2 menit (media-empty FEEDER EMPTY)
      12 menunggu, 12 tertahan, 0 dicetak, 1 diragukan, 87 selesai hari ini
      Selesai kira-kira 10.30, tanpa yang tertahan
      Sedang dicetak: oku-2021-000120 di printer2, selesai kira-kira 09.16
      1 kartu diragukan. Cari kartunya, lalu jawab:
        cetakd job oku-2021-000123
      printer1  berhenti  pita 120/200  tempat kartu kosong  [simulasi]
      server1  aktif  terlihat 09.14  pekerjaan untuk 7,5 jam  [USANG, diamati 09.14]"
    `);
  });

  it("says the same in English", () => {
    expect(block(STATUS, "en")).toMatchInlineSnapshot(`
      "oku/host1: HELD
      As of 09:15
      printer1: Kartu kosong habis
      1. Take clean blank cards; hold them by their edges.
      2. Fan the stack, so that no cards stick together.
      3. Fill the feeder and close it again.
      Never use cards that are bent, dirty or have been in the printer before.
      since 09:10, usually 2 min (media-empty FEEDER EMPTY)
      12 waiting, 12 held, 0 printing, 1 in doubt, 87 done today
      Done at about 10:30, without the held ones
      Now: oku-2021-000120 on printer2, done at about 09:16
      1 card is in doubt. Look for it, then answer:
        cetakd job oku-2021-000123
      printer1  stopped  ribbon 120/200  feeder empty  [simulated]
      server1  up  seen 09:14  jobs for 7.5 h  [STALE, observed 09:14]"
    `);
  });

  it.each(HOST_STATES)("has a large word of its own for %s", (state) => {
    for (const language of ["id", "en"] as const) {
      expect(statusPage(well({ state }), view(language)).word).toMatch(/^[A-Z ]+$/);
    }
  });

  it("shows a word of a later version as it stands", () => {
    expect(statusPage(well({ state: "resting" }), view()).word).toBe("RESTING");
  });

  const [empty] = STATUS.faults;
  if (empty === undefined) throw new Error("the sample has a fault");
  const low = { ...empty, condition: "media-low", severity: "warning" };

  it("is not ready while a device is at fault, though nothing waits", () => {
    const page = statusPage(well({ state: "idle" }, { faults: [empty] }), view());
    expect([page.word, page.tone]).toEqual(["GANGGUAN", "bad"]);
  });

  it.each<[string, StatusDocument, string]>([
    ["good", well({ state: "printing" }), "good"],
    ["good when there is nothing to do", well({ state: "idle" }), "good"],
    ["a warning for a warning", well({ state: "printing" }, { faults: [low] }), "warning"],
    ["a warning while a card is in doubt", well({ state: "idle", in_doubt: 1 }), "warning"],
    ["bad while jobs are held", well({ state: "held" }), "bad"],
    ["quiet at a start", well({ state: "starting" }), "quiet"],
  ])("looks %s", (_, status, tone) => {
    expect(statusPage(status, view()).tone).toBe(tone);
  });

  it("shows faults that hold before those that do not, two of them with their steps", () => {
    const faults = [low, empty, { ...empty, device: "printer2" }, { ...empty, device: "printer3" }];
    const text = block(well({}, { faults }));
    expect(text.match(/^1\. /gm)).toHaveLength(2);
    expect(text).toContain("1 lagi: ketik cetakd status");
    expect(text.indexOf("printer2")).toBeLessThan(text.indexOf("printer1: Kartu kosong habis. "));
  });

  it("shows the action of a condition that it does not know", () => {
    const faults = [{ ...empty, condition: "gears-worn", action: "Telepon bengkel." }];
    expect(block(well({}, { faults }))).toContain("Telepon bengkel.");
  });

  it("names by whose word a fault does not hold", () => {
    const faults = [{ ...empty, overridden_by: "rina" }];
    expect(block(well({}, { faults }))).toContain("rina");
  });

  it("says who ends a hold that no fault has caused", () => {
    const hold = { scope: "host", cause: "operator budi: lunch", since: NOW, release: "operator" };
    const text = block(well({}, { holds: [hold] }), "en");
    expect(text).toContain("Held: host since 09:15, because of operator budi: lunch");
    expect(text).toContain("cetakd release");
  });

  it("shows no more than three cards in doubt, with what to type", () => {
    const ids = ["a", "b", "c", "d"];
    const text = block(well({ in_doubt: 4 }, { in_doubt: ids }));
    expect(text).toContain("4 kartu diragukan. Cari kartunya, lalu jawab satu per satu:");
    expect(text.match(/^ {2}cetakd job .$/gm)).toEqual(
      ids.slice(0, 3).map((id) => `  cetakd job ${id}`),
    );
  });

  it("says that a device proves itself, and that one should not be relied on", () => {
    const printer1 = { ...STATUS.printers["printer1"], probation_cards_left: 2 };
    const server1 = { ...STATUS.servers["server1"], relapse: true, probation_cards_left: 1 };
    const status = well({}, { printers: { printer1 }, servers: { server1 } });
    const text = block(status, "en");
    expect(text).toContain("printer1 proves itself after its repair: 2 more cards.");
    expect(text).toContain("server1 proves itself after its repair: 1 more answer; wait.");
    expect(text).toContain("server1 keeps failing again: do not rely on its repair.");
    const dead = { ...server1, server_state: "down", reasons: "server-offline-error" };
    const down = { ...status, servers: { server1: dead } };
    expect(block(down, "en")).not.toContain("server1 proves itself");
    const told = {
      ...status,
      state: { reason: "third failure in 9 days: do not rely on this repair" },
    };
    expect(block(told, "en")).not.toContain("server1 keeps failing again");
  });

  it("says that the end cannot be told while jobs wait and nobody knows", () => {
    expect(block(well({ pending: 3 }))).toContain("Kapan selesai belum dapat diperkirakan.");
    expect(block(well({ pending: 0 }))).not.toContain("Kapan selesai");
  });
});

describe("unreachablePage", () => {
  it("says since when, and that no card is lost", () => {
    const page = unreachablePage("no socket", NOW, view("en"));
    expect(layBlock(page, UNLIMITED, true)).toEqual([
      "oku/host1: NO ANSWER",
      "The print program (cetakd) has not answered since 09:15.",
      WATCH_TEXTS.en.noAnswerHelp,
      "no socket",
    ]);
    expect(layBlock(unreachablePage("no socket", undefined, view("en")), UNLIMITED, true)[1]).toBe(
      "The print program (cetakd) does not answer.",
    );
  });
});

describe("createShowClock", () => {
  it.each([
    ["id", "2021-01-04T14:35:00.000+07:00", "14.35"],
    ["en", "2021-01-04T14:35:00.000+07:00", "14:35"],
    ["id", "2021-01-05T07:45:00.000+07:00", "Sel, 5 Jan 07.45"],
    ["en", "2021-01-05T07:45:00.000+07:00", "Tue 5 Jan 07:45"],
    ["en", null, "-"],
  ] as const)("shows the hour, and the day when it is another: %s %s", (language, at, shown) => {
    expect(createShowClock({ language, timeZone: "Asia/Jakarta" }, NOW)(at)).toBe(shown);
  });
});
