import type { Language } from "../../protocols/fault-texts.ts";

/** One line for each situation of a host in which no fault speaks. */
export interface Sentences {
  readonly starting: string;
  readonly idle: string;
  readonly printing: string;
  readonly held: string;
  readonly stopping: string;
  readonly paused: string;
  readonly inDoubt: string;
  /** Of a printer that has made as many cards as it may; `time` as `14:05`. */
  readonly resting: (printer: string, time: string) => string;
}

export const SENTENCES: Readonly<Record<Language, Sentences>> = {
  id: {
    starting: "Sedang memulai dan menghubungi printer",
    idle: "Siap mencetak, tidak ada antrean",
    printing: "Sedang mencetak",
    held: "Antrean menunggu: belum ada printer yang siap",
    stopping: "Sedang berhenti setelah kartu terakhir selesai",
    paused: "Antrean ditahan oleh petugas",
    resting: (printer, time) =>
      `${printer} beristirahat sampai pukul ${time}: batas jumlah kartunya tercapai`,
    inDoubt: "Ada kartu yang perlu diperiksa dan diputuskan petugas",
  },
  en: {
    starting: "Starting and looking for its printers",
    idle: "Ready to print, nothing is waiting",
    printing: "Printing",
    held: "Cards are waiting: no printer is ready",
    stopping: "Stopping after the last card",
    paused: "The queue is held by an operator",
    resting: (printer, time) =>
      `${printer} rests until ${time}: it has made as many cards as it may`,
    inDoubt: "A card has to be looked at and decided about",
  },
};
