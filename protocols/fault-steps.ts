import { FAULT_TEXTS, type Language } from "./fault-texts.ts";
import type { Condition } from "./faults.ts";

export interface HandSteps {
  /** What the hands do, in order: short sentences. */
  readonly steps: readonly string[];
  /** What must not be done meanwhile; the page has more for all conditions of a kind. */
  readonly never?: string;
}

/**
 * More than fits in the one line of `fault-texts.ts`, for what a person at the print desk puts
 * right without a technician. A condition without steps has its line as the only one.
 */
const FAULT_STEPS: Partial<Readonly<Record<Condition, Readonly<Record<Language, HandSteps>>>>> = {
  "media-empty": {
    id: {
      steps: [
        "Ambil kartu kosong yang bersih; pegang tepinya saja.",
        "Kipas tumpukannya agar kartu tidak lengket.",
        "Isi tempat kartu, lalu tutup kembali.",
      ],
      never: "Jangan memakai kartu yang bengkok, kotor, atau pernah masuk printer.",
    },
    en: {
      steps: [
        "Take clean blank cards; hold them by their edges.",
        "Fan the stack, so that no cards stick together.",
        "Fill the feeder and close it again.",
      ],
      never: "Never use cards that are bent, dirty or have been in the printer before.",
    },
  },
  "media-low": {
    id: {
      steps: ["Siapkan kartu kosong di dekat printer.", "Isi tempat kartu saat ada waktu."],
    },
    en: {
      steps: ["Have blank cards ready beside the printer.", "Refill the feeder when you can."],
    },
  },
  "card-inside": {
    id: {
      steps: [
        "Tunggu sampai printer diam, lalu buka tutupnya.",
        "Keluarkan kartunya perlahan dan simpan terpisah: mungkin itu kartu seseorang.",
        "Tutup sampai terdengar bunyi klik.",
        "Bila layar bertanya tentang kartu itu, jawab.",
      ],
      never: "Jangan memasukkan kartu itu kembali ke tempat kartu.",
    },
    en: {
      steps: [
        "Wait until nothing moves, then open the cover.",
        "Take the card out gently and keep it apart: it may be somebody's.",
        "Close the cover until it clicks.",
        "If the screen asks about that card, answer.",
      ],
      never: "Never put that card back into the feeder.",
    },
  },
  "cover-open": {
    id: {
      steps: ["Periksa apakah pita duduk lurus.", "Tutup sampai terdengar bunyi klik."],
      never: "Jangan membuka tutup saat kartu sedang dicetak.",
    },
    en: {
      steps: ["See that the ribbon lies straight.", "Close the cover until it clicks."],
      never: "Never open the cover while a card is being printed.",
    },
  },
  "marker-supply-empty": {
    id: {
      steps: [
        "Buka tutup printer dan keluarkan pita lama.",
        "Pasang pita baru dari jenis yang sama; kencangkan gulungannya.",
        "Tutup sampai terdengar bunyi klik.",
        "Simpan pita lama terkunci sampai dimusnahkan.",
      ],
      never: "Jangan membuang pita lama ke tempat sampah: data orang terbaca di sana.",
    },
    en: {
      steps: [
        "Open the cover and take the old ribbon out.",
        "Put in a new one of the same kind; turn its rolls until it is tight.",
        "Close the cover until it clicks.",
        "Lock the old ribbon away until it is destroyed.",
      ],
      never: "Never throw an old ribbon away: people's data can be read on it.",
    },
  },
  "output-area-full": {
    id: {
      steps: [
        "Ambil semua kartu dari kedua kotak.",
        "Simpan kartu jadi dan kartu rusak terpisah.",
        "Pasang kedua kotak kembali.",
      ],
      never: "Jangan mencampur kartu rusak dengan kartu jadi.",
    },
    en: {
      steps: [
        "Take the cards out of both boxes.",
        "Keep finished and spoiled cards apart.",
        "Put both boxes back.",
      ],
      never: "Never mix spoiled cards with finished ones.",
    },
  },
  "cleaning-due": {
    id: {
      steps: [
        "Tunggu sampai tidak ada kartu yang sedang dicetak.",
        "Bersihkan dengan kartu pembersih, menurut petunjuk pada bungkusnya.",
      ],
      never: "Jangan memakai air, kain basah, atau benda tajam.",
    },
    en: {
      steps: ["Wait until no card is being printed.", "Use a cleaning card as its wrapping says."],
      never: "Never use water, a wet cloth or anything sharp.",
    },
  },
  "marker-over-temperature": {
    id: {
      steps: [
        "Biarkan printer menyala dan tertutup.",
        "Pastikan lubang udaranya tidak tertutup.",
        "Tunggu sampai dingin.",
      ],
      never: "Jangan mematikan printer: kartu di dalamnya menunggu.",
    },
    en: {
      steps: [
        "Leave the printer on and closed.",
        "See that nothing covers its air slots.",
        "Wait until it has cooled down.",
      ],
      never: "Never switch it off: a card may be waiting inside.",
    },
  },
  "timed-out": {
    id: {
      steps: [
        "Tunggu sampai tidak ada yang bergerak.",
        "Matikan printer, tunggu sepuluh detik, nyalakan kembali.",
        "Bila terulang tiga kali, hubungi petugas teknis.",
      ],
      never: "Jangan mematikan printer saat kartu masih bergerak.",
    },
    en: {
      steps: [
        "Wait until nothing moves.",
        "Switch the printer off, wait ten seconds, switch it on again.",
        "If it happens three times, call the technician.",
      ],
      never: "Never switch the printer off while a card moves.",
    },
  },
  "connecting-to-device": {
    id: {
      steps: [
        "Periksa apakah lampu printer menyala.",
        "Periksa kabel listrik dan kabel data di kedua ujungnya.",
      ],
      never: "Jangan mencabut kabel saat kartu sedang dicetak.",
    },
    en: {
      steps: [
        "See that the printer's light is on.",
        "Check its power cable and its data cable at both ends.",
      ],
      never: "Never pull a cable while a card is being printed.",
    },
  },
  "media-jam": {
    id: {
      steps: [
        "Tunggu sampai printer diam, lalu buka tutupnya.",
        "Tarik kartu perlahan; simpan terpisah sebagai kartu rusak.",
        "Periksa pita; bila putus, pasang yang baru. Kosongkan kedua kotak kartu.",
        "Tutup sampai terdengar bunyi klik.",
      ],
      never: "Jangan memakai benda tajam; jangan memasukkan kartu itu kembali.",
    },
    en: {
      steps: [
        "Wait until nothing moves, then open the cover.",
        "Pull the card out gently; keep it apart as a spoiled one.",
        "Look at the ribbon; if it is torn, put in a new one. Empty both boxes.",
        "Close the cover until it clicks.",
      ],
      never: "Never use anything sharp; never put that card back in.",
    },
  },
  "device-changed": {
    id: {
      steps: [
        "Apakah printer ditukar? Pasang kembali yang semula.",
        "Bila memang harus diganti, petugas teknis yang menerimanya dengan `cetakd release`.",
      ],
      never: "Jangan menukar printer selama ada kartu yang diragukan.",
    },
    en: {
      steps: [
        "Was the printer exchanged? Connect the earlier one again.",
        "If it has to be replaced, the technician accepts the new one with `cetakd release`.",
      ],
      never: "Never exchange a printer while a card is in doubt.",
    },
  },
  "command-refused": {
    id: {
      steps: [
        "Tunggu sampai tidak ada yang bergerak.",
        "Matikan printer, tunggu sepuluh detik, nyalakan kembali.",
        "Bila terulang, hubungi petugas teknis.",
      ],
    },
    en: {
      steps: [
        "Wait until nothing moves.",
        "Switch the printer off, wait ten seconds, switch it on again.",
        "If it happens again, call the technician.",
      ],
    },
  },
  other: {
    id: {
      steps: [
        "Catat pesan di printer dan kode di layar.",
        "Keluarkan kartu yang tertinggal, bila ada, dan simpan terpisah.",
        "Hubungi petugas teknis.",
      ],
      never: "Jangan mematikan printer sebelum pesannya dicatat.",
    },
    en: {
      steps: [
        "Write down what the printer shows and the code on the screen.",
        "Take out a card that is left inside, if any, and keep it apart.",
        "Call the technician.",
      ],
      never: "Never switch the printer off before that is written down.",
    },
  },
};

/** What the hands do about a condition, in order. */
export function handSteps(condition: Condition, language: Language): HandSteps {
  const { action } = FAULT_TEXTS[condition][language];
  return FAULT_STEPS[condition]?.[language] ?? { steps: [action] };
}
