import { describe, expect, it } from "vitest";
import { printerStateSchema } from "../../protocols/host/state-documents.ts";
import type { Printer } from "../../src/core/state.ts";
import { printerState } from "../../src/status/printer-state.ts";
import {
  contextAt,
  faultHold,
  NOW,
  operatorHold,
  type SampleParts,
  sampleFault,
  samplePrinter,
  sampleState,
  unknownPrinter,
} from "./sample-state.ts";

function documentOf(printer: Printer, parts: SampleParts = {}, wallMs = NOW) {
  return printerState(sampleState({ ...parts, printers: [printer] }), printer, contextAt(wallMs));
}

const jobId = "oku-2021-000123";
const offline = { phase: { kind: "offline" } } as const;
const empty = sampleFault();
const low = sampleFault({ condition: "marker-supply-low" });

describe("printer_state", () => {
  const cases: readonly {
    name: string;
    printer: Partial<Printer>;
    parts?: SampleParts;
    state: string;
  }[] = [
    { name: "it waits", printer: {}, state: "idle" },
    { name: "it is away", printer: offline, state: "stopped" },
    {
      name: "it prepares a card",
      printer: { phase: { kind: "preparing", jobId } },
      state: "processing",
    },
    {
      name: "it makes a card in spite of a fault",
      printer: { phase: { kind: "printing", jobId, attempt: 1 } },
      parts: { faults: [empty] },
      state: "processing",
    },
    { name: "it has a fault", printer: {}, parts: { faults: [empty] }, state: "stopped" },
    { name: "it has a warning", printer: {}, parts: { faults: [low] }, state: "idle" },
    {
      name: "it is held",
      printer: {},
      parts: { holds: [operatorHold({ kind: "printer", id: "printer1" })] },
      state: "stopped",
    },
    {
      name: "another one is held",
      printer: {},
      parts: { holds: [operatorHold({ kind: "printer", id: "printer2" })] },
      state: "idle",
    },
  ];
  it.each(cases)("is $state when $name", ({ printer, parts, state }) => {
    expect(documentOf(samplePrinter(printer), parts).printer_state).toBe(state);
  });
});

describe("reasons", () => {
  const cases: readonly {
    name: string;
    printer?: Partial<Printer>;
    parts?: SampleParts;
    reasons: string;
  }[] = [
    { name: "none", reasons: "none" },
    {
      name: "the keyword of RFC 8011 and that of PWG 5100.9",
      parts: { faults: [low] },
      reasons: "marker-supply-low-warning,marker-print-ribbon-almost-empty-warning",
    },
    {
      name: "the worst first",
      parts: { faults: [low, empty] },
      reasons:
        "media-empty-error,marker-supply-low-warning,marker-print-ribbon-almost-empty-warning",
    },
    {
      name: "a keyword once",
      parts: {
        faults: [
          sampleFault({ condition: "other" }),
          sampleFault({ condition: "command-refused" }),
        ],
      },
      reasons: "command-refused-error,other-error",
    },
    {
      name: "no fault of another device",
      parts: { faults: [sampleFault({ device: "printer2" })] },
      reasons: "none",
    },
    { name: "a line not open", printer: offline, reasons: "connecting-to-device-report" },
    {
      name: "a line lost as what it is",
      printer: offline,
      parts: { faults: [sampleFault({ condition: "connecting-to-device" })] },
      reasons: "connecting-to-device-error",
    },
    {
      name: "an operator's hold",
      parts: { holds: [operatorHold({ kind: "printer", id: "printer1" })] },
      reasons: "paused-report",
    },
    {
      name: "a rest",
      parts: {
        rest: { rests: new Map([["printer1", { reason: "duty-per-day", since: 0, until: 1 }]]) },
      },
      reasons: "paused-report",
    },
    {
      name: "a fault and not its hold",
      parts: { faults: [empty], holds: [faultHold(empty)] },
      reasons: "media-empty-error",
    },
  ];
  it.each(cases)("say $name", ({ printer = {}, parts, reasons }) => {
    expect(documentOf(samplePrinter(printer), parts).reasons).toBe(reasons);
  });
});

describe("stale", () => {
  const age = (ms: number) => samplePrinter({ observedAt: NOW - ms });
  it.each([
    { name: "fresh", printer: age(1_000), stale: false },
    { name: "three periods old", printer: age(360_000), stale: false },
    { name: "older", printer: age(360_001), stale: true },
    { name: "from a future that a wrong clock showed", printer: age(-360_001), stale: true },
    { name: "of a printer that is away", printer: samplePrinter(offline), stale: true },
    { name: "not there", printer: unknownPrinter(), stale: true },
  ])("is $stale for an observation that is $name", ({ printer, stale }) => {
    expect(documentOf(printer).stale).toBe(stale);
  });
});

describe("printer state", () => {
  it("has every key of the contract, known or not", () => {
    expect(printerStateSchema.parse(documentOf(samplePrinter()))).toMatchObject({
      ribbon_left: 148,
      ribbon_capacity: 200,
      cards_total: 4_210,
      simulated: false,
    });
    expect(printerStateSchema.parse(documentOf(unknownPrinter()))).toMatchObject({
      ribbon_left: null,
      feeder: "unknown",
      cards_total: null,
      serial_number: null,
      observed_at: null,
    });
  });

  it("keeps what a printer said before it went away, with its time", () => {
    const document = documentOf(samplePrinter(offline), {}, NOW + 3_600_000);
    expect(document).toMatchObject({
      connected: false,
      stale: true,
      ribbon_left: 148,
      observed_at: "2021-01-04T09:59:40.000+07:00",
    });
  });

  it("names the job of a printer at work", () => {
    const phase = { kind: "printing", jobId, attempt: 1 } as const;
    expect(documentOf(samplePrinter({ phase })).job_id).toBe(jobId);
    expect(documentOf(samplePrinter()).job_id).toBeNull();
  });
});
