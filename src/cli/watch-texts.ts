import type { Language, Words } from "./texts.ts";

/** What `status --watch` says beside the texts of `status`, in both languages. */
export interface WatchTexts {
  /** By the value of `state`: one word in capitals, for large letters. */
  readonly words: Words;
  /** In their place when nothing waits and a device is at fault. */
  readonly fault: string;
  readonly noAnswer: string;
  readonly noAnswerSince: (time: string) => string;
  readonly noAnswerYet: string;
  /** What becomes of the cards meanwhile, and what a person does. */
  readonly noAnswerHelp: string;
  /** Behind the time since when. */
  readonly minutes: (minutes: number) => string;
  readonly moreFaults: (count: number) => string;
  readonly card: (card: Record<"jobId" | "printer" | "time", string>) => string;
  readonly inDoubt: (count: number) => string;
  readonly proving: (printer: string, cards: number) => string;
  readonly provingServer: (server: string, answers: number) => string;
  readonly relapse: (device: string) => string;
  /** Jobs wait and nobody can say when they will be done. */
  readonly noEta: string;
  readonly leave: string;
  /** In the place of what does not fit on the screen. */
  readonly more: (lines: number) => string;
}

export const WATCH_TEXTS: Readonly<Record<Language, WatchTexts>> = {
  en: {
    words: {
      starting: "STARTING",
      idle: "READY",
      printing: "PRINTING",
      held: "HELD",
      stopping: "STOPPING",
    },
    fault: "FAULT",
    noAnswer: "NO ANSWER",
    noAnswerSince: (time) => `The print program (cetakd) has not answered since ${time}.`,
    noAnswerYet: "The print program (cetakd) does not answer.",
    noAnswerHelp:
      "No card is lost. This screen goes on by itself when it answers again; " +
      "if that takes longer than five minutes, call the technician.",
    minutes: (minutes) => `, usually ${minutes} min`,
    moreFaults: (count) => `${count} more: type cetakd status`,
    card: ({ jobId, printer, time }) => `Now: ${jobId} on ${printer}, done at about ${time}`,
    inDoubt: (count) =>
      count === 1
        ? "1 card is in doubt. Look for it, then answer:"
        : `${count} cards are in doubt. Look for them, then answer one after the other:`,
    proving: (device, cards) =>
      `${device} proves itself after its repair: ${cards} more ${cards === 1 ? "card" : "cards"}. ` +
      "Look at each of them.",
    provingServer: (server, answers) =>
      `${server} proves itself after its repair: ` +
      `${answers} more ${answers === 1 ? "answer" : "answers"}; wait.`,
    relapse: (device) => `${device} keeps failing again: do not rely on its repair.`,
    noEta: "When they will be done cannot be said yet.",
    leave: "Leave: q or Ctrl-C",
    more: (lines) => `… ${lines} more lines: make the window higher`,
  },
  id: {
    words: {
      starting: "MULAI",
      idle: "SIAP",
      printing: "MENCETAK",
      held: "TERTAHAN",
      stopping: "BERHENTI",
    },
    fault: "GANGGUAN",
    noAnswer: "TERPUTUS",
    noAnswerSince: (time) => `Program cetak (cetakd) tidak menjawab sejak ${time}.`,
    noAnswerYet: "Program cetak (cetakd) tidak menjawab.",
    noAnswerHelp:
      "Tidak ada kartu yang hilang. Layar ini lanjut sendiri bila sudah dijawab; " +
      "bila lebih dari lima menit, hubungi petugas teknis.",
    minutes: (minutes) => `, biasanya ${minutes} menit`,
    moreFaults: (count) => `${count} lagi: ketik cetakd status`,
    card: ({ jobId, printer, time }) =>
      `Sedang dicetak: ${jobId} di ${printer}, selesai kira-kira ${time}`,
    inDoubt: (count) =>
      count === 1
        ? "1 kartu diragukan. Cari kartunya, lalu jawab:"
        : `${count} kartu diragukan. Cari kartunya, lalu jawab satu per satu:`,
    proving: (device, cards) =>
      `${device} membuktikan diri setelah diperbaiki: ${cards} kartu lagi. ` +
      "Periksa setiap kartunya.",
    provingServer: (server, answers) =>
      `${server} membuktikan diri setelah diperbaiki: ${answers} jawaban lagi; tunggu saja.`,
    relapse: (device) => `${device} rusak lagi dan lagi: jangan mengandalkan perbaikannya.`,
    noEta: "Kapan selesai belum dapat diperkirakan.",
    leave: "Keluar: q atau Ctrl-C",
    more: (lines) => `… ${lines} baris lagi: perbesar jendela`,
  },
};
