import { describe, expect, it } from "vitest";
import { JOB_STATES, type JobState } from "../../protocols/words.ts";
import type { RejectCode } from "../../src/core/events.ts";
import {
  corePolicy,
  createStand,
  type Happening,
  MONDAY_MS,
  ONE_PRINTER,
  operatorHold,
  PRINTED,
  received,
  type Stand,
  sampleJob,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: every document gets the answer of the contract (§3), before it is settled, and only an
// accepted one leaves a trace. Method: documents as the intake hands them over, one a row.

type Received = ReturnType<typeof received>;

function known(state: JobState, hash = sampleJob("J1").hash) {
  return { known: { jobId: "J1", hash, state } };
}

/** Posts one document, and says what went out for it. */
function answered(stand: Stand, happening: Happening) {
  stand.record.length = 0;
  stand.post(happening);
  const [answer] = stand.orders("answer-job");
  return { answer: answer?.answer, changes: stand.record.filter(({ kind }) => kind === "commit") };
}

describe("a job document", () => {
  it("is accepted, with its hash, and is on disk with its first event", () => {
    const { answer, changes } = answered(createStand(), received("J1"));
    expect(answer).toEqual({
      jobId: "J1",
      result: "accepted",
      state: "pending",
      hash: sampleJob("J1").hash,
      at: MONDAY_MS,
    });
    const body = { jobId: "J1", state: "pending", previous: undefined, reasons: [] };
    expect(changes).toMatchObject([
      { changes: [{ kind: "job-added" }, { kind: "event-added", event: { seq: 1, body } }] },
    ]);
  });

  it("is a job that waits, of which nothing is told yet", () => {
    const stand = createStand();
    stand.post(received("J1"));
    expect(stand.state.jobs.get("J1")).toEqual({
      ...sampleJob("J1"),
      state: "pending",
      reasons: [],
      arrival: 1,
      receivedAt: MONDAY_MS,
      attempts: 0,
      spoiled: 0,
    });
  });

  it("is accepted with its warnings", () => {
    const { answer } = answered(createStand(), { ...received("J1"), warnings: ["unknown key"] });
    expect(answer).toMatchObject({ result: "accepted", warnings: ["unknown key"] });
  });

  it.each<[name: string, more: Partial<Received> | object, answer: object]>([
    ["known, same content", known("pending"), { result: "duplicate", hash: sampleJob("J1").hash }],
    ["known, other content", known("pending", "x"), { result: "conflict", hash: "x" }],
    ["known, other content, ended", known("completed", "x"), { result: "conflict" }],
    [
      "retained",
      { retained: true },
      { result: "rejected", code: "retained", message: "a job document is never retained" },
    ],
    [
      "retained, known, same content",
      { retained: true, ...known("pending") },
      { result: "duplicate" },
    ],
    [
      "retained, known, other content",
      { retained: true, ...known("pending", "x") },
      { result: "rejected", code: "retained" },
    ],
  ])("that is %s is answered so, and changes nothing", (_, more, expected) => {
    const { answer, changes } = answered(createStand(), { ...received("J1"), ...more });
    expect(answer).toMatchObject({ jobId: "J1", ...expected });
    expect(changes).toEqual([]);
  });

  it.each(JOB_STATES)("that is a duplicate is told the present state of its job: %s", (state) => {
    const { answer } = answered(createStand(), { ...received("J1"), ...known(state) });
    expect(answer).toMatchObject({ result: "duplicate", state });
  });

  it("that is a duplicate stays one after its job has ended, whatever else is wrong with it", () => {
    const stand = createStand({ policy: corePolicy({ queueMax: 0 }) });
    const job = { ...received("J1", { expiresAt: 1 }), ...known("completed") };
    expect(answered(stand, job).answer).toMatchObject({ result: "duplicate" });
  });

  it.each([
    ["before", MONDAY_MS - 1, "rejected"],
    ["at", MONDAY_MS, "rejected"],
    ["after", MONDAY_MS + 1, "accepted"],
  ])("that expires %s this instant is answered so", (_, expiresAt, result) => {
    const { answer } = answered(createStand(), received("J1", { expiresAt }));
    const expired = { code: "expired", message: "expires_at has passed" };
    expect(answer).toMatchObject({ result, ...(result === "rejected" ? expired : {}) });
  });

  it("is refused as queue-full over the limit, and taken when there is room again", () => {
    const policy = { ...ONE_PRINTER, queueMax: 2 };
    const printer = sessionOf("printer1", 1);
    const stand = createStand({ policy });
    stand.post(received("J1"));
    stand.post(received("J2"));
    const full = { result: "rejected", code: "queue-full", message: "2 jobs are waiting" };
    expect(answered(stand, received("J3")).answer).toMatchObject(full);
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    stand.post(printer.ended("J1", PRINTED));
    expect(answered(stand, received("J3")).answer).toMatchObject({ result: "accepted" });
  });

  it("that is refused leaves its id free", () => {
    const stand = createStand({ policy: corePolicy({ queueMax: 0 }) });
    stand.post(received("J1"));
    expect([stand.store.job("J1"), stand.state.jobs.size, stand.state.arrival]).toEqual([
      undefined,
      0,
      0,
    ]);
  });

  const CODES: readonly RejectCode[] = ["malformed", "schema", "invalid", "job-id", "too-large"];
  it.each([...CODES, "image-size", "not-specimen"] as const)(
    "that is none is refused with what is wrong with it: %s",
    (code) => {
      const rejection = { jobId: undefined, code, message: "planted" };
      const refusal = { kind: "job-refused", delivery: 4, rejection } as const;
      const { answer, changes } = answered(createStand(), refusal);
      expect(answer).toEqual({ ...rejection, result: "rejected", at: MONDAY_MS });
      expect(changes).toEqual([]);
    },
  );

  it.each<[name: string, happening: Happening]>([
    ["accepted", received("J1")],
    ["duplicate", { ...received("J1"), ...known("pending") }],
    ["conflict", { ...received("J1"), ...known("pending", "x") }],
    ["retained", { ...received("J1"), retained: true }],
    ["expired", received("J1", { expiresAt: 1 })],
    [
      "refused",
      {
        kind: "job-refused",
        delivery: 1,
        rejection: { jobId: "J1", code: "schema", message: "" },
      },
    ],
  ])("is answered, then settled, once each: %s", (_, happening) => {
    const stand = createStand();
    stand.post(happening);
    const orders = stand.record.flatMap((step) => (step.kind === "order" ? [step.order] : []));
    expect(orders).toMatchObject([
      { kind: "answer-job", delivery: 1 },
      { kind: "settle", delivery: 1, verdict: "ok" },
    ]);
  });

  it("is on disk when it is answered (I5)", () => {
    const stand = createStand();
    const onDisk: unknown[] = [];
    stand.perform = ({ kind }) => onDisk.push([kind, stand.store.job("J1")?.state]);
    stand.post(received("J1"));
    expect(onDisk).toEqual([
      ["answer-job", "pending"],
      ["settle", "pending"],
    ]);
  });

  it("keeps its place in the order of acceptance over a restart", () => {
    const stand = createStand();
    stand.post(received("J1"));
    stand.post(received("J2"));
    const restarted = stand.restart();
    restarted.post(received("J3"));
    expect(restarted.state.queue.map(({ jobId, arrival }) => [jobId, arrival])).toEqual([
      ["J1", 1],
      ["J2", 2],
      ["J3", 3],
    ]);
  });

  it("is known when its second copy was read before the first one's turn", () => {
    const stand = createStand();
    stand.perform = (order) => {
      if (order.kind !== "settle" || order.delivery !== 7) return;
      stand.post(received("J1"));
      stand.post({ ...received("J1"), delivery: 2 });
    };
    stand.post({ ...received("J0"), delivery: 7 });
    const results = stand.orders("answer-job").map(({ answer }) => answer.code ?? answer.result);
    expect(results).toEqual(["accepted", "accepted", "duplicate"]);
  });

  it("is told that its job is held", () => {
    const hold = operatorHold({ kind: "host" });
    const stand = createStand({ stored: [{ kind: "hold-placed", hold }] });
    expect(answered(stand, received("J1")).answer).toMatchObject({ state: "held" });
    const copy = answered(stand, received("J1")).answer;
    expect(copy).toMatchObject({ result: "duplicate", state: "held" });
  });
});
