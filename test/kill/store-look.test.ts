import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Job } from "../../src/core/state.ts";
import { openStore } from "../../src/io/store.ts";
import { attemptOutcomes, copyStore, openAttempts } from "./store-look.ts";

const folder = mkdtempSync(join(tmpdir(), "cetakd-kill-"));
afterAll(() => rmSync(folder, { recursive: true }));

const JOB: Omit<Job, "jobId" | "arrival"> = {
  hash: "f00d",
  state: "pending",
  reasons: [],
  priority: 50,
  stock: "default",
  specimen: true,
  receivedAt: 1_000,
  attempts: 0,
  spoiled: 0,
};

function arm(jobId: string, arrival: number) {
  const counters = { cardsFed: 7, panelsPrinted: 7 };
  const before = { serialNumber: "SIM0001", cardInside: false, ...counters };
  const attempt = { jobId, attempt: 1, printer: "printer1", armedAt: 2_000, before, panels: 1 };
  return [
    { kind: "job-added", job: { ...JOB, jobId, arrival }, document: "{}" },
    { kind: "attempt-armed", attempt: { ...attempt, payloadHash: "f00d" } },
  ] as const;
}

it("finds the attempt that was under way, in a store that nobody has closed", () => {
  const state = join(folder, "state");
  const copy = join(folder, "copy");
  mkdirSync(state);
  const store = openStore({ path: join(state, "cetakd.db"), random: { id: () => "store" } });
  const evidence = { outcome: "printed", detail: "counters-fit" } as const;
  store.commit([...arm("a", 1), ...arm("b", 2)]);
  store.commit([{ kind: "attempt-ended", jobId: "a", attempt: 1, at: 3_000, evidence }]);
  copyStore(state, copy);
  store.close();
  expect(openAttempts(copy)).toEqual([{ jobId: "b", attempt: 1, cardsFed: 7 }]);
  expect([...attemptOutcomes(copy)]).toEqual([
    ["a attempt 1", "printed"],
    ["b attempt 1", null],
  ]);
});

it("finds none where there is no store yet", () => {
  const empty = join(folder, "empty");
  copyStore(join(folder, "nowhere"), empty);
  expect(openAttempts(empty)).toEqual([]);
});
