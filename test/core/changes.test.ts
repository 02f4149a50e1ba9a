import { describe, expect, it } from "vitest";
import { JOB_STATES } from "../../protocols/words.ts";
import { applyChange, COMPLETED_KEPT_MS, isOpen } from "../../src/core/changes.ts";
import type { State } from "../../src/core/state.ts";
import { createStand, HOUR_MS, MONDAY_MS, received, sampleJob } from "../support/core-fixtures.ts";

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
