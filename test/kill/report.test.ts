import { expect, it } from "vitest";
import { type Findings, reportOn } from "./report.ts";

const INTERRUPTED = 40;
const jobIds = Array.from({ length: INTERRUPTED }, (_, n) => `job-${n}`);

/** Each of the jobs was interrupted once; so many of them wait for a person. */
function findings(inDoubt: number, violations: readonly string[] = []): Findings {
  const good = { box: "output", complete: true } as const;
  return {
    kills: [],
    interrupted: new Set(jobIds.map((jobId) => `${jobId} attempt 1`)),
    outcomes: new Map(),
    books: {
      sent: new Set(jobIds),
      accepted: new Set(jobIds),
      states: new Map(jobIds.map((id, n) => [id, n < inDoubt ? "in-doubt" : "completed"])),
      cards: jobIds.map((jobId, n) => ({ ...good, n: n + 1, jobId })),
    },
    taken: 0,
    violations,
  };
}

it("lets one in twenty interrupted attempts wait for a person, and no more", () => {
  expect(reportOn(findings(2)).broken).toEqual([]);
  expect(reportOn(findings(3)).broken).toEqual([
    "92.5 % of the interrupted attempts were settled without a person",
  ]);
});

it("names what was seen on the way", () => {
  expect(reportOn(findings(0, ["event 3 came after event 1"])).broken).toEqual([
    "event 3 came after event 1",
  ]);
});

it("proves nothing when nothing was interrupted", () => {
  const moment = { aim: "start", after: "start", skip: 0, delayMs: 0 } as const;
  const kill = { n: 1, moment, phase: "starting", attempt: undefined } as const;
  const idle = { ...findings(0), interrupted: new Set<string>() };
  expect(reportOn({ ...idle, kills: Array.from({ length: 9 }, () => kill) }).broken).toEqual([]);
  expect(reportOn({ ...idle, kills: Array.from({ length: 10 }, () => kill) }).broken).toEqual([
    "no attempt was interrupted",
  ]);
});
