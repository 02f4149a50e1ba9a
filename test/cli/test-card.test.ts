import { describe, expect, it } from "vitest";
import type { JobDetails } from "../../src/io/control-api.ts";
import { openCommandStand } from "./command-stand.ts";
import { ANSWER, JOB } from "./sample-control-api.ts";

/** A daemon in which the test card goes through these states, one for each question. */
async function setUp(...states: readonly string[]) {
  const stand = openCommandStand();
  const left = [...states];
  await stand.serve({
    job(jobId): JobDetails | undefined {
      const [state = "", ...later] = left;
      if (later.length > 0) left.shift();
      return jobId === ANSWER.job_id ? { ...JOB, job_id: jobId, state, reasons: [] } : undefined;
    },
  });
  return stand;
}

describe("cetakd test-card", () => {
  it("says under which id the card waits", async () => {
    const stand = await setUp();
    const { code, stdout } = await stand.cetakd(["test-card", "printer1"]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "Kartu uji menunggu giliran sebagai pekerjaan oku-2021-000125.\n",
    });
  });

  it("prints the daemon's answer with --json", async () => {
    const stand = await setUp();
    const { stdout } = await stand.cetakd(["test-card", "printer1", "--json"]);
    expect(JSON.parse(stdout)).toEqual(ANSWER);
  });

  it.each([
    { states: ["completed"], code: 0, told: [] },
    { states: ["in-doubt"], code: 1, told: [] },
    {
      states: ["held", "processing", "completed"],
      code: 0,
      told: ["tertahan", "dicetak"],
    },
    { states: ["pending", "aborted"], code: 1, told: ["menunggu"] },
  ])("waits through $states and ends with $code", async ({ states, code, told }) => {
    const stand = await setUp(...states);
    const ended = await stand.cetakd(["test-card", "printer1", "--wait", "--json"]);
    expect(ended.code).toBe(code);
    expect(JSON.parse(ended.stdout)).toMatchObject({ job_id: ANSWER.job_id, state: states.at(-1) });
    const lines = told.map((word) => `oku-2021-000125: ${word}\n`);
    expect(ended.stderr).toBe(lines.join(""));
  });

  it("fails with 1 for a printer that nobody configured", async () => {
    const stand = await setUp();
    expect(await stand.cetakd(["test-card", "printer9"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "cetakd: no printer with this id is configured (unknown-printer)\n",
    });
  });

  it("fails with 1 when the card is refused", async () => {
    const stand = openCommandStand();
    const refusal = { result: "rejected", code: "queue-full", message: "too many wait" } as const;
    await stand.serve({ testCard: () => ({ ...ANSWER, ...refusal, retry: true }) });
    expect(await stand.cetakd(["test-card", "printer1", "--wait"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "cetakd: too many wait (queue-full)\n",
    });
  });
});
