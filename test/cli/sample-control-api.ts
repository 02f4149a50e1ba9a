import type { CommandAnswerDocument } from "../../protocols/host/commands.ts";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import type { WhyDocument } from "../../protocols/host/why-document.ts";
import type { NotifyResult } from "../../src/core/ports.ts";
import type { ControlApi, JobDetails, JobRow, StatusDocument } from "../../src/io/control-api.ts";
import type { ReportDocument } from "../../src/io/report-document.ts";
import type { ScheduleDocument } from "../../src/io/schedule-document.ts";

/** The documents that `docs/api.md` shows; a test holds the two together. */

export const STATUS: StatusDocument = {
  state: {
    state: "held",
    reason_code: "media-empty",
    reason: "printer1: Kartu kosong habis",
    pending: 12,
    held: 12,
    processing: 0,
    in_doubt: 1,
    completed_today: 87,
    completed_total: 20481,
    oldest_job_at: "2021-01-04T08:00:00.000+07:00",
    drain_at: "2021-01-04T10:30:00.000+07:00",
    holds: 1,
    oldest_hold_at: "2021-01-04T09:10:00.000+07:00",
    faults: 1,
    simulated: false,
    store: "5f0c1f7de3b94f0f8a4f6f0a2b1c9d3e",
    event_seq: 311,
    job_event_seq: 61520,
    version: "0.1.0",
    observed_at: "2021-01-04T09:15:00.000+07:00",
  },
  printers: {
    printer1: {
      printer_state: "stopped",
      reasons: "media-empty-error",
      connected: true,
      job_id: null,
      ribbon_left: 120,
      ribbon_capacity: 200,
      feeder: "empty",
      cards_total: 20533,
      cards_since_cleaning: 410,
      probation_cards_left: 0,
      relapse: false,
      penalty: 0,
      serial_number: "SIM0001",
      model: "A5013",
      firmware: "1.0",
      simulated: true,
      stale: false,
      observed_at: "2021-01-04T09:14:58.000+07:00",
    },
  },
  servers: {
    server1: {
      server_state: "up",
      reasons: "none",
      last_seen_at: "2021-01-04T09:14:31.000+07:00",
      latency_ms: 4,
      probation_cards_left: 0,
      relapse: false,
      penalty: 0,
      availability_30d_pct: 99.2,
      mtbf_h: 412,
      mttr_h: 2.5,
      printable_jobs: 0,
      reach_h: 7.5,
      autonomy_until: null,
      stale: true,
      observed_at: "2021-01-04T09:14:31.000+07:00",
    },
  },
  faults: [
    {
      device: "printer1",
      condition: "media-empty",
      severity: "error",
      since: "2021-01-04T09:10:00.000+07:00",
      text: "Kartu kosong habis",
      action: "Silakan isi tempat kartu dengan kartu kosong yang bersih, lalu tutup kembali.",
      raw: "FEEDER EMPTY",
    },
  ],
  holds: [
    {
      scope: "printer:printer1",
      cause: "printer1: media-empty",
      since: "2021-01-04T09:10:00.000+07:00",
      release: "fault-clears",
    },
  ],
  cards: [
    {
      printer: "printer2",
      job_id: "oku-2021-000120",
      since: "2021-01-04T09:14:20.000+07:00",
      eta: "2021-01-04T09:16:00.000+07:00",
    },
  ],
  in_doubt: ["oku-2021-000123"],
};

export const JOB: JobDetails = {
  job_id: "oku-2021-000123",
  state: "in-doubt",
  reasons: ["card-unverified"],
  priority: 50,
  attempts: 1,
  not_printed: 0,
  received_at: "2021-01-04T08:00:05.000+07:00",
  place: null,
  eta: null,
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  stock: "wni",
  specimen: true,
  question: {
    attempt: 1,
    printer: "printer1",
    before: {
      job_id: "oku-2021-000122",
      armed_at: "2021-01-04T09:00:10.000+07:00",
      outcome: "printed",
    },
    after: null,
  },
  attempts_made: [
    {
      attempt: 1,
      printer: "printer1",
      armed_at: "2021-01-04T09:01:00.000+07:00",
      ended_at: "2021-01-04T09:02:10.000+07:00",
      outcome: "unknown",
      evidence: { outcome: "unknown", detail: "line-lost" },
      decisions: [
        {
          id: "b2f8c7aa",
          as: "spoiled",
          by: "rina",
          reason: "card-destroyed",
          at: "2021-01-04T09:10:00.000+07:00",
          undone: { id: "c91e03d4", by: "rina", at: "2021-01-04T09:11:00.000+07:00" },
        },
      ],
    },
  ],
};

export const WHY: WhyDocument = {
  job_id: "oku-2021-000124",
  state: "held",
  reasons: ["media-empty"],
  received_at: "2021-01-04T08:00:07.000+07:00",
  ended_at: null,
  holds: [
    {
      scope: "printer:printer1",
      cause: "fault",
      device: "printer1",
      condition: "media-empty",
      since: "2021-01-04T09:10:00.000+07:00",
      release: "fault-clears",
      raw: "FEEDER EMPTY",
      seen_at: "2021-01-04T09:14:57.000+07:00",
      next_check_at: "2021-01-04T09:15:00.000+07:00",
      lift: "override",
      over: ["socket"],
    },
  ],
  printers: { printer1: "idle" },
  place: null,
  expected_at: null,
  attempt: null,
};

export const ROW: JobRow = {
  job_id: "oku-2021-000124",
  state: "held",
  reasons: ["printer-stopped"],
  priority: 50,
  attempts: 0,
  not_printed: 0,
  received_at: "2021-01-04T08:00:07.000+07:00",
  place: null,
  eta: null,
};

export const ANSWER: JobAnswer = {
  job_id: "oku-2021-000125",
  result: "accepted",
  state: "pending",
  hash: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
  at: "2021-01-04T09:15:01.000+07:00",
};

export const COMMAND_ANSWER: CommandAnswerDocument = {
  id: "d41d8cd9",
  ok: true,
  result: { job_id: "oku-2021-000123", attempt: 1, state: "pending" },
};

export const NOTIFY_TEST: NotifyResult = { ok: true, status: 200, answer: "ok" };

/** A PNG of one white pixel. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg==",
  "base64",
);

/** Answers with the samples; a test replaces what it is about. */
export const REPORT: ReportDocument = {
  at: "2021-03-02T09:15:00.000+07:00",
  since: null,
  devices: [
    {
      device: "server1",
      kind: "server",
      outages: 2,
      mtbf_h: 72,
      mttr_h: 960,
      availability_30d_pct: 10,
      penalty: 1743,
      relapse: true,
      verdict: "rusak lagi 3 hari setelah diperbaiki: jangan andalkan perbaikan ini",
      probation: null,
      incidents: [
        {
          incident: 1,
          condition: "server-offline",
          text: "Server terputus atau mati",
          raised_at: "2021-01-17T09:00:00.000+07:00",
          cleared_at: "2021-02-26T09:00:00.000+07:00",
          by_person: true,
          reopened: 0,
        },
        {
          incident: 2,
          condition: "server-offline",
          text: "Server terputus atau mati",
          raised_at: "2021-03-01T09:00:00.000+07:00",
          cleared_at: null,
          by_person: null,
          reopened: 1,
        },
      ],
    },
  ],
};

export const SCHEDULE: ScheduleDocument = {
  at: "2021-01-04T09:15:00.000+07:00",
  checks: [
    {
      id: "printer1/health",
      device: "printer1",
      cron: "*/30 * * * * *",
      state: "hard",
      running: false,
      next: [
        "2021-01-04T09:15:01.000+07:00",
        "2021-01-04T09:15:30.000+07:00",
        "2021-01-04T09:16:00.000+07:00",
      ],
      bad: 3,
      good: 2,
      clear_after_s: 5,
      timeout_s: 30,
      last: {
        started_at: "2021-01-04T09:14:58.000+07:00",
        ended_at: "2021-01-04T09:14:58.120+07:00",
        took_ms: 120,
        timed_out: false,
        found: ["media-empty"],
      },
      missed: [
        {
          reason: "device-busy",
          since: "2021-01-04T08:30:00.000+07:00",
          until: "2021-01-04T08:30:30.000+07:00",
          runs: 2,
        },
      ],
    },
  ],
};

export function createSampleApi(changes: Partial<ControlApi> = {}): ControlApi {
  return {
    status: () => STATUS,
    schedule: () => SCHEDULE,
    jobs: () => [ROW],
    job: (jobId) => (jobId === JOB.job_id ? JOB : undefined),
    why: (jobId) => (jobId === WHY.job_id ? WHY : undefined),
    report: ({ device = "server1" }) => (device === "server1" ? REPORT : undefined),
    submit: () => ANSWER,
    testCard: (printer) => (printer === "printer1" ? ANSWER : undefined),
    command: () => COMMAND_ANSWER,
    card: (jobId) =>
      jobId === JOB.job_id ? { ok: true, png: PNG } : { ok: false, code: "unknown-job" },
    testNotice: async () => NOTIFY_TEST,
    missing: () => [],
    ...changes,
  };
}
