import type { Language } from "./texts.ts";

export interface ScheduleTexts {
  readonly header: readonly string[];
  readonly none: string;
  /** Words for `state` of a check. */
  readonly state: Readonly<Record<string, string>>;
  readonly running: string;
  readonly never: string;
  readonly nothing: string;
  readonly timedOut: string;
  readonly missedHeader: string;
  readonly missed: (missed: Record<"id" | "runs" | "reason" | "since" | "until", string>) => string;
  /** Words for the reasons of missed runs. */
  readonly reason: Readonly<Record<string, string>>;
}

export const SCHEDULE_TEXTS: Readonly<Record<Language, ScheduleTexts>> = {
  en: {
    header: ["CHECK", "STATE", "LAST", "TOOK", "FOUND", "NEXT", "SCHEDULE"],
    none: "No checks are configured.",
    state: {
      good: "good",
      soft: "to be confirmed",
      hard: "fault",
      confirming: "seems gone, being confirmed",
      unknown: "not made yet",
    },
    running: "now",
    never: "-",
    nothing: "nothing",
    timedOut: "took too long",
    missedHeader: "Missed since the daemon was started:",
    missed: ({ id, runs, reason, since, until }) =>
      `${id}: ${runs} × ${reason}, ${since} to ${until}`,
    reason: {
      "device-busy": "device busy",
      "not-connected": "not connected",
      hours: "switched off, outside office hours",
      "never-heard": "never heard of it yet",
      "broker-away": "broker away",
      unknown: "cannot be told here",
      "still-running": "the run before had not ended",
      "timed-out": "took too long",
      "clock-stepped": "the clock was set",
      suspended: "the host was suspended",
      late: "the daemon did not get its turn",
    },
  },
  id: {
    header: ["PEMERIKSAAN", "KEADAAN", "TERAKHIR", "LAMA", "DITEMUKAN", "BERIKUT", "JADWAL"],
    none: "Tidak ada pemeriksaan yang diatur.",
    state: {
      good: "baik",
      soft: "perlu dipastikan",
      hard: "gangguan",
      confirming: "tampaknya hilang, sedang dipastikan",
      unknown: "belum dilakukan",
    },
    running: "sekarang",
    never: "-",
    nothing: "tidak ada",
    timedOut: "terlalu lama",
    missedHeader: "Yang terlewat sejak daemon dimulai:",
    missed: ({ id, runs, reason, since, until }) =>
      `${id}: ${runs} × ${reason}, ${since} sampai ${until}`,
    reason: {
      "device-busy": "perangkat sibuk",
      "not-connected": "tidak tersambung",
      hours: "dimatikan, di luar jam kerja",
      "never-heard": "belum pernah ada kabarnya",
      "broker-away": "pusat pesan terputus",
      unknown: "tidak dapat diketahui di sini",
      "still-running": "pemeriksaan sebelumnya belum selesai",
      "timed-out": "terlalu lama",
      "clock-stepped": "jam disetel",
      suspended: "komputer ditidurkan",
      late: "daemon tidak mendapat giliran",
    },
  },
};
