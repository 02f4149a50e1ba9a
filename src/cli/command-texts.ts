import type { Resolution } from "../../protocols/words.ts";
import type { Language, Words } from "./texts.ts";

/** What an operator reads of a job in doubt and of what he tells the daemon to do. */
export interface CommandTexts {
  /** Of the latest attempt: job, printer, time. */
  readonly inDoubt: (about: Record<"jobId" | "printer" | "time", string>) => string;
  readonly known: (facts: string) => string;
  /** What an attempt ended with, by the detail of its evidence. */
  readonly evidence: Words;
  readonly silent: string;
  readonly refused: (fault: string) => string;
  readonly cardsFed: (count: number) => string;
  readonly panelsPrinted: (count: number) => string;
  readonly cardInside: Record<"yes" | "no", string>;
  readonly proposal: (answer: string) => string;
  readonly before: string;
  readonly after: string;
  readonly noNeighbour: string;
  readonly picture: string;
  readonly question: string;
  /** The three answers, for a person who holds a card or does not. */
  readonly answers: Readonly<Record<Resolution, string>>;
  readonly decisionsHeader: readonly string[];
  readonly undoneBy: (by: string, time: string) => string;
  readonly reprintOf: (jobId: string) => string;
  readonly cardWritten: (file: string) => string;

  readonly resolved: Readonly<Record<Resolution, (jobId: string) => string>>;
  readonly undoWith: (command: string) => string;
  readonly undone: (jobId: string) => string;
  readonly reprinted: (jobId: string, state: string) => string;
  readonly held: (scope: string) => string;
  readonly heldUntil: (scope: string, time: string) => string;
  readonly released: (scope: string, lifted: number) => string;
  readonly accepted: (scope: string, serialNumber: string) => string;
  readonly notHeld: (scope: string) => string;
  readonly stillHeld: (faults: number) => string;
  /** Faults that do not hold any more by a word of a person, and until when at the latest. */
  readonly overridden: (faults: number, until: string | undefined) => string;
  readonly overrideReason: string;
  readonly untilAlone: string;
  readonly canceled: (jobId: string) => string;
  readonly checks: (count: number) => string;
  /** Numbered messages, and the command for those that are left. */
  readonly sentAgain: (count: number) => string;
  readonly sendMoreWith: (command: string) => string;
  readonly done: string;
  /** Why a command is not done, by its code; with the command in front where it says more. */
  readonly refusal: Words;
  readonly noAccount: string;
}

export const COMMAND_TEXTS: Readonly<Record<Language, CommandTexts>> = {
  en: {
    inDoubt: ({ jobId, printer, time }) =>
      `In doubt: the card of ${jobId}, begun on ${printer} at ${time}, may have come out or not.`,
    known: (facts) => `What is known: ${facts}.`,
    evidence: {
      "line-lost": "the connection to the printer was lost in mid card",
      "process-died": "the print computer stopped in mid card",
      "counters-do-not-fit": "the printer's counters do not fit one whole card",
      "another-printer": "another printer answered than the one that had begun",
      "card-inside": "a card was left inside the printer",
      "card-incomplete": "the card left the printer before it was printed to the end",
      "look-in-the-reject-box": "it was to go to the reject box, and nobody saw where it went",
      "card-position-unknown": "the printer cannot tell whether the card is still inside",
      "counters-untrusted": "this printer's counters may not decide alone",
      "printer-removed": "its printer is no longer in the configuration",
      "printer-not-asked": "its printer could not be asked",
    },
    silent: "the printer fell silent in mid card",
    refused: (fault) => `the printer stopped in mid card: ${fault}`,
    cardsFed: (count) => `cards drawn in: ${count}`,
    panelsPrinted: (count) => `panels printed: ${count}`,
    cardInside: { yes: "a card is inside", no: "no card is inside" },
    proposal: (answer) => `Most likely: ${answer}`,
    before: "Card before it:",
    after: "Card after it:",
    noNeighbour: "none",
    picture: "What it should look like:",
    question: "Look in the printer and in both boxes, then type what is true:",
    answers: {
      printed: "The card is good.",
      spoiled: "The card is bad and destroyed: print again.",
      "not-printed": "No card came out: print again.",
    },
    decisionsHeader: ["ATTEMPT", "ANSWER", "BY", "AT", "REASON", "TAKEN BACK"],
    undoneBy: (by, time) => `${by}, ${time}`,
    reprintOf: (jobId) => `Replaces the card of ${jobId}.`,
    cardWritten: (file) => `The picture of the card is in ${file}. It shows a person: delete it.`,
    resolved: {
      printed: (jobId) => `Noted: the card of ${jobId} is good. The job is done.`,
      spoiled: (jobId) => `Noted: the card of ${jobId} is destroyed. It is printed again.`,
      "not-printed": (jobId) => `Noted: no card of ${jobId} came out. It is printed again.`,
    },
    undoWith: (command) => `A mistake? Until the printing begins: ${command}`,
    undone: (jobId) => `Taken back: ${jobId} is in doubt again.`,
    reprinted: (jobId, state) => `The new card is job ${jobId} (${state}).`,
    held: (scope) => `Held: ${scope}, until somebody releases it.`,
    heldUntil: (scope, time) => `Held: ${scope}, until ${time}.`,
    released: (scope, lifted) => `Released: ${scope} (${lifted} lifted).`,
    accepted: (scope, serial) => `Accepted: ${scope} is the printer ${serial} from now on.`,
    notHeld: (scope) => `Nobody held ${scope}.`,
    stillHeld: (faults) =>
      `Still held by ${faults} fault(s), which end by themselves. See \`cetakd status\`.`,
    overridden: (faults, until) =>
      `Printing goes on in spite of ${faults} fault(s), ` +
      (until === undefined ? "until they have once been gone." : `until ${until}.`),
    overrideReason: "an override is kept with its reason: say it with --reason",
    untilAlone: "--until is for a release with --override",
    canceled: (jobId) => `Canceled: no card of ${jobId} will come out.`,
    checks: (count) => `${count} check(s) run now. See \`cetakd status\`.`,
    sentAgain: (count) => `Sent again: ${count} message(s).`,
    sendMoreWith: (command) => `There are more: ${command}`,
    done: "Done.",
    refusal: {
      expired: "the clock of this computer was just set; type it again",
      "unknown-job": "there is no job with this number",
      "unknown-scope": "there is no such device; say host, printer:ID, server:ID or job:ID",
      "too-late": "it is too late: this has been decided or begun already",
      "wrong-attempt": "there is a later attempt; look at the job again",
      "not-allowed": "this is not possible",
      "content-erased": "the data of this card is erased; have the server send a new job",
      unavailable: "this cannot be done now; try again later",
      "unknown-command": "this version cannot do that yet",
    },
    noAccount: "your login name cannot be used here; say who you are with --by NAME",
  },
  id: {
    inDoubt: ({ jobId, printer, time }) =>
      `Diragukan: kartu ${jobId}, mulai di ${printer} pada ${time}, mungkin sudah keluar, ` +
      "mungkin belum.",
    known: (facts) => `Yang diketahui: ${facts}.`,
    evidence: {
      "line-lost": "sambungan ke printer terputus di tengah kartu",
      "process-died": "komputer cetak berhenti di tengah kartu",
      "counters-do-not-fit": "angka penghitung printer tidak cocok dengan satu kartu utuh",
      "another-printer": "yang menjawab bukan printer yang memulai",
      "card-inside": "ada kartu tertinggal di dalam printer",
      "card-incomplete": "kartu keluar dari printer sebelum selesai dicetak",
      "look-in-the-reject-box":
        "kartunya harus masuk kotak kartu rusak, tetapi tidak terlihat ke mana perginya",
      "card-position-unknown": "printer tidak dapat memberi tahu apakah kartunya masih di dalam",
      "counters-untrusted": "angka penghitung printer ini belum boleh memutuskan sendiri",
      "printer-removed": "printernya tidak ada lagi dalam konfigurasi",
      "printer-not-asked": "printernya tidak dapat ditanyai",
    },
    silent: "printer diam di tengah kartu",
    refused: (fault) => `printer berhenti di tengah kartu: ${fault}`,
    cardsFed: (count) => `kartu ditarik masuk: ${count}`,
    panelsPrinted: (count) => `panel tercetak: ${count}`,
    cardInside: { yes: "ada kartu di dalam printer", no: "tidak ada kartu di dalam printer" },
    proposal: (answer) => `Kemungkinan besar: ${answer}`,
    before: "Kartu sebelumnya:",
    after: "Kartu sesudahnya:",
    noNeighbour: "tidak ada",
    picture: "Rupa kartunya:",
    question: "Lihat di printer dan di kedua kotak, lalu ketik yang benar:",
    answers: {
      printed: "Kartunya baik.",
      spoiled: "Kartunya rusak dan sudah dimusnahkan: cetak lagi.",
      "not-printed": "Tidak ada kartu yang keluar: cetak lagi.",
    },
    decisionsHeader: ["PERCOBAAN", "JAWABAN", "OLEH", "PADA", "ALASAN", "DITARIK KEMBALI"],
    undoneBy: (by, time) => `${by}, ${time}`,
    reprintOf: (jobId) => `Pengganti kartu ${jobId}.`,
    cardWritten: (file) => `Gambar kartu ada di ${file}. Isinya data orang: mohon hapus kembali.`,
    resolved: {
      printed: (jobId) => `Dicatat: kartu ${jobId} baik. Pekerjaan selesai.`,
      spoiled: (jobId) => `Dicatat: kartu ${jobId} dimusnahkan. Kartu dicetak lagi.`,
      "not-printed": (jobId) => `Dicatat: kartu ${jobId} tidak keluar. Kartu dicetak lagi.`,
    },
    undoWith: (command) => `Keliru? Sebelum pencetakan dimulai: ${command}`,
    undone: (jobId) => `Ditarik kembali: ${jobId} diragukan lagi.`,
    reprinted: (jobId, state) => `Kartu baru adalah pekerjaan ${jobId} (${state}).`,
    held: (scope) => `Ditahan: ${scope}, sampai dilepaskan.`,
    heldUntil: (scope, time) => `Ditahan: ${scope}, sampai ${time}.`,
    released: (scope, lifted) => `Dilepaskan: ${scope} (${lifted} tahanan).`,
    accepted: (scope, serial) => `Diterima: mulai sekarang ${scope} adalah printer ${serial}.`,
    notHeld: (scope) => `${scope} tidak ditahan siapa pun.`,
    stillHeld: (faults) =>
      `Masih tertahan karena ${faults} gangguan, yang lepas sendiri. Lihat \`cetakd status\`.`,
    overridden: (faults, until) =>
      `Tetap mencetak meskipun ada ${faults} gangguan, ` +
      (until === undefined ? "sampai gangguannya pernah hilang." : `sampai ${until}.`),
    overrideReason: "keputusan ini disimpan dengan alasannya: tulis dengan --reason",
    untilAlone: "--until hanya untuk release dengan --override",
    canceled: (jobId) => `Dibatalkan: kartu ${jobId} tidak akan dicetak.`,
    checks: (count) => `${count} pemeriksaan dijalankan sekarang. Lihat \`cetakd status\`.`,
    sentAgain: (count) => `Dikirim ulang: ${count} pesan.`,
    sendMoreWith: (command) => `Masih ada lagi: ${command}`,
    done: "Selesai.",
    refusal: {
      expired: "jam komputer ini baru diubah; silakan ketik sekali lagi",
      "unknown-job": "tidak ada pekerjaan dengan nomor ini",
      "unknown-scope": "tidak ada perangkat itu; tulis host, printer:ID, server:ID atau job:ID",
      "too-late": "sudah terlambat: sudah diputuskan atau sudah dimulai",
      "wrong-attempt": "ada percobaan yang lebih baru; silakan lihat pekerjaannya lagi",
      "not-allowed": "ini tidak dapat dilakukan",
      "content-erased": "data kartu ini sudah dihapus; mintalah server mengirim pekerjaan baru",
      unavailable: "saat ini belum dapat dilakukan; coba lagi nanti",
      "unknown-command": "versi ini belum dapat melakukannya",
    },
    noAccount: "nama masuk Anda tidak dapat dipakai di sini; tulis nama Anda dengan --by NAMA",
  },
};
