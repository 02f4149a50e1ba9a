import type { Condition } from "./faults.ts";

/** Languages in which the daemon speaks to people; the first is the default. */
export const LANGUAGES = ["id", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface FaultText {
  /** What it is: one line, no full stop. */
  readonly title: string;
  /** What the person at the print desk does with the hands: one line. */
  readonly action: string;
}

export type FaultTexts = Readonly<Record<Language, FaultText>> & {
  /** Minutes that it usually takes until cards come out again. */
  readonly minutes: number;
};

/** What a person reads when a condition of the catalogue is found, and what helps. */
export const FAULT_TEXTS: Readonly<Record<Condition, FaultTexts>> = {
  "media-empty": {
    id: {
      title: "Kartu kosong habis",
      action: "Silakan isi tempat kartu dengan kartu kosong yang bersih, lalu tutup kembali.",
    },
    en: {
      title: "No blank cards left",
      action: "Please fill the feeder with clean blank cards and close it again.",
    },
    minutes: 2,
  },
  "media-low": {
    id: {
      title: "Kartu kosong hampir habis",
      action: "Mohon siapkan kartu kosong dan isi tempat kartu saat ada waktu.",
    },
    en: {
      title: "Few blank cards left",
      action: "Please have blank cards ready and refill the feeder when you have a moment.",
    },
    minutes: 2,
  },
  "media-jam": {
    id: {
      title: "Kartu atau pita tersangkut",
      action: "Silakan buka tutup printer, ambil kartu perlahan, periksa pita, lalu tutup kembali.",
    },
    en: {
      title: "A card or the ribbon is stuck",
      action:
        "Please open the cover, take the card out gently, check the ribbon and close it again.",
    },
    minutes: 5,
  },
  "card-inside": {
    id: {
      title: "Ada kartu tertinggal di dalam printer",
      action:
        "Silakan buka tutup printer, ambil kartunya, simpan untuk diperiksa, lalu tutup kembali.",
    },
    en: {
      title: "A card has been left inside the printer",
      action: "Please open the cover, take the card out, keep it for checking and close the cover.",
    },
    minutes: 3,
  },
  "cover-open": {
    id: {
      title: "Tutup printer terbuka",
      action: "Silakan tutup printer sampai terdengar bunyi klik.",
    },
    en: {
      title: "The printer cover is open",
      action: "Please close the cover until it clicks.",
    },
    minutes: 1,
  },
  "marker-supply-empty": {
    id: {
      title: "Pita printer habis atau putus",
      action: "Silakan buka tutup printer, pasang pita baru, lalu tutup kembali.",
    },
    en: {
      title: "The ribbon is used up or torn",
      action: "Please open the cover, put in a new ribbon and close it again.",
    },
    minutes: 4,
  },
  "marker-supply-low": {
    id: {
      title: "Pita printer hampir habis",
      action: "Mohon siapkan pita baru di dekat printer.",
    },
    en: {
      title: "The ribbon is nearly used up",
      action: "Please keep a new ribbon ready beside the printer.",
    },
    minutes: 4,
  },
  "marker-supply-insufficient": {
    id: {
      title: "Pita printer tidak cukup untuk semua kartu yang menunggu",
      action: "Mohon siapkan pita baru: pita ini habis sebelum antrean selesai.",
    },
    en: {
      title: "The ribbon will not last for all cards that wait",
      action: "Please have a new ribbon ready: this one ends before the queue does.",
    },
    minutes: 4,
  },
  "cleaning-due": {
    id: {
      title: "Printer perlu dibersihkan",
      action: "Mohon bersihkan printer dengan kartu pembersih saat antrean sepi.",
    },
    en: {
      title: "The printer needs cleaning",
      action: "Please clean the printer with a cleaning card when the queue is short.",
    },
    minutes: 5,
  },
  "output-area-full": {
    id: {
      title: "Kotak kartu jadi atau kartu rusak penuh",
      action: "Silakan ambil semua kartu dari kedua kotak; simpan kartu rusak terpisah.",
    },
    en: {
      title: "The box for finished or spoiled cards is full",
      action: "Please take the cards out of both boxes; keep spoiled cards apart.",
    },
    minutes: 1,
  },
  "marker-over-temperature": {
    id: {
      title: "Printer terlalu panas",
      action: "Mohon tunggu sampai printer dingin; pastikan lubang udaranya tidak tertutup.",
    },
    en: {
      title: "The printer is too hot",
      action: "Please wait until it has cooled down; make sure that nothing covers its air slots.",
    },
    minutes: 10,
  },
  "timed-out": {
    id: {
      title: "Printer tidak menjawab",
      action: "Silakan matikan printer, tunggu sepuluh detik, lalu nyalakan kembali.",
    },
    en: {
      title: "The printer does not answer",
      action: "Please switch the printer off, wait ten seconds and switch it on again.",
    },
    minutes: 3,
  },
  "connecting-to-device": {
    id: {
      title: "Printer tidak terhubung",
      action: "Silakan periksa apakah printer menyala dan kabelnya terpasang di kedua ujung.",
    },
    en: {
      title: "The printer is not connected",
      action: "Please check that the printer is on and its cable is plugged in at both ends.",
    },
    minutes: 3,
  },
  "device-changed": {
    id: {
      title: "Printer yang terpasang bukan printer yang biasa",
      action:
        "Silakan pasang kembali printer semula, atau minta petugas teknis menerima printer ini.",
    },
    en: {
      title: "This is not the printer that was here before",
      action: "Please connect the earlier printer again, or have the technician accept this one.",
    },
    minutes: 15,
  },
  "command-refused": {
    id: {
      title: "Printer menolak perintah cetak",
      action: "Silakan matikan dan nyalakan printer; jika terulang, hubungi petugas teknis.",
    },
    en: {
      title: "The printer refuses to print",
      action: "Please switch the printer off and on; if it happens again, call the technician.",
    },
    minutes: 15,
  },
  other: {
    id: {
      title: "Printer melaporkan gangguan yang belum dikenal",
      action: "Silakan lihat pesan di printer, catat, lalu hubungi petugas teknis.",
    },
    en: {
      title: "The printer reports a problem that is not known",
      action: "Please read what the printer shows, write it down and call the technician.",
    },
    minutes: 15,
  },

  "server-offline": {
    id: {
      title: "Server terputus atau mati",
      action: "Silakan periksa apakah server menyala dan kabel jaringannya terpasang.",
    },
    en: {
      title: "The server is disconnected or off",
      action: "Please check that the server is on and its network cable is plugged in.",
    },
    minutes: 15,
  },
  "report-stale": {
    id: {
      title: "Server sudah lama tidak memberi kabar",
      action: "Silakan periksa apakah server menyala; jika ya, hubungi petugas teknis.",
    },
    en: {
      title: "The server has not reported for too long",
      action: "Please check that the server is on; if it is, call the technician.",
    },
    minutes: 15,
  },
  "ping-unanswered": {
    id: {
      title: "Server tidak menjawab",
      action: "Silakan periksa kabel jaringan server; jika terpasang, hubungi petugas teknis.",
    },
    en: {
      title: "The server does not answer",
      action: "Please check the server's network cable; if it is in place, call the technician.",
    },
    minutes: 15,
  },
  "ping-slow": {
    id: {
      title: "Server menjawab dengan lambat",
      action: "Mohon tunggu; jika sampai satu jam tetap lambat, beri tahu petugas teknis.",
    },
    en: {
      title: "The server answers slowly",
      action: "Please wait; if it is still slow in an hour, tell the technician.",
    },
    minutes: 60,
  },
  "probe-failed": {
    id: {
      title: "Server tidak dapat dihubungi",
      action: "Silakan periksa apakah server menyala dan kabel jaringannya terpasang.",
    },
    en: {
      title: "The server cannot be reached",
      action: "Please check that the server is on and its network cable is plugged in.",
    },
    minutes: 15,
  },
  "disk-failing": {
    id: {
      title: "Penyimpanan server mulai rusak",
      action: "Mohon segera hubungi petugas teknis; jangan matikan server.",
    },
    en: {
      title: "A disk of the server is beginning to fail",
      action: "Please call the technician soon; do not switch the server off.",
    },
    minutes: 240,
  },
  "disk-worsening": {
    id: {
      title: "Kerusakan penyimpanan server bertambah",
      action: "Mohon hubungi petugas teknis hari ini juga: salin datanya dan ganti disknya.",
    },
    en: {
      title: "A disk of the server is getting worse",
      action: "Please call the technician today: copy its data and replace the disk.",
    },
    minutes: 240,
  },
  "disk-full": {
    id: {
      title: "Penyimpanan server hampir penuh",
      action: "Mohon hubungi petugas teknis hari ini juga.",
    },
    en: {
      title: "The server's disk is nearly full",
      action: "Please call the technician today.",
    },
    minutes: 60,
  },
  "raid-degraded": {
    id: {
      title: "Satu penyimpanan server rusak, cadangannya bekerja",
      action: "Mohon segera hubungi petugas teknis; jangan matikan server.",
    },
    en: {
      title: "One disk of the server has failed, its spare is working",
      action: "Please call the technician soon; do not switch the server off.",
    },
    minutes: 240,
  },
  "raid-failed": {
    id: {
      title: "Penyimpanan server rusak",
      action: "Mohon hubungi petugas teknis sekarang; jangan matikan atau nyalakan server.",
    },
    en: {
      title: "The server's disks have failed",
      action: "Please call the technician now; do not switch the server off or on.",
    },
    minutes: 480,
  },
  "over-temperature": {
    id: {
      title: "Server terlalu panas",
      action: "Silakan periksa pendingin ruangan dan pastikan lubang udara server tidak tertutup.",
    },
    en: {
      title: "The server is too hot",
      action: "Please check the air conditioning and that nothing covers the server's air slots.",
    },
    minutes: 30,
  },
  "database-down": {
    id: {
      title: "Data kependudukan di server tidak dapat dibuka",
      action: "Mohon hubungi petugas teknis; pencetakan berlanjut sendiri setelah pulih.",
    },
    en: {
      title: "The server cannot open its records",
      action: "Please call the technician; printing goes on by itself once it works again.",
    },
    minutes: 60,
  },
  "on-battery": {
    id: {
      title: "Listrik padam, server memakai baterai",
      action: "Silakan periksa listrik kantor; mohon jangan menambah beban pada baterai.",
    },
    en: {
      title: "No mains power, the server runs on its battery",
      action: "Please check the office's power; please plug nothing else into the battery.",
    },
    minutes: 60,
  },
  "clock-skew": {
    id: {
      title: "Jam server tidak cocok",
      action: "Mohon beri tahu petugas teknis agar jam server disesuaikan.",
    },
    en: {
      title: "The server's clock is wrong",
      action: "Please tell the technician, so that the server's clock is set.",
    },
    minutes: 30,
  },
  "server-check-failed": {
    id: {
      title: "Server melaporkan bahwa ada bagiannya yang terganggu",
      action: "Mohon beri tahu petugas teknis; pencetakan tetap berjalan.",
    },
    en: {
      title: "The server reports that a part of it is not well",
      action: "Please tell the technician; printing goes on.",
    },
    minutes: 60,
  },

  "store-failed": {
    id: {
      title: "Komputer cetak tidak dapat menyimpan catatan",
      action: "Mohon hubungi petugas teknis sekarang; kartu tidak dicetak sampai ini diperbaiki.",
    },
    en: {
      title: "The print computer cannot save its records",
      action: "Please call the technician now; no card is printed until this is repaired.",
    },
    minutes: 60,
  },
  "store-lost": {
    id: {
      title: "Catatan pekerjaan rusak dan disisihkan dalam sebuah berkas",
      action:
        "Mohon hubungi petugas teknis: server mengirim ulang, lalu `cetakd adopt` yang memutuskan.",
    },
    en: {
      title: "The job records were damaged and are kept in a file",
      action: "Please call the technician: the server sends open jobs again, then `cetakd adopt`.",
    },
    minutes: 120,
  },
  "store-restored": {
    id: {
      title: "Catatan komputer cetak lebih tua daripada kartunya",
      action: "Mohon hubungi petugas teknis: ia harus memutuskan sebelum kartu dicetak lagi.",
    },
    en: {
      title: "The print computer's records are older than its cards",
      action: "Please call the technician, who has to decide before any card is printed.",
    },
    minutes: 60,
  },
  "second-host": {
    id: {
      title: "Ada dua komputer cetak dengan satu nama",
      action: "Mohon hubungi petugas teknis: ia harus memutuskan komputer mana yang mencetak.",
    },
    en: {
      title: "Two print computers have the same name",
      action: "Please call the technician, who has to decide which of them prints.",
    },
    minutes: 60,
  },
  "spool-area-full": {
    id: {
      title: "Penyimpanan komputer cetak hampir penuh",
      action: "Mohon hubungi petugas teknis hari ini juga.",
    },
    en: {
      title: "The print computer's disk is nearly full",
      action: "Please call the technician today.",
    },
    minutes: 60,
  },
  "broker-unreachable": {
    id: {
      title: "Jaringan ke pusat pesan terputus",
      action:
        "Silakan periksa kabel jaringan komputer cetak; kartu yang sudah diterima tetap dicetak.",
    },
    en: {
      title: "The network to the message centre is down",
      action:
        "Please check the print computer's network cable; cards already received still print.",
    },
    minutes: 15,
  },
  "hold-orphaned": {
    id: {
      title: "Ada tahanan tanpa sebab",
      action:
        "Silakan lihat cetakd status; bila penahannya petugas, lepaskan dengan cetakd release.",
    },
    en: {
      title: "There is a hold without a cause",
      action: "Please see cetakd status; if a person has placed it, lift it with cetakd release.",
    },
    minutes: 1,
  },
  "clock-unsynchronized": {
    id: {
      title: "Jam komputer ini tidak dapat dipercaya",
      action:
        "Mohon periksa jam komputer dan sambungannya ke server waktu; pencetakan berjalan terus.",
    },
    en: {
      title: "The clock of this computer cannot be trusted",
      action: "Please check its clock and its connection to a time server; printing goes on.",
    },
    minutes: 15,
  },
  "notify-failed": {
    id: {
      title: "Pesan gangguan tidak sampai ke penerimanya",
      action: "Mohon beri tahu petugas teknis; kartu tetap dicetak.",
    },
    en: {
      title: "Messages about faults do not reach their receiver",
      action: "Please tell the technician; cards are printed all the same.",
    },
    minutes: 15,
  },
};
