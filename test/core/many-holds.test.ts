import { describe, expect, it } from "vitest";
import type { Change } from "../../src/core/changes.ts";
import { countJobs } from "../../src/status/job-counts.ts";
import { createCommandDesk, told } from "../support/command-desk.ts";
import {
  corePolicy,
  createStand,
  ill,
  MONDAY_MS,
  type Stand,
  sampleJob,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: holding 100,000 jobs is one row and one event, as holding one is, and so is letting them
// go. What it takes in time is shown by `npm run bench:holds`, not judged here.

const MANY = 100_000;

function withJobs(jobs: number): Stand {
  const stored: Change[] = Array.from({ length: jobs }, (_, n) => ({
    kind: "job-added",
    document: "{}",
    job: {
      ...sampleJob("J", {}),
      ...{ jobId: `J${n}`, hash: `${n}`, state: "pending", reasons: [], arrival: n + 1 },
      ...{ receivedAt: MONDAY_MS, attempts: 0, spoiled: 0 },
    },
  }));
  const printers = [{ id: "printer1", stock: "default" }];
  return createStand({ policy: corePolicy({ printers, queueMax: MANY }), stored });
}

/** Every row that was written, by its change. */
function written({ record }: Stand): readonly string[] {
  return record.flatMap((step) =>
    step.kind === "commit" ? step.changes.map(({ kind }) => kind) : [],
  );
}

describe.each([1, MANY])("with %d jobs", (jobs) => {
  const stand = () => {
    const made = withJobs(jobs);
    made.post(sessionOf("printer1", 1).ready());
    // Holding begins with nothing under way.
    made.post(sessionOf("printer1", 1).gone());
    made.record.length = 0;
    return made;
  };

  it("a person's hold and its end are one row and one event each, and no job's", () => {
    const desk = stand();
    const { ask } = createCommandDesk(desk);
    ask({ cmd: "hold", scope: "server:server1" });
    expect(written(desk)).toEqual(["hold-placed", "event-added", "command-answered"]);
    expect(countJobs(desk.state)).toMatchObject({ pending: jobs, held: jobs });
    desk.record.length = 0;
    ask({ cmd: "release", scope: "server:server1" });
    expect(written(desk)).toEqual(["hold-lifted", "event-added", "command-answered"]);
    expect(countJobs(desk.state)).toMatchObject({ pending: jobs, held: 0 });
    expect([told(desk, "event").length, told(desk, "job-event")]).toEqual([2, []]);
  });

  it("a fault is a row and an event more, and no job's", () => {
    const desk = stand();
    desk.post(sessionOf("printer1", 2).ready(ill("media-empty")));
    expect(written(desk).filter((kind) => kind.startsWith("hold") || /job/.test(kind))).toEqual([
      "hold-placed",
    ]);
    expect(countJobs(desk.state)).toMatchObject({ held: jobs });
    expect(told(desk, "job-event")).toEqual([]);
  });
});
