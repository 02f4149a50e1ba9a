import { describe, expect, it } from "vitest";
import { CONDITIONS } from "../../protocols/faults.ts";
import { hostStateSchema } from "../../protocols/host/state-documents.ts";
import { hostState } from "../../src/status/host-state.ts";
import {
  contextAt,
  faultHold,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  operatorHold,
  type SampleParts,
  STORE,
  sampleFault,
  sampleJob,
  samplePrinter,
  sampleState,
  unknownPrinter,
} from "./sample-state.ts";

const documentOf = (parts: SampleParts = {}, context = contextAt()) =>
  hostState(sampleState(parts), context);

const empty = sampleFault();
const low = sampleFault({ condition: "marker-supply-low" });
const awaited = sampleJob();
const printing = { kind: "printing", jobId: "oku-2021-000001", attempt: 1 } as const;

describe("state", () => {
  const cases: readonly { name: string; parts: SampleParts; state: string }[] = [
    { name: "nothing waits", parts: {}, state: "idle" },
    {
      name: "a printer makes a card",
      parts: { printers: [samplePrinter({ phase: printing })] },
      state: "printing",
    },
    {
      name: "a printer prepares a card",
      parts: {
        jobs: [awaited],
        printers: [samplePrinter({ phase: { kind: "preparing", jobId: awaited.jobId } })],
      },
      state: "printing",
    },
    { name: "a job has a printer that may take it", parts: { jobs: [awaited] }, state: "idle" },
    {
      name: "jobs wait and the printer is held",
      parts: { jobs: [awaited], faults: [empty], holds: [faultHold(empty)] },
      state: "held",
    },
    {
      name: "jobs wait and the printer is away",
      parts: { jobs: [awaited], printers: [samplePrinter({ phase: { kind: "offline" } })] },
      state: "held",
    },
    {
      name: "jobs wait for a stock that no printer has",
      parts: { jobs: [sampleJob({ stock: "wna" })] },
      state: "held",
    },
    {
      name: "only a simulated printer is there for a real card",
      parts: {
        jobs: [awaited],
        printers: [
          samplePrinter({
            identity: { model: "KC200", firmware: "1", serialNumber: "1", simulated: true },
          }),
        ],
      },
      state: "held",
    },
    {
      name: "one of two jobs is held by itself",
      parts: {
        jobs: [awaited, sampleJob()],
        holds: [operatorHold({ kind: "job", id: awaited.jobId })],
      },
      state: "idle",
    },
    {
      name: "the printer is held and nothing waits",
      parts: { faults: [empty], holds: [faultHold(empty)] },
      state: "idle",
    },
    {
      name: "the last card is being made",
      parts: { rest: { stopping: true }, printers: [samplePrinter({ phase: printing })] },
      state: "stopping",
    },
    {
      name: "a printer of an hour ago was never found",
      parts: { printers: [unknownPrinter()] },
      state: "idle",
    },
  ];
  it.each(cases)("is $state when $name", ({ parts, state }) => {
    expect(documentOf(parts).state).toBe(state);
  });

  it("is starting until a printer is found, or half a minute has passed", () => {
    const parts = { jobs: [awaited], printers: [unknownPrinter()] };
    const contextAfter = (ms: number) => contextAt(NOW - HOUR_MS + ms);
    expect(documentOf(parts, contextAfter(5_000)).state).toBe("starting");
    expect(documentOf(parts, contextAfter(30_000)).state).toBe("held");
    expect(documentOf({ jobs: [awaited] }, contextAfter(5_000)).state).toBe("idle");
  });
});

describe("reason", () => {
  const older = sampleFault({ condition: "cover-open", since: NOW - HOUR_MS });
  const cases: readonly { name: string; parts: SampleParts; code: string | null; text: string }[] =
    [
      { name: "nothing", parts: {}, code: null, text: "Siap mencetak, tidak ada antrean" },
      {
        name: "a warning before the ordinary",
        parts: { faults: [low] },
        code: "marker-supply-low",
        text: "printer1: Pita printer hampir habis",
      },
      {
        name: "an error before an older warning",
        parts: { faults: [{ ...low, since: NOW - HOUR_MS }, empty] },
        code: "media-empty",
        text: "printer1: Kartu kosong habis",
      },
      {
        name: "the older of two errors",
        parts: { faults: [empty, older] },
        code: "cover-open",
        text: "printer1: Tutup printer terbuka",
      },
      {
        name: "an error that holds before an older one that does not",
        parts: {
          faults: [
            sampleFault({ device: "server1", condition: "raid-failed", since: NOW - HOUR_MS }),
            empty,
          ],
          holds: [faultHold(empty)],
        },
        code: "media-empty",
        text: "printer1: Kartu kosong habis",
      },
      {
        name: "an operator's hold before an error for which no card waits",
        parts: { faults: [empty], holds: [operatorHold({ kind: "host" })] },
        code: "paused",
        text: "Antrean ditahan oleh petugas",
      },
      {
        name: "an error before an operator's hold",
        parts: { faults: [empty], holds: [operatorHold({ kind: "host" }), faultHold(empty)] },
        code: "media-empty",
        text: "printer1: Kartu kosong habis",
      },
      {
        name: "a rest that cards wait for before an error for which none does",
        parts: {
          jobs: [sampleJob()],
          faults: [sampleFault({ device: "server1", condition: "raid-failed" })],
          rest: {
            rests: new Map([
              ["printer1", { reason: "duty-per-hour", since: NOW, until: NOW + 35 * MINUTE_MS }],
            ]),
          },
        },
        code: "duty-per-hour",
        text: "printer1 beristirahat sampai pukul 10:35: batas jumlah kartunya tercapai",
      },
      {
        name: "the host's own fault without a name before it",
        parts: { faults: [sampleFault({ device: "host", condition: "store-failed" })] },
        code: "store-failed",
        text: "Komputer cetak tidak dapat menyimpan catatan",
      },
      {
        name: "a store that takes nothing, though nobody wrote it down",
        parts: { rest: { storeFailure: "full", storeFailedAt: NOW } },
        code: "store-failed",
        text: "Komputer cetak tidak dapat menyimpan catatan",
      },
      {
        name: "an operator's hold before a warning",
        parts: { faults: [low], holds: [operatorHold({ kind: "host" })] },
        code: "paused",
        text: "Antrean ditahan oleh petugas",
      },
      {
        name: "a printer that rests, while cards wait for it",
        parts: {
          jobs: [sampleJob()],
          rest: {
            rests: new Map([
              ["printer1", { reason: "duty-per-hour", since: NOW, until: NOW + 35 * MINUTE_MS }],
            ]),
          },
        },
        code: "duty-per-hour",
        text: "printer1 beristirahat sampai pukul 10:35: batas jumlah kartunya tercapai",
      },
      {
        name: "a hold on one job not at all",
        parts: { holds: [operatorHold({ kind: "job", id: "oku-2021-000001" })] },
        code: null,
        text: "Siap mencetak, tidak ada antrean",
      },
      {
        name: "a card in doubt",
        parts: { jobs: [sampleJob({ state: "in-doubt" })] },
        code: null,
        text: "Ada kartu yang perlu diperiksa dan diputuskan petugas",
      },
    ];
  it.each(cases)("names $name", ({ parts, code, text }) => {
    expect(documentOf(parts)).toMatchObject({ reason_code: code, reason: text });
  });

  it("speaks the configured language", () => {
    expect(documentOf({ faults: [empty] }, contextAt(NOW, "en")).reason).toBe(
      "printer1: No blank cards left",
    );
  });

  it.each(CONDITIONS)("is one line for %s", (condition) => {
    const { reason } = documentOf({ faults: [sampleFault({ condition })] });
    expect(reason).toMatch(/^.{1,120}$/);
  });
});

describe("counts", () => {
  const wna = { stock: "wna" };
  const jobs = [
    sampleJob({ receivedAt: NOW - HOUR_MS }),
    sampleJob({ receivedAt: NOW - 2 * HOUR_MS, server: "server1" }),
    sampleJob(wna),
    sampleJob(wna),
    sampleJob({ state: "processing", receivedAt: NOW - 3 * HOUR_MS }),
    sampleJob({ state: "in-doubt" }),
  ];
  const second = samplePrinter({ id: "printer2", ...wna });
  const parts = { jobs, printers: [samplePrinter(), second] };

  it("counts open jobs by their state", () => {
    expect(documentOf(parts)).toMatchObject({ pending: 4, held: 0, processing: 1, in_doubt: 1 });
  });

  const fault = sampleFault({ device: "printer2" });
  it.each([
    { scope: "a printer of one stock", hold: faultHold(fault), held: 2 },
    { scope: "a server", hold: operatorHold({ kind: "server", id: "server1" }), held: 1 },
    { scope: "one job", hold: operatorHold({ kind: "job", id: jobs[0]?.jobId ?? "" }), held: 1 },
    { scope: "the host", hold: operatorHold({ kind: "host" }), held: 4 },
  ])("counts the jobs that a hold on $scope covers", ({ hold, held }) => {
    expect(documentOf({ ...parts, holds: [hold] })).toMatchObject({ held, holds: 1 });
  });

  it("knows since when the oldest pending job waits", () => {
    expect(documentOf(parts).oldest_job_at).toBe("2021-01-04T08:00:00.000+07:00");
    expect(documentOf().oldest_job_at).toBeNull();
  });

  it("counts today's cards by midnight of the configured zone", () => {
    const midnight = NOW - 10 * HOUR_MS;
    const completedAt = [midnight - HOUR_MS, midnight - 1, midnight, NOW - MINUTE_MS];
    const document = documentOf({ rest: { completedAt, completedTotal: 4_210 } });
    expect(document).toMatchObject({ completed_today: 2, completed_total: 4_210 });
  });
});

describe("host state", () => {
  it("has every key of the contract, known or not", () => {
    const unknown = documentOf({ printers: [unknownPrinter()], rest: { tickedAt: undefined } });
    expect(hostStateSchema.parse(unknown)).toMatchObject({ observed_at: null, simulated: null });
    expect(hostStateSchema.parse(documentOf())).toMatchObject({ store: STORE, simulated: false });
  });

  it("is simulated when one of its printers is", () => {
    const identity = { model: "KC200", firmware: "1", serialNumber: "1", simulated: true };
    const printers = [samplePrinter(), samplePrinter({ id: "printer2", identity })];
    expect(documentOf({ printers }).simulated).toBe(true);
  });

  it("was observed at the last tick, whenever it is sent", () => {
    const sentAt = (wallMs: number) => documentOf({}, contextAt(wallMs)).observed_at;
    expect(sentAt(NOW + 30_000)).toBe("2021-01-04T10:00:00.000+07:00");
    expect(sentAt(NOW + 60_000)).toBe("2021-01-04T10:00:00.000+07:00");
  });
});

describe("drain_at", () => {
  it("is when the last card that can be printed should be out, on a full minute", () => {
    // Each takes a minute and a half.
    const parts = { jobs: [sampleJob(), sampleJob()] };
    expect(documentOf(parts).drain_at).toBe("2021-01-04T10:03:00.000+07:00");
    const later = contextAt(NOW + 5_000);
    expect(documentOf(parts, later).drain_at).toBe("2021-01-04T10:04:00.000+07:00");
  });

  it("is unknown when nothing waits, or only what is held", () => {
    expect(documentOf().drain_at).toBeNull();
    const held = { jobs: [awaited], faults: [empty], holds: [faultHold(empty)] };
    expect(documentOf(held).drain_at).toBeNull();
  });
});

describe("oldest_hold_at", () => {
  it("is since when the oldest hold is there, and unknown without one", () => {
    const older = { ...faultHold(sampleFault()), id: "older", since: NOW - HOUR_MS };
    const holds = [faultHold(sampleFault()), older];
    const { oldest_hold_at: oldest } = hostState(sampleState({ holds }), contextAt());
    expect(oldest).toBe("2021-01-04T09:00:00.000+07:00");
    expect(hostState(sampleState(), contextAt()).oldest_hold_at).toBeNull();
  });
});
