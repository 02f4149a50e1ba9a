import { describe, expect, it } from "vitest";
import { createShowTime } from "../../src/cli/local-time.ts";
import { statusText } from "../../src/cli/status-text.ts";
import { type Language, TEXTS } from "../../src/cli/texts.ts";
import { STATUS } from "./sample-control-api.ts";

function view(language: Language) {
  const showTime = createShowTime(language, "Asia/Jakarta");
  return { hostName: "oku/host1", texts: TEXTS[language], showTime };
}

const UNLIMITED = Number.POSITIVE_INFINITY;

describe("statusText", () => {
  it("says in Indonesian what holds the host and what a person does", () => {
    expect(statusText(STATUS, view("id"), UNLIMITED)).toMatchInlineSnapshot(`
      [
        "oku/host1: Tertahan: ada antrean dan tidak ada printer yang boleh mencetak. printer1: Kartu kosong habis",
        "Keadaan pada 4 Jan 2021, 09.15",
        "",
        "printer1: Kartu kosong habis (media-empty FEEDER EMPTY, sejak 4 Jan 2021, 09.10)",
        "Tindakan: Silakan isi tempat kartu dengan kartu kosong yang bersih, lalu tutup kembali.",
        "",
        "Tertahan: printer:printer1 sejak 4 Jan 2021, 09.10, karena printer1: media-empty; lepas sendiri setelah gangguan hilang",
        "",
        "12 menunggu, 12 tertahan, 0 dicetak, 1 diragukan, 87 selesai hari ini",
        "Selesai kira-kira 4 Jan 2021, 10.30, tanpa yang tertahan",
        "",
        "printer1  berhenti  pita 120/200  tempat kartu kosong  media-empty-error  [simulasi]",
        "",
        "server1  aktif  terlihat 4 Jan 2021, 09.14  pekerjaan untuk 7,5 jam  [USANG, diamati 4 Jan 2021, 09.14]",
      ]
    `);
  });

  it.each([
    [
      "id",
      "[sudah diperbaiki, sedang membuktikan diri, tersisa 13; jangan andalkan perbaikan ini]",
    ],
    ["en", "[repaired, proving itself, 13 to go; do not rely on this repair]"],
  ] as const)("marks a device that proves itself, and one that relapses: %s", (language, marks) => {
    const { server1 } = STATUS.servers;
    const proving = { ...server1, probation_cards_left: 13, relapse: true, stale: false };
    const status = { ...STATUS, servers: { server1: proving } };
    expect(statusText(status, view(language), UNLIMITED).at(-1)).toContain(marks);
  });

  it("does not call a server repaired that is down, or a printer whose jam stands", () => {
    const { server1 } = STATUS.servers;
    const { printer1 } = STATUS.printers;
    const dead = { server_state: "down", reasons: "server-offline-error" };
    const down = { ...server1, ...dead, probation_cards_left: 13 };
    const reasons = "media-jam-error,media-path-jam-error,paused-warning";
    const jammed = { ...printer1, reasons, probation_cards_left: 13 };
    const status = { ...STATUS, printers: { printer1: jammed }, servers: { server1: down } };
    expect(statusText(status, view("en"), UNLIMITED).join("\n")).not.toContain("repaired");
    const well = { ...jammed, reasons: "media-empty-error,paused-warning" };
    const proving = statusText({ ...status, printers: { printer1: well } }, view("en"), UNLIMITED);
    expect(proving.join("\n")).toContain("repaired, proving itself, 13 to go]");
  });

  it("says the same in English", () => {
    expect(statusText(STATUS, view("en"), UNLIMITED)).toMatchInlineSnapshot(`
      [
        "oku/host1: Held: jobs wait and no printer may take one. printer1: Kartu kosong habis",
        "As of 4 Jan 2021, 09:15",
        "",
        "printer1: Kartu kosong habis (media-empty FEEDER EMPTY, since 4 Jan 2021, 09:10)",
        "To do: Silakan isi tempat kartu dengan kartu kosong yang bersih, lalu tutup kembali.",
        "",
        "Held: printer:printer1 since 4 Jan 2021, 09:10, because of printer1: media-empty; ends by itself when the fault is gone",
        "",
        "12 waiting, 12 held, 0 printing, 1 in doubt, 87 done today",
        "Done at about 4 Jan 2021, 10:30, without the held ones",
        "",
        "printer1  stopped  ribbon 120/200  feeder empty  media-empty-error  [simulated]",
        "",
        "server1  up  seen 4 Jan 2021, 09:14  jobs for 7.5 h  [STALE, observed 4 Jan 2021, 09:14]",
      ]
    `);
  });

  it.each([
    [
      "id",
      7,
      "7 kartunya dapat dicetak sekarang, dengan: cetakd release server:server1 --override --reason …",
    ],
    ["en", 0, "None of its cards could be printed now."],
  ] as const)("says in %s that %i cards of a held server could be printed", (language, n, text) => {
    const [hold] = STATUS.holds;
    const holds = hold ? [{ ...hold, scope: "server:server1", printable_jobs: n }] : [];
    expect(statusText({ ...STATUS, holds }, view(language), UNLIMITED)).toContain(text);
  });

  it("says until when cards go on without their server", () => {
    const autonomy_until = "2021-01-07T09:10:00.000+07:00";
    const server1 = { ...STATUS.servers["server1"], autonomy_until, stale: false };
    const lines = statusText({ ...STATUS, servers: { server1 } }, view("en"), UNLIMITED);
    expect(lines.at(-1)).toBe(
      "server1  up  seen 4 Jan 2021, 09:14  jobs for 7.5 h  prints on without it until 7 Jan 2021, 09:10",
    );
  });

  it.each([40, 60, 80])("keeps its lines within %i columns", (width) => {
    for (const line of statusText(STATUS, view("id"), width)) {
      expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it("shows nothing where nothing is known", () => {
    const unknown = { printer_state: null, connected: null, reasons: null, stale: false };
    const status = {
      state: {},
      printers: { printer1: unknown },
      servers: {},
      faults: [],
      holds: [],
      cards: [],
      in_doubt: [],
    };
    const lines = statusText(status, view("en"), UNLIMITED);
    expect(lines.slice(0, 2)).toEqual(["oku/host1: -", "As of -"]);
    expect(lines.at(-1)).toBe("printer1  -  ribbon -/-  feeder -");
  });

  it("shows a word of a later version as it stands", () => {
    const status = { ...STATUS, state: { ...STATUS.state, state: "resting", reason_code: null } };
    expect(statusText(status, view("en"), UNLIMITED)[0]).toBe("oku/host1: resting");
  });

  it("says that a printer is not connected, whatever its last state was", () => {
    const printer1 = { ...STATUS.printers["printer1"], connected: false };
    const status = { ...STATUS, printers: { printer1 } };
    expect(statusText(status, view("en"), UNLIMITED).join("\n")).toContain("not connected");
  });
});
