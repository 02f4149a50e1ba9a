import { describe, expect, it } from "vitest";
import { type AttemptOutcome, JOB_STATES } from "../../protocols/words.ts";
import { applyChange, applyNote, COMPLETED_KEPT_MS, isOpen } from "../../src/core/changes.ts";
import { INCIDENTS_KEPT_MS } from "../../src/core/incidents.ts";
import type { State } from "../../src/core/state.ts";
import {
  BEFORE,
  createStand,
  HOUR_MS,
  MONDAY_MS,
  PANELS,
  received,
  sampleJob,
} from "../support/core-fixtures.ts";

// Goal: memory keeps what is open and what "today" needs, and nothing that grows for ever. Method:
// changes applied to a state by themselves.

/** Moves a job of its own through its life to this state. */
function move(state: State, to: "completed" | "canceled" | "processing", at: number): string {
  const jobId = `J${state.arrival + 1}`;
  const arrival = state.arrival + 1;
  const counts = { attempts: 0, spoiled: 0 };
  const rest = { state: "pending", reasons: [], arrival, receivedAt: at, ...counts } as const;
  const job = { ...sampleJob(jobId), ...rest };
  applyChange(state, { kind: "job-added", job, document: "{}" });
  applyChange(state, { kind: "job-moved", jobId, state: to, reasons: [], at });
  return jobId;
}

describe("completed jobs", () => {
  it("are counted, and no others", () => {
    const { state } = createStand();
    move(state, "completed", MONDAY_MS);
    move(state, "canceled", MONDAY_MS + 1);
    move(state, "processing", MONDAY_MS + 2);
    move(state, "completed", MONDAY_MS + 3);
    expect(state.completedTotal).toBe(2);
    expect(state.completedAt).toEqual([MONDAY_MS, MONDAY_MS + 3]);
  });

  it("are remembered with their time for a day and a half, so that any time zone has its day", () => {
    expect(COMPLETED_KEPT_MS).toBe(36 * HOUR_MS);
    const { state } = createStand();
    const times = [0, 1, 2, COMPLETED_KEPT_MS, COMPLETED_KEPT_MS + 2];
    for (const time of times) move(state, "completed", MONDAY_MS + time);
    expect(state.completedAt.map((at) => at - MONDAY_MS)).toEqual([
      2,
      COMPLETED_KEPT_MS,
      COMPLETED_KEPT_MS + 2,
    ]);
    expect(state.completedTotal).toBe(5);
  });
});

describe("a job in memory", () => {
  it("is one that is open", () => {
    const { state } = createStand();
    const ended = move(state, "completed", MONDAY_MS);
    const open = move(state, "processing", MONDAY_MS);
    expect([state.jobs.has(ended), state.jobs.has(open), state.queue]).toEqual([false, true, []]);
  });

  it.each(JOB_STATES)("is open until its state is final: %s", (state) => {
    expect(isOpen(state)).toBe(["pending", "processing", "in-doubt"].includes(state));
  });
});

describe("a change", () => {
  it("of a job that is not open is a mistake, and changes nothing", () => {
    const { state } = createStand();
    const ended = { kind: "expiry-told", jobId: "J1", at: MONDAY_MS } as const;
    expect(() => applyChange(state, ended)).toThrow("a change names a job that is not open");
    expect(state.jobs.size).toBe(0);
  });

  it("goes by the present state of the job: the queue has it once", () => {
    const stand = createStand();
    stand.post(received("J1"));
    applyChange(stand.state, { kind: "expiry-told", jobId: "J1", at: MONDAY_MS });
    expect(stand.state.queue).toEqual([stand.state.jobs.get("J1")]);
  });
});

/** An attempt of a job of its own, cut short where it was not seen to be printed. */
function attempt(state: State, printer: string, outcome: AttemptOutcome, at: number): string {
  const jobId = move(state, "processing", at);
  const armed = { jobId, attempt: 1, printer, armedAt: at, before: BEFORE, panels: PANELS };
  applyChange(state, { kind: "attempt-armed", attempt: { ...armed, payloadHash: "f00d" } });
  if (outcome !== "printed") {
    const interrupted = "silent-print";
    applyChange(state, { kind: "attempt-interrupted", jobId, attempt: 1, interrupted });
  }
  const evidence = { outcome, detail: "sample" };
  applyChange(state, { kind: "attempt-ended", jobId, attempt: 1, at, evidence });
  return jobId;
}

describe("a card that has ended", () => {
  it("is one of its printer's, good or not, and none where nothing was drawn in", () => {
    const { state } = createStand();
    const outcomes = ["printed", "spoiled", "unknown", "not-printed"] as const;
    for (const [n, outcome] of outcomes.entries()) attempt(state, "printer1", outcome, n);
    expect([...state.madeAt]).toEqual([["printer1", [0, 1, 2]]]);
  });

  it("is kept in the order of time for a day and a half, however the clock was set", () => {
    const { state } = createStand();
    const times = [0, 10, 5, COMPLETED_KEPT_MS + 5, COMPLETED_KEPT_MS + 4];
    for (const time of times) attempt(state, "printer1", "printed", time);
    const kept = [5, 10, COMPLETED_KEPT_MS + 4, COMPLETED_KEPT_MS + 5];
    expect(state.madeAt.get("printer1")).toEqual(kept);
  });

  it("is a measure of pace only when it was printed, and spoiled for its job only when spoiled", () => {
    const { state } = createStand();
    attempt(state, "printer1", "printed", 1);
    const unknown = attempt(state, "printer1", "unknown", 2);
    const spoiled = attempt(state, "printer1", "spoiled", 3);
    expect(state.lastCards.get("printer1")).toHaveLength(1);
    const counts = [unknown, spoiled].map((jobId) => state.jobs.get(jobId)?.spoiled);
    expect(counts).toEqual([0, 1]);
  });

  it("counts in a row what went wrong on its printer, until one is good there", () => {
    const { state } = createStand();
    const counts = () => [state.cutShort.get("printer1"), state.unmoved.get("printer1")];
    for (const outcome of ["unknown", "not-printed", "spoiled"] as const) {
      attempt(state, "printer1", outcome, 1);
    }
    expect(counts()).toEqual([3, 1]);
    attempt(state, "printer2", "printed", 2);
    expect(counts()).toEqual([3, 1]);
    attempt(state, "printer1", "printed", 3);
    expect(counts()).toEqual([undefined, undefined]);
  });

  it("ends the count of faults that came back on its printer alone", () => {
    const { state } = createStand();
    for (const device of ["printer1", "printer2"]) {
      const fault = { device, condition: "media-jam", since: 0 } as const;
      applyChange(state, { kind: "fault-raised", fault });
    }
    attempt(state, "printer1", "printed", 1);
    expect([...state.returns]).toEqual([["printer2/media-jam", 1]]);
  });

  it("was an open attempt: the end of another is a mistake", () => {
    const { state } = createStand();
    const evidence = { outcome: "printed", detail: "sample" } as const;
    const end = { kind: "attempt-ended", jobId: "J1", attempt: 1, at: 0, evidence } as const;
    expect(() => applyChange(state, end)).toThrow("an attempt that is not open");
  });
});

it("forgets incidents that weigh nothing any more, but never the newest", () => {
  const { state } = createStand();
  const rest = { device: "printer1", condition: "media-jam" } as const;
  const flags = { attended: false, confirmed: false, reopened: 0 };
  function keep(incident: number, raisedAt: number, clearedAt?: number): void {
    const cleared = clearedAt === undefined ? {} : { clearedAt };
    const whole = { incident, raisedAt, ...rest, ...flags, ...cleared };
    applyChange(state, { kind: "incident-kept", incident: whole });
  }
  keep(1, 0, 1);
  keep(2, 0);
  // The clock has been set back by years since it was raised.
  keep(3, INCIDENTS_KEPT_MS + 2, 1);
  expect([...state.incidents.keys()]).toEqual([2, 3]);
});

it("knows the connection to the broker that was made first from one that came back", () => {
  const { state } = createStand();
  const meet = (connected: boolean, at: number) => {
    applyNote(state, { kind: "broker", connected, at });
    return [state.brokerConnected, state.brokerAwayAt, state.brokerBackAt];
  };
  expect(meet(false, 1)).toEqual([false, 1, undefined]);
  expect(meet(false, 2)).toEqual([false, 1, undefined]);
  expect(meet(true, 3)).toEqual([true, undefined, 0]);
  expect(meet(false, 4)).toEqual([false, 4, 0]);
  expect(meet(true, 5)).toEqual([true, undefined, 5]);
});

it("remembers which checks a device has passed: it is trusted after all of them", () => {
  const { state } = createStand();
  applyNote(state, { kind: "passed", device: "server1", checks: new Set(["ping"]) });
  expect([...state.passed]).toEqual([["server1", new Set(["ping"])]]);
});

it("takes a new name of the store, and forgets the printer that was exchanged", () => {
  const { state } = createStand();
  applyChange(state, { kind: "printer-known", printer: "printer1", serialNumber: "A-0001" });
  applyChange(state, { kind: "printer-forgotten", printer: "printer1" });
  applyChange(state, { kind: "store-renamed", storeId: "another" });
  expect([state.serials.size, state.storeId]).toEqual([0, "another"]);
});

it("knows since when the store has failed, and nothing of what only asked it", () => {
  const { state } = createStand();
  const turns = ["full", "readonly", undefined, "full"] as const;
  const since = turns.map((failure, at) => {
    applyNote(state, { kind: "store", failure, at });
    return state.storeFailedAt;
  });
  expect(since).toEqual([0, 0, undefined, 3]);
  applyChange(state, { kind: "store-probed", at: 4 });
  expect(state.smart.size).toBe(0);
});
