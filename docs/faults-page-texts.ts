import type { Language } from "../protocols/fault-texts.ts";

/** Parts of the page, each with a table, in the order in which a print desk meets them. */
export const PARTS = [
  "daily",
  "power",
  "broken",
  "notice",
  "server",
  "server-notice",
  "host",
  "host-notice",
] as const;
export type Part = (typeof PARTS)[number];

export interface PageTexts {
  readonly title: string;
  /** Where the other language begins. */
  readonly otherLanguage: readonly string[];
  readonly rules: readonly string[];
  readonly nevers: { readonly title: string; readonly lines: readonly string[] };
  /** `queue`: whether it waits, and how it goes on. */
  readonly parts: Readonly<Record<Part, { readonly title: string; readonly queue: string }>>;
  readonly columns: readonly string[];
}

export const PAGE_TEXTS: Readonly<Record<Language, PageTexts>> = {
  id: {
    title: "Bila pencetakan berhenti",
    otherLanguage: ["([English below](#when-printing-stops))"],
    rules: [
      "Baca kalimat di layar (`cetakd status`) dan cari kalimat itu di sini.",
      "Kerjakan langkahnya. Angkanya adalah menit yang biasanya diperlukan.",
      "**Tidak ada tombol yang harus ditekan.** Setelah gangguan hilang, antrean jalan sendiri.",
      "Tidak mau menunggu? `cetakd check` memeriksa semuanya sekarang. Masih berhenti setelah 5 menit: hubungi petugas teknis.",
      "Ada kartu yang diragukan? Jawab pertanyaan di layar: [lembar petugas](operator.md#pekerjaan-yang-diragukan).",
    ],
    nevers: {
      title: "**Jangan pernah:**",
      lines: [
        "membuka tutup, mematikan printer, atau mencabut kabel selama kartu sedang dicetak;",
        "memasukkan lagi kartu yang pernah masuk printer;",
        "menyerahkan kartu yang diragukan sebelum pertanyaan di layar dijawab;",
        "mematikan server atau komputer cetak, atau memasang penggantinya, tanpa petugas teknis.",
      ],
    },
    parts: {
      daily: {
        title: "Printer: hari biasa",
        queue:
          "Antrean menunggu. Setelah beres, antrean jalan sendiri dengan penuh: biasanya dalam 1 menit, paling lama 5.",
      },
      power: {
        title: "Printer: listrik, kabel, panas",
        queue: "Antrean menunggu dan jalan sendiri dalam 1 sampai 5 menit setelah beres.",
      },
      broken: {
        title: "Printer: kerusakan",
        queue:
          "Antrean menunggu. Setelah diperbaiki, printer membuktikan diri: 1 kartu, lalu 3, lalu 10, lalu semua. Lihat kartu pertamanya baik-baik.",
      },
      notice: { title: "Printer: peringatan", queue: "Antrean jalan terus." },
      server: {
        title: "Server: gangguan",
        queue:
          "Kartu dari server itu menunggu, kecuali bila kantor mengizinkan pencetakan diteruskan; kartu dari server lain tetap dicetak. Setelah pulih, server membuktikan diri dengan jawabannya: antrean jalan sendiri, dan sebentar-sebentar menunggu pemeriksaan.",
      },
      "server-notice": { title: "Server: peringatan", queue: "Antrean jalan terus." },
      host: {
        title: "Komputer cetak: gangguan",
        queue:
          "Tidak ada kartu yang dicetak. Petugas teknis memperbaiki atau memutuskan; setelah itu antrean jalan sendiri.",
      },
      "host-notice": { title: "Komputer cetak: peringatan", queue: "Antrean jalan terus." },
    },
    columns: ["di layar", "langkah", "menit"],
  },
  en: {
    title: "When printing stops",
    otherLanguage: [],
    rules: [
      "Read the line on the screen (`cetakd status`) and look for it here.",
      "Do the steps. The number is the minutes that it usually takes.",
      "**There is no button to press.** When the fault is gone, the queue goes on by itself.",
      "In a hurry? `cetakd check` looks at everything now. Still stopped after 5 minutes: call the technician.",
      "A card is in doubt? Answer the question on the screen: [the operator's page](operator.md#jobs-in-doubt).",
    ],
    nevers: {
      title: "**Never:**",
      lines: [
        "open the cover, switch the printer off or pull a cable while a card is being printed;",
        "put a card back in that has been in the printer before;",
        "hand out a card in doubt before the question on the screen is answered;",
        "switch off the server or the print computer, or replace them, without the technician.",
      ],
    },
    parts: {
      daily: {
        title: "Printer: an ordinary day",
        queue:
          "The queue waits. Once it is right, the queue goes on by itself at full pace: usually within 1 minute, at most 5.",
      },
      power: {
        title: "Printer: power, cable, heat",
        queue: "The queue waits and goes on by itself 1 to 5 minutes after it is right.",
      },
      broken: {
        title: "Printer: failures",
        queue:
          "The queue waits. Once repaired, the printer proves itself: 1 card, then 3, then 10, then all. Look at its first card well.",
      },
      notice: { title: "Printer: notices", queue: "The queue goes on." },
      server: {
        title: "Server: faults",
        queue:
          "Cards of that server wait, unless the office lets them go on for a while; those of another server are printed. Once it is well, the server proves itself by its answers: the queue goes on by itself, and now and then waits for a check.",
      },
      "server-notice": { title: "Server: notices", queue: "The queue goes on." },
      host: {
        title: "Print computer: faults",
        queue:
          "No card is printed. The technician repairs or decides; after that the queue goes on by itself.",
      },
      "host-notice": { title: "Print computer: notices", queue: "The queue goes on." },
    },
    columns: ["on the screen", "steps", "minutes"],
  },
};
