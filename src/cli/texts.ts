/** What an operator reads from `status`, `jobs`, `job` and `test-card`, in both languages. */

export type Language = "id" | "en";

/** Words for the values of the contract; a value of a later version is shown as it stands. */
export type Words = Readonly<Record<string, string>>;

export interface Texts {
  /** One sentence for each value of `state` (contract §5). */
  readonly hostState: Words;
  readonly jobState: Words;
  readonly printerState: Words;
  readonly serverState: Words;
  readonly feeder: Words;
  readonly outcome: Words;
  readonly release: Words;
  readonly yes: string;
  readonly no: string;
  readonly asOf: (time: string) => string;
  readonly since: (time: string) => string;
  readonly until: (time: string) => string;
  readonly toDo: (action: string) => string;
  readonly hold: (hold: Record<"scope" | "cause" | "time" | "release", string>) => string;
  /** Beneath the hold of a server: jobs that could be printed now without it. */
  readonly printable: (jobs: number, scope: string) => string;
  readonly oldestHold: (time: string) => string;
  /** By whose word a fault does not hold, and until when at the latest. */
  readonly overridden: (by: string, until: string | undefined) => string;
  readonly counts: (counts: StatusCounts) => string;
  /** `apart`: there are held jobs, which do not count. */
  readonly drain: (time: string, apart: boolean) => string;
  readonly notConnected: string;
  readonly simulated: string;
  /** Cards or answers until a repaired device is trusted again. */
  readonly proving: (left: string) => string;
  readonly relapse: string;
  readonly ribbon: (left: string) => string;
  readonly feederIs: (state: string) => string;
  readonly lastSeen: (time: string) => string;
  /** For how many hours of printing a server's waiting jobs last. */
  readonly reach: (hours: number) => string;
  /** A server is down and its jobs go on printing. */
  readonly printsOn: (until: string) => string;
  readonly stale: (time: string) => string;
  readonly jobsHeader: readonly string[];
  readonly noJobs: string;
  readonly jobLabels: Record<
    "received" | "priority" | "stock" | "specimen" | "reasons" | "place" | "eta",
    string
  >;
  readonly attemptsHeader: readonly string[];
  readonly underWay: string;
  readonly queued: (jobId: string) => string;
  readonly unreachable: (socketPath: string, reason: string) => string;
  readonly backup: BackupTexts;
  readonly notify: NotifyTexts;
}

export interface NotifyTexts {
  readonly delivered: (status: number, answer: string) => string;
  readonly failed: (reason: string, answer: string) => string;
}

export interface BackupTexts {
  readonly saved: (file: string, bytes: number) => string;
  readonly exists: (file: string) => string;
  readonly unwritable: (file: string, reason: string) => string;
  readonly incomplete: (reason: string) => string;
}

/** Shown as they are in the daemon's own document; `-` for what it does not know. */
export type StatusCounts = Record<
  "waiting" | "held" | "printing" | "inDoubt" | "doneToday",
  string
>;

export function wordFor(words: Words, value: unknown): string {
  return typeof value === "string" ? (words[value] ?? value) : "-";
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    hostState: {
      starting: "Starting.",
      idle: "Ready, nothing to print.",
      printing: "Printing.",
      held: "Held: jobs wait and no printer may take one.",
      stopping: "Stopping.",
    },
    jobState: {
      pending: "waiting",
      held: "held",
      processing: "printing",
      "in-doubt": "in doubt",
      completed: "done",
      canceled: "canceled",
      aborted: "failed",
      expired: "expired",
    },
    printerState: { idle: "ready", processing: "printing", stopped: "stopped" },
    serverState: {
      up: "up",
      degraded: "degraded",
      down: "down",
      off: "switched off",
      unknown: "unknown",
    },
    feeder: { ok: "filled", low: "almost empty", empty: "empty", unknown: "unknown" },
    outcome: {
      printed: "printed",
      "not-printed": "not printed",
      spoiled: "spoiled",
      unknown: "unknown",
    },
    release: {
      "fault-clears": "ends by itself when the fault is gone",
      adopt: "ends when a person adopts this host: cetakd adopt",
      decision: "ends when a person has decided about the card in doubt",
      operator: "ends when a person releases it: cetakd release",
      until: "ends by itself when its time comes",
      "probation-checks": "ends by itself when the checks of the device are good",
      "probation-look": "ends when a person has looked at the first card and releases it",
      "probation-pause": "ends by itself after a pause",
    },
    yes: "yes",
    no: "no",
    asOf: (time) => `As of ${time}`,
    since: (time) => `since ${time}`,
    until: (time) => `ends at ${time}`,
    toDo: (action) => `To do: ${action}`,
    hold: ({ scope, cause, time, release }) =>
      `Held: ${scope} since ${time}, because of ${cause}; ${release}`,
    printable: (jobs, scope) =>
      jobs === 0
        ? "None of its cards could be printed now."
        : `${jobs} of its cards could be printed now, by: cetakd release ${scope} --override --reason …`,
    oldestHold: (time) => `The oldest hold is there since ${time}.`,
    overridden: (by, until) =>
      `Printing goes on in spite of it, by the word of ${by}${until ? `, until ${until}` : ""}.`,
    counts: ({ waiting, held, printing, inDoubt, doneToday }) =>
      `${waiting} waiting, ${held} held, ${printing} printing, ${inDoubt} in doubt, ` +
      `${doneToday} done today`,
    drain: (time, apart) => `Done at about ${time}${apart ? ", without the held ones" : ""}`,
    notConnected: "not connected",
    simulated: "simulated",
    proving: (left) => `repaired, proving itself, ${left} to go`,
    relapse: "do not rely on this repair",
    ribbon: (left) => `ribbon ${left}`,
    feederIs: (state) => `feeder ${state}`,
    lastSeen: (time) => `seen ${time}`,
    reach: (hours) => `jobs for ${hours} h`,
    printsOn: (until) => `prints on without it until ${until}`,
    stale: (time) => `STALE, observed ${time}`,
    jobsHeader: ["JOB", "STATE", "PRIORITY", "ATTEMPTS", "RECEIVED", "EXPECTED", "REASONS"],
    noJobs: "No jobs.",
    jobLabels: {
      received: "received",
      priority: "priority",
      stock: "stock",
      specimen: "specimen",
      reasons: "reasons",
      place: "place in the queue",
      eta: "expected at about",
    },
    attemptsHeader: ["ATTEMPT", "PRINTER", "BEGUN", "ENDED", "OUTCOME", "EVIDENCE"],
    underWay: "under way",
    queued: (jobId) => `The test card waits for its turn as job ${jobId}.`,
    unreachable: (socketPath, reason) =>
      `nobody answers on ${socketPath} (${reason}). Is the daemon running? ` +
      "See `systemctl status cetakd`.",
    backup: {
      saved: (file, bytes) =>
        `The store is saved in ${file} (${bytes} bytes). It holds personal data: keep it safe.`,
      exists: (file) => `${file} is there already and is not overwritten`,
      unwritable: (file, reason) => `${file} cannot be written: ${reason}`,
      incomplete: (reason) => `the copy was not complete and has been removed: ${reason}`,
    },
    notify: {
      delivered: (status, answer) => `The test message was delivered: ${status} ${answer}`.trim(),
      failed: (reason, answer) => `the test message was not delivered: ${reason} ${answer}`.trim(),
    },
  },
  id: {
    hostState: {
      starting: "Sedang mulai.",
      idle: "Siap, tidak ada yang dicetak.",
      printing: "Sedang mencetak.",
      held: "Tertahan: ada antrean dan tidak ada printer yang boleh mencetak.",
      stopping: "Sedang berhenti.",
    },
    jobState: {
      pending: "menunggu",
      held: "tertahan",
      processing: "dicetak",
      "in-doubt": "diragukan",
      completed: "selesai",
      canceled: "dibatalkan",
      aborted: "gagal",
      expired: "kedaluwarsa",
    },
    printerState: { idle: "siap", processing: "mencetak", stopped: "berhenti" },
    serverState: {
      up: "aktif",
      degraded: "terganggu",
      down: "tidak berfungsi",
      off: "dimatikan",
      unknown: "tidak diketahui",
    },
    feeder: { ok: "terisi", low: "hampir kosong", empty: "kosong", unknown: "tidak diketahui" },
    outcome: {
      printed: "tercetak",
      "not-printed": "tidak tercetak",
      spoiled: "rusak",
      unknown: "tidak diketahui",
    },
    release: {
      "fault-clears": "lepas sendiri setelah gangguan hilang",
      adopt: "lepas bila petugas menetapkan komputer ini: cetakd adopt",
      decision: "lepas setelah petugas memutuskan kartu yang diragukan",
      operator: "lepas bila dilepaskan petugas: cetakd release",
      until: "lepas sendiri pada waktunya",
      "probation-checks": "lepas sendiri setelah pemeriksaan perangkat baik",
      "probation-look": "lepas bila petugas sudah melihat kartu pertama dan melepaskannya",
      "probation-pause": "lepas sendiri setelah jeda",
    },
    yes: "ya",
    no: "tidak",
    asOf: (time) => `Keadaan pada ${time}`,
    since: (time) => `sejak ${time}`,
    until: (time) => `lepas sendiri pada ${time}`,
    toDo: (action) => `Tindakan: ${action}`,
    hold: ({ scope, cause, time, release }) =>
      `Tertahan: ${scope} sejak ${time}, karena ${cause}; ${release}`,
    printable: (jobs, scope) =>
      jobs === 0
        ? "Tidak ada kartunya yang dapat dicetak sekarang."
        : `${jobs} kartunya dapat dicetak sekarang, dengan: cetakd release ${scope} --override --reason …`,
    oldestHold: (time) => `Tahanan yang paling lama sudah ada sejak ${time}.`,
    overridden: (by, until) =>
      `Tetap mencetak atas keputusan ${by}${until ? `, sampai ${until}` : ""}.`,
    counts: ({ waiting, held, printing, inDoubt, doneToday }) =>
      `${waiting} menunggu, ${held} tertahan, ${printing} dicetak, ${inDoubt} diragukan, ` +
      `${doneToday} selesai hari ini`,
    drain: (time, apart) => `Selesai kira-kira ${time}${apart ? ", tanpa yang tertahan" : ""}`,
    notConnected: "tidak tersambung",
    simulated: "simulasi",
    proving: (left) => `sudah diperbaiki, sedang membuktikan diri, tersisa ${left}`,
    relapse: "jangan andalkan perbaikan ini",
    ribbon: (left) => `pita ${left}`,
    feederIs: (state) => `tempat kartu ${state}`,
    lastSeen: (time) => `terlihat ${time}`,
    reach: (hours) => `pekerjaan untuk ${String(hours).replace(".", ",")} jam`,
    printsOn: (until) => `tetap mencetak tanpa server sampai ${until}`,
    stale: (time) => `USANG, diamati ${time}`,
    jobsHeader: [
      "PEKERJAAN",
      "KEADAAN",
      "PRIORITAS",
      "PERCOBAAN",
      "DITERIMA",
      "PERKIRAAN",
      "ALASAN",
    ],
    noJobs: "Tidak ada pekerjaan.",
    jobLabels: {
      received: "diterima",
      priority: "prioritas",
      stock: "stok",
      specimen: "spesimen",
      reasons: "alasan",
      place: "urutan",
      eta: "selesai kira-kira",
    },
    attemptsHeader: ["PERCOBAAN", "PRINTER", "MULAI", "AKHIR", "HASIL", "BUKTI"],
    underWay: "berlangsung",
    queued: (jobId) => `Kartu uji menunggu giliran sebagai pekerjaan ${jobId}.`,
    unreachable: (socketPath, reason) =>
      `tidak ada jawaban di ${socketPath} (${reason}). Apakah daemon berjalan? ` +
      "Lihat `systemctl status cetakd`.",
    backup: {
      saved: (file, bytes) =>
        `Penyimpanan disalin ke ${file} (${bytes} bita). Isinya data pribadi: simpan di tempat aman.`,
      exists: (file) => `${file} sudah ada dan tidak ditimpa`,
      unwritable: (file, reason) => `${file} tidak dapat ditulis: ${reason}`,
      incomplete: (reason) => `salinan tidak lengkap dan sudah dihapus: ${reason}`,
    },
    notify: {
      delivered: (status, answer) => `Pesan uji sudah sampai: ${status} ${answer}`.trim(),
      failed: (reason, answer) => `pesan uji tidak sampai: ${reason} ${answer}`.trim(),
    },
  },
};
