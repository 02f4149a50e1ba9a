import type { Lift } from "../core/why.ts";
import type { Language, Words } from "./texts.ts";

/** What an operator reads from `cetakd why`. */
export interface WhyTexts {
  readonly waits: (place: number | null, time: string | undefined) => string;
  readonly notConnected: (printers: string) => string;
  readonly printing: (printer: string, begun: string, end: string | undefined) => string;
  readonly settling: (printer: string, interrupted: string) => string;
  readonly inDoubt: (jobId: string) => string;
  readonly done: (time: string, printer: string) => string;
  readonly decided: (time: string, by: string) => string;
  readonly ended: (time: string, reasons: string) => string;
  readonly held: (scope: string, time: string, cause: string) => string;
  readonly ends: (rule: string) => string;
  readonly endsChecked: (rule: string, time: string) => string;
  readonly proving: (device: string, step: string) => string;
  /** Who may lift it before. */
  readonly lift: Readonly<Record<Lift, (scope: string) => string>>;
  /** Reasons of the configuration's rules, and those that are no hold. */
  readonly reason: Words;
}

const command = (scope: string) => `cetakd release ${scope}`;

export const WHY_TEXTS: Readonly<Record<Language, WhyTexts>> = {
  en: {
    waits: (place, time) =>
      `Nothing holds it. Place in the queue: ${place ?? "-"}.` +
      (time === undefined ? "" : ` Its card should be out at about ${time}.`),
    notConnected: (printers) => `Not connected: ${printers}.`,
    printing: (printer, begun, end) =>
      `Its card is being made on ${printer} since ${begun}.` +
      (end === undefined ? "" : ` It should be out at about ${end}.`),
    settling: (printer, interrupted) =>
      `Its card was cut short on ${printer} (${interrupted}). What became of it is found out as ` +
      "soon as the printer can be asked.",
    inDoubt: (jobId) =>
      `Its card may have come out or not: a person has to say. See: cetakd job ${jobId}`,
    done: (time, printer) => `Its card came out of ${printer} at ${time}.`,
    decided: (time, by) => `Its card is good, by the word of ${by} at ${time}.`,
    ended: (time, reasons) => `It ended at ${time}: ${reasons}.`,
    held: (scope, time, cause) => `Held: ${scope} since ${time}, because of ${cause}`,
    ends: (rule) => `It ${rule}.`,
    endsChecked: (rule, time) => `It ${rule}. Next check: ${time}.`,
    proving: (device, step) => `${device} proves itself after a failure, step ${step}`,
    lift: {
      release: (scope) => `A person can lift it: ${command(scope)}`,
      override: (scope) =>
        `A person can print in spite of it: ${command(scope)} --override --reason REASON`,
      resolve: () => "A person decides about the card: cetakd jobs --state in-doubt",
      adopt: () => "The technician decides: cetakd adopt --reason REASON",
      nobody: () => "No command lifts it before.",
    },
    reason: {
      "resources-are-not-supported": "No printer of this host has the stock that it asks for.",
      "simulated-device": "It is no specimen, and only simulated printers are there for it.",
      "card-spoiled": "its card was spoiled, and a person is asked before the next one",
      "attempts-exhausted": "too many of its cards were spoiled",
      "in-doubt": "a card of this printer is in doubt",
      "duty-per-hour": "the printer has made the cards of an hour, and rests",
      "duty-per-day": "the printer has made the cards of a day, and rests",
      "nothing-moved": "the printer has refused cards before anything moved, and rests",
    },
  },
  id: {
    waits: (place, time) =>
      `Tidak ada yang menahannya. Urutan dalam antrean: ${place ?? "-"}.` +
      (time === undefined ? "" : ` Kartunya kira-kira keluar pada ${time}.`),
    notConnected: (printers) => `Tidak tersambung: ${printers}.`,
    printing: (printer, begun, end) =>
      `Kartunya sedang dibuat di ${printer} sejak ${begun}.` +
      (end === undefined ? "" : ` Kira-kira keluar pada ${end}.`),
    settling: (printer, interrupted) =>
      `Kartunya terputus di ${printer} (${interrupted}). Nasibnya dipastikan begitu printernya ` +
      "dapat ditanyai.",
    inDoubt: (jobId) =>
      `Kartunya mungkin sudah keluar, mungkin belum: petugas harus memutuskan. Lihat: cetakd job ${jobId}`,
    done: (time, printer) => `Kartunya keluar dari ${printer} pada ${time}.`,
    decided: (time, by) => `Kartunya baik, menurut ${by} pada ${time}.`,
    ended: (time, reasons) => `Berakhir pada ${time}: ${reasons}.`,
    held: (scope, time, cause) => `Tertahan: ${scope} sejak ${time}, karena ${cause}`,
    ends: (rule) => `Tahanan ini ${rule}.`,
    endsChecked: (rule, time) => `Tahanan ini ${rule}. Pemeriksaan berikutnya: ${time}.`,
    proving: (device, step) => `${device} sedang diuji setelah perbaikan, langkah ${step}`,
    lift: {
      release: (scope) => `Petugas dapat melepaskannya: ${command(scope)}`,
      override: (scope) =>
        `Petugas dapat tetap mencetak: ${command(scope)} --override --reason ALASAN`,
      resolve: () => "Petugas memutuskan kartunya: cetakd jobs --state in-doubt",
      adopt: () => "Petugas teknis memutuskan: cetakd adopt --reason ALASAN",
      nobody: () => "Tidak ada perintah yang melepaskannya lebih dulu.",
    },
    reason: {
      "resources-are-not-supported": "Tidak ada printer di sini untuk stok kartunya.",
      "simulated-device": "Ini bukan spesimen, dan printernya hanya simulasi.",
      "card-spoiled": "kartunya rusak, dan petugas ditanyai sebelum kartu berikutnya",
      "attempts-exhausted": "terlalu banyak kartunya yang rusak",
      "in-doubt": "ada kartu printer ini yang diragukan",
      "duty-per-hour": "printer sudah membuat kartu untuk satu jam, dan beristirahat",
      "duty-per-day": "printer sudah membuat kartu untuk satu hari, dan beristirahat",
      "nothing-moved": "printer menolak kartu sebelum ada yang bergerak, dan beristirahat",
    },
  },
};
