import { describe, expect, it } from "vitest";
import { rootOf } from "../../src/core/reprint.ts";
import { attempted, createCommandDesk, told } from "../support/command-desk.ts";
import { createStand, received, type Stand } from "../support/core-fixtures.ts";

function setUp(more: Parameters<typeof received>[1] = {}) {
  const stand = createStand();
  stand.post(received("J1", more));
  attempted(stand, "J1", "printed");
  const { ask } = createCommandDesk(stand);
  const reprint = (jobId = "J1", rest: object = {}) =>
    ask({ cmd: "reprint", job_id: jobId, old_card: "destroyed", ...rest });
  return { stand, ask, reprint };
}

function documentOf(stand: Stand, jobId: string): unknown {
  return JSON.parse(stand.store.document(jobId) ?? "null");
}

describe("reprint", () => {
  it("makes a new job of the same document, and tells whose card it replaces", () => {
    const { stand, reprint } = setUp({ priority: 77, stock: "wni", expiresAt: 9e15 });
    const result = { jobId: "J1.r1", state: "pending" };
    expect(reprint("J1", { id: "p" })).toEqual({ id: "p", ok: true, result });
    const job = stand.state.jobs.get("J1.r1");
    const { jobId, hash, ...rest } = job ?? {};
    expect(rest).toEqual({
      ...{ priority: 77, stock: "wni", server: "server1", specimen: true, reprintOf: "J1" },
      ...{ state: "pending", reasons: [], arrival: 2, receivedAt: stand.nowMs },
      ...{ attempts: 0, spoiled: 0 },
    });
    expect(documentOf(stand, "J1.r1")).toEqual({ job_id: "J1.r1" });
    expect(told(stand, "job-event").at(-1)).toMatchObject({ jobId: "J1.r1", reprintOf: "J1" });
    expect(told(stand, "event")).toEqual([
      {
        type: "reprinted",
        id: "p",
        jobId: "J1.r1",
        reprintOf: "J1",
        oldCard: "destroyed",
        by: "rina",
        reason: "seen",
      },
    ]);
  });

  it.each([
    ["any printer", {}],
    ["one printer", { printer: "printer2" }],
  ])("survives a restart as it is, with its hash, for %s", (_what, more) => {
    const { stand, reprint } = setUp(more);
    reprint();
    const before = stand.state.jobs.get("J1.r1");
    expect(before?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(before).toMatchObject(more);
    expect(stand.restart().state.jobs.get("J1.r1")).toStrictEqual(before);
  });

  it("gives two clerks one job while it is open, by whichever id they ask", () => {
    const { stand, reprint } = setUp();
    const result = { jobId: "J1.r1", state: "pending" };
    reprint();
    expect(reprint()).toMatchObject({ ok: true, result });
    expect(told(stand, "event")).toHaveLength(1);
    attempted(stand, "J1.r1", "printed");
    expect(reprint("J1.r1")).toMatchObject({ ok: true, result: { jobId: "J1.r2" } });
    expect(reprint("J1")).toMatchObject({ ok: true, result: { jobId: "J1.r2" } });
    expect(stand.state.jobs.get("J1.r2")?.reprintOf).toBe("J1.r1");
  });

  it("counts on by number, not by text", () => {
    const { stand, reprint } = setUp();
    for (let n = 1; n <= 11; n += 1) {
      expect(reprint()).toMatchObject({ result: { jobId: `J1.r${n}` } });
      attempted(stand, `J1.r${n}`, "printed");
    }
  });

  it("takes for a reprint only what ends like one", () => {
    expect([rootOf("J1.r12"), rootOf("J1.r1.b"), rootOf("J1")]).toEqual(["J1", "J1.r1.b", "J1"]);
  });

  it("shows one that a hold covers as held", () => {
    const { ask, reprint } = setUp();
    ask({ cmd: "hold", scope: "host" });
    expect(reprint()).toMatchObject({ result: { state: "held" } });
    expect(reprint()).toMatchObject({ result: { state: "held" } });
  });

  it("cannot without the document", () => {
    const { stand, ask, reprint } = setUp();
    Object.assign(stand.store, { document: () => undefined });
    expect(reprint()).toMatchObject({ ok: false, code: "content-erased" });
    expect(ask({ cmd: "cancel", job_id: "J1.r1" })).toMatchObject({ code: "unknown-job" });
  });

  it("is for a card that has come out", () => {
    const { stand, ask, reprint } = setUp();
    stand.post(received("waits"));
    attempted(stand, "doubtful", "unknown");
    stand.post(received("given-up"));
    ask({ cmd: "cancel", job_id: "given-up" });
    for (const jobId of ["waits", "doubtful", "given-up"]) {
      expect(reprint(jobId)).toMatchObject({ ok: false, code: "not-allowed" });
    }
    expect(reprint("doubtful").message).toContain("resolve it");
    expect(reprint("nobody")).toMatchObject({ ok: false, code: "unknown-job" });
  });
});
