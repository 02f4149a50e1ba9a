import type { DeviceReport } from "../io/report-document.ts";
import type { Language } from "./texts.ts";

type Figures = Record<"failures" | "outages" | "mtbf" | "mttr" | "available" | "penalty", string>;

/** What an operator reads from `cetakd report`. */
export interface ReportTexts {
  readonly everything: string;
  readonly since: (time: string) => string;
  readonly noFailure: string;
  /** There were failures, and nothing says that its repair is not to be relied on. */
  readonly reliable: string;
  readonly proving: (probation: NonNullable<DeviceReport["probation"]>) => string;
  readonly figures: (figures: Figures) => string;
  readonly days: (count: string) => string;
  readonly hours: (count: string) => string;
  readonly header: readonly string[];
  readonly stands: string;
  readonly byPerson: string;
  readonly byItself: string;
  readonly reopened: (times: number) => string;
}

export const REPORT_TEXTS: Readonly<Record<Language, ReportTexts>> = {
  en: {
    everything: "All failures that were ever kept",
    since: (time) => `Failures since ${time}`,
    noFailure: "no failure",
    reliable: "no relapse",
    proving: ({ phase, step, steps, left }) =>
      phase === "stopped"
        ? `Not repaired yet: it has to prove itself then, ${left} to go.`
        : `Proves itself: step ${step} of ${steps}, ${left} to go.`,
    figures: ({ failures, outages, mtbf, mttr, available, penalty }) =>
      `Failures ${failures}, outages ${outages}. Works ${mtbf} between two outages (MTBF), is out ` +
      `for ${mttr} (MTTR). Available ${available} % of the last 30 days. Penalty ${penalty}.`,
    days: (count) => `${count} days`,
    hours: (count) => `${count} h`,
    header: ["RAISED", "CLEARED", "BY", "FAILURE"],
    stands: "still there",
    byPerson: "a person",
    byItself: "itself",
    reopened: (times) => `back ${times}×`,
  },
  id: {
    everything: "Semua kerusakan yang pernah dicatat",
    since: (time) => `Kerusakan sejak ${time}`,
    noFailure: "tidak ada kerusakan",
    reliable: "tidak kambuh",
    proving: ({ phase, step, steps, left }) =>
      phase === "stopped"
        ? `Belum diperbaiki: setelah itu harus membuktikan diri, tersisa ${left}.`
        : `Sedang membuktikan diri: tahap ${step} dari ${steps}, tersisa ${left}.`,
    figures: ({ failures, outages, mtbf, mttr, available, penalty }) =>
      `Kerusakan ${failures}, henti ${outages}. Bekerja ${mtbf} di antara dua henti (MTBF), ` +
      `berhenti ${mttr} (MTTR). Tersedia ${available} % dari 30 hari terakhir. Nilai ${penalty}.`,
    days: (count) => `${count} hari`,
    hours: (count) => `${count} jam`,
    header: ["RUSAK", "PULIH", "OLEH", "KERUSAKAN"],
    stands: "masih ada",
    byPerson: "petugas",
    byItself: "sendiri",
    reopened: (times) => `kembali ${times}×`,
  },
};
