import { describe, expect, it } from "vitest";
import { topics } from "../support/processes.ts";
import { createLedger } from "./ledger.ts";

const STORE = "store-1";

function openLedger() {
  const answered: string[] = [];
  const told: string[] = [];
  const ledger = createLedger({
    topics,
    answered: (jobId) => answered.push(jobId),
    event: ({ job_id: jobId, state }) => told.push(`${jobId} ${state}`),
  });
  function answer(result: string, more: object = {}): void {
    ledger.message(topics.jobAck, JSON.stringify({ job_id: "a", result, ...more }));
  }
  function event(seq: number, previous: string | null, state: string, store = STORE): void {
    ledger.message(topics.jobEvent, JSON.stringify({ store, seq, job_id: "a", previous, state }));
  }
  return { ledger, answered, told, answer, event };
}

describe("answers", () => {
  it.each(["accepted", "duplicate"])("take %s for accepted", (result) => {
    const { ledger, answered, answer } = openLedger();
    answer(result);
    expect([...ledger.accepted]).toEqual(["a"]);
    expect(answered).toEqual(["a"]);
  });

  it("let a document be sent again that cannot be taken now", () => {
    const { ledger, answered, answer } = openLedger();
    answer("rejected", { code: "unavailable", retry: true });
    expect(answered).toEqual([]);
    expect(ledger.violations).toEqual([]);
  });

  it.each(["conflict", "rejected"])("are violations when they are %s", (result) => {
    const { ledger, answer } = openLedger();
    answer(result);
    expect(ledger.violations).toEqual([`a was refused: ${result}`]);
  });
});

describe("events", () => {
  it("bring a job to rest, and count once when they come again", () => {
    const { ledger, told, event } = openLedger();
    event(1, null, "pending");
    event(2, "pending", "processing");
    expect(ledger.isAtRest("a")).toBe(false);
    event(1, null, "pending");
    event(2, "pending", "processing");
    event(3, "processing", "completed");
    expect(ledger.isAtRest("a")).toBe(true);
    expect(told).toEqual(["a pending", "a processing", "a completed"]);
    expect(ledger.events).toBe(3);
    expect(ledger.violations).toEqual([]);
  });

  it("must not leave one out", () => {
    const { ledger, event } = openLedger();
    event(1, null, "pending");
    event(3, "pending", "completed");
    expect(ledger.violations).toEqual(["event 3 came after event 1"]);
  });

  it("must begin with the first", () => {
    const { ledger, event } = openLedger();
    event(2, null, "pending");
    expect(ledger.violations).toEqual(["event 2 came after event 0"]);
  });

  it("must not go back on a final state", () => {
    const { ledger, event } = openLedger();
    event(1, null, "completed");
    event(2, "pending", "processing");
    expect(ledger.violations).toEqual(["a was completed and went from pending"]);
  });

  it("must be of one store", () => {
    const { ledger, event } = openLedger();
    event(1, null, "pending");
    event(2, "pending", "completed", "store-2");
    expect(ledger.violations).toEqual(["event 2 is of another store"]);
  });
});
