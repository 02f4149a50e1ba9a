import { onTestFinished } from "vitest";
import type { Condition } from "../../protocols/faults.ts";
import { TRUST_RULES } from "../../simulator/office/trust-rules.ts";
import { applyChange, type Change } from "../../src/core/changes.ts";
import { DaemonError } from "../../src/core/errors.ts";
import type { Event, NewJob } from "../../src/core/events.ts";
import { initialState } from "../../src/core/initial-state.ts";
import { createLoop } from "../../src/core/loop.ts";
import type { Order } from "../../src/core/orders.ts";
import type { Policy } from "../../src/core/policy.ts";
import type {
  DeviceFault,
  PrinterHealth,
  PrinterReading,
  PrintResult,
  Store,
  StoreFailure,
} from "../../src/core/ports.ts";
import type { Hold, Scope, State } from "../../src/core/state.ts";
import { sha256 } from "../../src/io/sha256.ts";
import { openStore } from "../../src/io/store.ts";

/** A Monday, 08:00 in Jakarta. */
export const MONDAY_MS = Date.UTC(2021, 0, 4, 1);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Two printers and a server in an office that never closes; every check is due once a minute. */
export function corePolicy(more: Partial<Policy> = {}): Policy {
  return {
    printers: [
      { id: "printer1", stock: "default" },
      { id: "printer2", stock: "default" },
    ],
    servers: [{ id: "server1" }],
    checks: [
      { id: "printer1/health", kind: "printer-health", device: "printer1", expression: "minute" },
      { id: "server1/report", kind: "server-report", device: "server1", expression: "minute" },
    ],
    queueMax: 1_000,
    badChecks: 3,
    mqttCommands: [],
    goodChecks: 2,
    clearAfterMs: 0,
    checkTimeoutMs: 30_000,
    host: { diskFreeMinBytes: 1_000, brokerAwayMs: 60_000 },
    spoiled: "auto",
    attemptsMax: 3,
    inDoubtHolds: "job",
    ...TRUST_RULES,
    reportAgeMs: () => 3 * MINUTE_MS,
    nextDue: (_expression, afterMs) => (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS,
    isOfficeHour: () => true,
    hoursMarginMs: 30 * MINUTE_MS,
    officePeriod: (fromMs) => ({ fromMs, toMs: Number.POSITIVE_INFINITY }),
    ...more,
  };
}

/** Qualified: its counters settle what was interrupted. */
export const ONE_PRINTER = corePolicy({
  printers: [{ id: "printer1", stock: "default", counters: "trusted" }],
});

type WithoutAt<Timed> = Timed extends Event ? Omit<Timed, "at"> : never;
/** An event whose time is the stand's present. */
export type Happening = WithoutAt<Event>;

export type Step =
  | { readonly kind: "commit"; readonly changes: readonly Change[] }
  | { readonly kind: "order"; readonly order: Order };

type OrderOf<Kind extends Order["kind"]> = Extract<Order, { readonly kind: Kind }>;
type ChangeOf<Kind extends Change["kind"]> = Extract<Change, { readonly kind: Kind }>;

/** The core in its loop over the real store in memory: a change that does not fit is refused. */
export interface Stand {
  readonly state: State;
  readonly policy: Policy;
  readonly store: Store;
  /** Commits and orders as they came. */
  readonly record: Step[];
  nowMs: number;
  /** Why the store takes nothing; `undefined`: it does. */
  failure: StoreFailure | undefined;
  /** Stands in for the world; called after the order is recorded. */
  perform: (order: Order) => void;
  turned: () => void;
  /** What the loop told of its store: a failure, or `well`. */
  readonly storeWords: string[];
  post(happening: Happening): void;
  /** Lets time pass, then ticks. */
  tick(afterMs?: number): void;
  orders<Kind extends Order["kind"]>(kind: Kind): readonly OrderOf<Kind>[];
  changes<Kind extends Change["kind"]>(kind: Kind): readonly ChangeOf<Kind>[];
  /** A new process over the same store, started. */
  restart(policy?: Policy): Stand;
}

export interface StandOptions {
  readonly policy?: Policy;
  /** On disk before the process starts. */
  readonly stored?: readonly Change[];
}

export function createStand({ policy = corePolicy(), stored = [] }: StandOptions = {}): Stand {
  const store = openStore({ path: ":memory:", random: { id: () => "store" } });
  onTestFinished(() => store.close());
  if (stored.length > 0) store.commit(stored);
  return standOn(store, policy, MONDAY_MS);
}

function standOn(store: Store, policy: Policy, nowMs: number): Stand {
  const record: Step[] = [];
  const state = initialState(store.load(), policy);
  const stand: Stand = {
    state,
    policy,
    store,
    record,
    nowMs,
    failure: undefined,
    perform: () => {},
    turned: () => {},
    storeWords: [],
    post: (happening) => loop.post({ ...happening, at: stand.nowMs } as Event),
    tick(afterMs = 1_000) {
      stand.nowMs += afterMs;
      stand.post({ kind: "tick" });
    },
    orders: (kind) =>
      record.flatMap((step) =>
        step.kind === "order" && step.order.kind === kind ? [step.order as never] : [],
      ),
    changes: (kind) =>
      record
        .flatMap((step) => (step.kind === "commit" ? step.changes : []))
        .filter((change) => change.kind === kind) as never,
    restart(next = policy) {
      const successor = standOn(store, next, stand.nowMs);
      successor.post({ kind: "started" });
      return successor;
    },
  };
  const loop = createLoop({
    state,
    policy,
    clock: { wallMs: () => stand.nowMs },
    store: {
      commit(changes) {
        const { failure } = stand;
        if (failure !== undefined) throw new DaemonError("STORE_FAILED", "refused", { failure });
        store.commit(changes);
        record.push({ kind: "commit", changes });
      },
    },
    perform(order) {
      record.push({ kind: "order", order });
      stand.perform(order);
    },
    turned: () => stand.turned(),
    storeTurned: (why) => stand.storeWords.push(String(why?.facts["failure"] ?? "well")),
  });
  return stand;
}

export const BEFORE: PrinterReading = {
  serialNumber: "A-0001",
  cardsFed: 100,
  panelsPrinted: 400,
  cardInside: false,
};
export const PANELS = 4;
/** The counters after one good card. */
export const AFTER: PrinterReading = { ...BEFORE, cardsFed: 101, panelsPrinted: 404 };

export const WELL: PrinterHealth = {
  reading: BEFORE,
  faults: [],
  checked: ["media-empty", "marker-supply-empty", "marker-supply-low", "card-inside"],
  ribbonLeft: 150,
  feeder: "ok",
  cardsSinceCleaning: 10,
};
const HOLDING_A_CARD: PrinterHealth = { ...WELL, reading: { ...BEFORE, cardInside: true } };
export const CARD_INSIDE: PrinterHealth = {
  ...HOLDING_A_CARD,
  faults: [{ condition: "card-inside" }],
};
/** The printer says that a card is inside; its driver does not trust that word. */
export const CARD_UNTRUSTED: PrinterHealth = {
  ...HOLDING_A_CARD,
  checked: WELL.checked.filter((condition) => condition !== "card-inside"),
};

export function ill(...conditions: readonly Condition[]): PrinterHealth {
  return { ...WELL, faults: conditions.map((condition) => ({ condition })) };
}

/** All that is stored of a sample job; its hash is that of the job. */
function documentOf(jobId: string): string {
  return JSON.stringify({ job_id: jobId });
}

export function sampleJob(jobId: string, more: Partial<NewJob> = {}): NewJob {
  return {
    jobId,
    hash: sha256(documentOf(jobId)),
    priority: 50,
    stock: "default",
    server: "server1",
    specimen: true,
    ...more,
  };
}

export function received(jobId: string, more: Partial<NewJob> = {}) {
  return {
    kind: "job-received",
    delivery: 1,
    job: sampleJob(jobId, more),
    document: documentOf(jobId),
    retained: false,
    known: undefined,
    warnings: [],
  } as const satisfies Happening;
}

/** What two rounds of questions have shown, where it is not what it was before the card. */
export interface EvidenceMore {
  readonly reading?: Partial<PrinterReading>;
  readonly rejected?: "acknowledged" | "silent";
  readonly canReject?: boolean;
}

/** One session of one printer. */
export function sessionOf(printer: string, session: number) {
  const of = { printer, session };
  return {
    ready: (health = WELL, simulated = false): Happening => ({
      ...of,
      kind: "printer-ready",
      identity: { model: "sample", firmware: "1", serialNumber: "A-0001", simulated },
      health,
    }),
    gone: (condition?: Condition): Happening => ({
      ...of,
      kind: "printer-gone",
      ...(condition === undefined ? {} : { fault: { condition } }),
    }),
    prepared: (jobId: string, health = WELL): Happening => ({
      ...of,
      kind: "card-prepared",
      jobId,
      health,
      panels: PANELS,
      payloadHash: "f00d",
    }),
    unprintable: (jobId: string): Happening => ({ ...of, kind: "card-unprintable", jobId }),
    ended: (jobId: string, result: PrintResult, attempt = 1): Happening => ({
      ...of,
      kind: "card-ended",
      jobId,
      attempt,
      result,
    }),
    evidence: (jobId: string, more: EvidenceMore = {}, attempt = 1): Happening => ({
      ...of,
      kind: "evidence-taken",
      jobId,
      attempt,
      canReject: true,
      ...more,
      reading: { ...BEFORE, ...more.reading },
    }),
    stuck: (jobId: string, condition: Condition): Happening => ({
      ...of,
      kind: "reject-refused",
      jobId,
      attempt: 1,
      fault: { condition },
    }),
    checked: (health: PrinterHealth, check = `${printer}/health`): Happening => ({
      kind: "check-ended",
      check,
      result: { kind: "printer", session, health },
    }),
  };
}

export const PRINTED: PrintResult = { kind: "ended", after: AFTER };
export const SILENT: PrintResult = { kind: "silent", step: "print" };
export const LOST: PrintResult = { kind: "lost" };

export function refused(condition: Condition): PrintResult {
  return { kind: "refused", step: "print", fault: { condition } };
}

/** Later than any test lasts: a report that is new whenever it comes. */
let reportSentAt = MONDAY_MS + 365 * 24 * 3_600_000;

/** What a new report of server1 comes to. */
export function reported(present: readonly DeviceFault[], checked: readonly Condition[]) {
  reportSentAt += 1;
  const sentAt = reportSentAt;
  return { kind: "server-reported", server: "server1", sentAt, present, checked } as const;
}

export function operatorHold(scope: Scope): Hold {
  const id = `operator:${scope.kind}`;
  const cause = { kind: "operator", by: "budi", reason: "stock-taking" } as const;
  return { id, scope, cause, since: MONDAY_MS };
}

/** Changes (a `+` behind one: its event is added) and orders, in order. */
export function kinds(record: readonly Step[]): string {
  const words = record.flatMap((step) =>
    step.kind === "commit" ? step.changes.map(({ kind }) => kind) : [step.order.kind],
  );
  return words.join(" ").replaceAll(" event-added", "+");
}

export function holdsOf(stand: Stand): readonly string[] {
  return [...stand.state.holds.keys()];
}

/** What a command of an operator will come to: on disk and in memory, outside any event. */
export function command(stand: Stand, ...changes: readonly Change[]): void {
  stand.store.commit(changes);
  for (const change of changes) applyChange(stand.state, change);
}
