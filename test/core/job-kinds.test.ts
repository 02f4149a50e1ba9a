import { describe, expect, it } from "vitest";
import { perKind } from "../../src/core/job-kinds.ts";
import type { Job } from "../../src/core/state.ts";
import {
  createStand,
  MONDAY_MS,
  operatorHold,
  type Stand,
  sampleJob,
} from "../support/core-fixtures.ts";

// Goal: a question that is asked once per kind of job has for every job the answer that it would
// have had by itself. Method: the question is the job itself, so that a wrong answer shows its job.

function job(jobId: string, more: Partial<Job> = {}): Job {
  const place = { state: "pending", reasons: [], arrival: 1, receivedAt: MONDAY_MS } as const;
  return { ...sampleJob(jobId), ...place, attempts: 0, spoiled: 0, ...more };
}

/** The job of which each of them has the answer. */
function answers({ state }: Stand, ...jobs: readonly Job[]): readonly string[] {
  const answer = perKind(state, ({ jobId }) => jobId);
  return jobs.map(answer);
}

describe("jobs of one kind", () => {
  it("have one answer, asked once", () => {
    const foil = { stock: "foil" };
    const found = answers(createStand(), job("J1"), job("F1", foil), job("J2"), job("F2", foil));
    expect(found).toEqual(["J1", "F1", "J1", "F1"]);
  });

  it.each([
    ["server", { server: "server2" }],
    ["stock", { stock: "foil" }],
    ["printer", { printer: "printer2" }],
    ["word on being a specimen", { specimen: false }],
  ])("are not those of another %s", (_what, more) => {
    const jobs = [job("J1"), job("K1", more), job("J2"), job("K2", more)];
    expect(answers(createStand(), ...jobs)).toEqual(["J1", "K1", "J1", "K1"]);
  });

  it("do not answer for one that has a hold of its own, nor it for them", () => {
    const stand = createStand();
    const hold = operatorHold({ kind: "job", id: "J2" });
    stand.state.holds.set(hold.id, hold);
    const jobs = [job("J2"), job("J1"), job("J2"), job("J3")];
    expect(answers(stand, ...jobs)).toEqual(["J2", "J1", "J2", "J1"]);
  });
});
