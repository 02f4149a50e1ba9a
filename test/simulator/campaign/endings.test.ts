import { beforeEach, describe, expect, it } from "vitest";
import type { JobState } from "../../../protocols/words.ts";
import { type Books, createBooks } from "../../../simulator/campaign/books.ts";
import { createEndings, type Endings } from "../../../simulator/campaign/endings.ts";
import { createStreams } from "../../../simulator/campaign/streams.ts";
import type { LoggedPublication } from "../../../simulator/stage/memory-broker.ts";
import type { Change } from "../../../src/core/changes.ts";

// Goal: no job ends without a card and without a reason. Method: what is written of one job, with
// what was really sent.

const JOB = "oku-2021-000001";
const NOON = Date.parse("2021-01-04T12:00:00+07:00");

let books: Books;
let canceled: Set<string>;
let isClockDoubted: boolean;
let endings: Endings;

beforeEach(() => {
  books = createBooks();
  canceled = new Set();
  isClockDoubted = false;
  endings = createEndings({
    books,
    sent: { hasCancel: (jobId) => canceled.has(jobId) },
    wallMs: () => NOON,
    isClockDoubted: () => isClockDoubted,
  });
});

function sent(expiresAt?: string): void {
  const payload = JSON.stringify({ job_id: JOB, expires_at: expiresAt });
  books.jobs.push({ jobId: JOB, payload, isPrintable: true, isAnswered: true });
}

function ends(state: JobState, previous: JobState = "pending"): readonly string[] {
  const event = { stream: "job-event", body: { jobId: JOB, state, previous } };
  endings.committed([{ kind: "event-added", event } as unknown as Change]);
  return endings.violations;
}

describe("a job", () => {
  it("expires when its time is over", () => {
    sent("2021-01-04T12:00:00+07:00");
    expect(ends("expired")).toEqual([]);
  });

  it.each([
    ["before its time", "2021-01-04T12:00:01+07:00"],
    ["without a time", undefined],
  ])("does not expire %s", (_, expiresAt) => {
    sent(expiresAt);
    expect(ends("expired")).toEqual([`I1 ${JOB} expires before its time`]);
  });

  it("does not expire once a card may exist, nor by a clock that has jumped", () => {
    sent("2021-01-04T12:00:00+07:00");
    isClockDoubted = true;
    expect(ends("expired", "in-doubt")).toEqual([
      `I1 ${JOB} was in-doubt and expires`,
      `I1 ${JOB} expires by a clock that has jumped`,
    ]);
  });

  it("is canceled when somebody asks for it, and only then", () => {
    expect(ends("canceled")).toEqual([`I1 ${JOB} is canceled, and nobody has asked for it`]);
    canceled.add(JOB);
    expect(ends("canceled")).toHaveLength(1);
  });

  it("is never aborted", () => {
    expect(ends("aborted")).toEqual([`I1 ${JOB} is aborted`]);
  });
});

describe("the events of a job", () => {
  function told(...states: readonly (JobState | null)[]): readonly string[] {
    const streams = createStreams({ event: "event", jobEvent: "job/event" });
    const log = states.slice(1).map((state, n) => {
      const payload = JSON.stringify({
        store: "own",
        seq: n + 1,
        job_id: JOB,
        state,
        previous: states[n],
      });
      return { topic: "job/event", payload } as unknown as LoggedPublication;
    });
    streams.lookAt(log);
    return streams.violations;
  }

  it("go a way that a job can go", () => {
    const way = [null, "pending", "processing", "in-doubt", "pending", "in-doubt"] as const;
    expect(told(...way, "completed")).toEqual([]);
  });

  it.each<readonly [way: readonly JobState[], from: JobState, to: JobState]>([
    [["pending"], "pending", "completed"],
    [["pending", "processing"], "processing", "canceled"],
    [["pending", "processing", "in-doubt"], "in-doubt", "expired"],
    [["pending", "processing", "completed"], "completed", "pending"],
  ])("do not go on behind %s from %s to %s", (way, from, to) => {
    expect(told(null, ...way, to)).toEqual([`I1 ${JOB} goes from ${from} to ${to}`]);
  });
});
