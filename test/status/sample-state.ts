import type { PrinterHealth } from "../../src/core/ports.ts";
import type { Fault, Hold, Job, Printer, Server, State } from "../../src/core/state.ts";
import { faultKey } from "../../src/core/state.ts";
import { createStatusContext, type StatusContext } from "../../src/status/context.ts";
import { corePolicy } from "../support/core-fixtures.ts";

/** Monday, 10:00 in Jakarta. */
export const NOW = Date.UTC(2021, 0, 4, 3, 0, 0);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const BASE = "cetak/1/oku/host1";
export const STORE = "0123456789abcdef0123456789abcdef";

/** A moment an hour after the start of the process. */
export function contextAt(wallMs = NOW, language: StatusContext["language"] = "id"): StatusContext {
  const settings = {
    zone: "Asia/Jakarta",
    language,
    version: "0.1.0",
    startedAtMs: NOW - HOUR_MS,
    policy: corePolicy(),
  } as const;
  return createStatusContext(settings)(wallMs);
}

export interface SampleParts {
  readonly jobs?: readonly Job[];
  readonly faults?: readonly Fault[];
  readonly holds?: readonly Hold[];
  readonly printers?: readonly Printer[];
  readonly servers?: readonly Server[];
  readonly rest?: Partial<State>;
}

/** One idle printer and one server that is well, unless told otherwise. */
export function sampleState(parts: SampleParts = {}): State {
  const { jobs = [], faults = [], holds = [], rest = {} } = parts;
  const { printers = [samplePrinter()], servers = [sampleServer()] } = parts;
  return {
    storeId: STORE,
    jobs: new Map(jobs.map((job) => [job.jobId, job])),
    queue: jobs.filter(({ state }) => state === "pending"),
    attempts: new Map(),
    notices: new Map(),
    notifying: {},
    faults: new Map(faults.map((fault) => [faultKey(fault.device, fault.condition), fault])),
    holds: new Map(holds.map((hold) => [hold.id, hold])),
    overrides: new Map(),
    arrival: jobs.length,
    completedTotal: 0,
    completedAt: [],
    lastCards: new Map(),
    streams: {
      event: { seq: 0, undelivered: new Map() },
      "job-event": { seq: 0, undelivered: new Map() },
    },
    madeAt: new Map(),
    rests: new Map(),
    serials: new Map(),
    smart: new Map(),
    twins: new Map(),
    incidents: new Map(),
    relapses: new Map(),
    probations: new Map(),
    printers: new Map(printers.map((printer) => [printer.id, printer])),
    servers: new Map(servers.map((server) => [server.id, server])),
    credits: new Map(),
    returns: new Map(),
    unmoved: new Map(),
    cutShort: new Map(),
    watches: new Map(),
    checks: new Map(),
    passed: new Map(),
    brokerConnected: true,
    brokerAwayAt: undefined,
    brokerBackAt: undefined,
    hostHealth: {},
    storeFailure: undefined,
    storeFailedAt: undefined,
    stopping: false,
    jumpedAt: undefined,
    tickedAt: NOW,
    tickedBy: {},
    ...rest,
  };
}

let arrivals = 0;

export function sampleJob(parts: Partial<Job> = {}): Job {
  arrivals += 1;
  return {
    jobId: `oku-2021-${String(arrivals).padStart(6, "0")}`,
    hash: "0".repeat(64),
    state: "pending",
    reasons: [],
    priority: 50,
    arrival: arrivals,
    stock: "wni",
    specimen: false,
    receivedAt: NOW - HOUR_MS,
    attempts: 0,
    spoiled: 0,
    ...parts,
  };
}

export function samplePrinter(parts: Partial<Printer> = {}): Printer {
  return {
    id: "printer1",
    stock: "wni",
    session: 1,
    phase: { kind: "idle" },
    identity: {
      model: "KC200",
      firmware: "1.0.4",
      serialNumber: "10000012345",
      simulated: false,
    },
    health: sampleHealth(),
    observedAt: NOW - 20_000,
    ...parts,
  };
}

export function sampleHealth(): PrinterHealth {
  return {
    reading: {
      serialNumber: "10000012345",
      cardsFed: 4_210,
      panelsPrinted: 21_050,
      cardInside: false,
    },
    faults: [],
    checked: ["media-empty"],
    ribbonLeft: 148,
    feeder: "ok",
    cardsSinceCleaning: 410,
  };
}

/** As it is before its line has ever been open. */
export function unknownPrinter(): Printer {
  return { id: "printer1", stock: "wni", session: 0, phase: { kind: "offline" } };
}

export function sampleServer(parts: Partial<Server> = {}): Server {
  return {
    id: "server1",
    availability: "online",
    lastSeenAt: NOW - 15_000,
    reportedAt: NOW - 15_000,
    latencyMs: 24.3,
    ...parts,
  };
}

export function sampleFault(parts: Partial<Fault> = {}): Fault {
  return { device: "printer1", condition: "media-empty", since: NOW - 5 * MINUTE_MS, ...parts };
}

export function faultHold(fault: Fault): Hold {
  const { device, condition, since } = fault;
  const kind = device.startsWith("server") ? "server" : "printer";
  const scope = device === "host" ? ({ kind: "host" } as const) : ({ kind, id: device } as const);
  const cause = { kind: "fault", device, condition } as const;
  return { id: `fault:${device}/${condition}`, scope, cause, since };
}

export function operatorHold(scope: Hold["scope"]): Hold {
  const cause = { kind: "operator", by: "rina", reason: "lunch-break" } as const;
  return { id: "hold-1", scope, cause, since: NOW - 10 * MINUTE_MS };
}
