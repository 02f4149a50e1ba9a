import { describe, expect, it } from "vitest";
import { attempted, createCommandDesk, told } from "../support/command-desk.ts";
import {
  AFTER,
  createStand,
  ONE_PRINTER,
  PRINTED,
  received,
  sessionOf,
} from "../support/core-fixtures.ts";

function setUp() {
  const stand = createStand({ policy: ONE_PRINTER });
  attempted(stand, "J1", "unknown");
  const desk = createCommandDesk(stand);
  const resolve = (as: string, more: object = {}) =>
    desk.ask({ cmd: "resolve", job_id: "J1", attempt: 1, as, ...more });
  const undo = (of: string, more: object = {}) => desk.ask({ cmd: "undo", of, ...more });
  return { stand, ask: desk.ask, resolve, undo, stateOf: () => stand.store.job("J1")?.state };
}

const printer = sessionOf("printer1", 1);

describe("resolve", () => {
  it("completes a job whose card is good, by a person's word", () => {
    const { stand, resolve, stateOf } = setUp();
    const result = { jobId: "J1", attempt: 1, state: "completed" };
    expect(resolve("printed", { id: "r" })).toEqual({ id: "r", ok: true, result });
    expect(stateOf()).toBe("completed");
    expect(told(stand, "job-event").at(-1)).toMatchObject({
      state: "completed",
      previous: "in-doubt",
      reasons: ["job-completed-successfully"],
      printer: "printer1",
      attempt: 1,
    });
    stand.post(printer.ready());
    expect(stand.orders("prepare-card")).toEqual([]);
  });

  it.each([
    ["spoiled", "card-spoiled"],
    ["not-printed", "card-not-printed"],
  ])("has a card that is %s printed again, once (I2, I4)", (as, reason) => {
    const { stand, resolve, stateOf } = setUp();
    stand.post(printer.ready());
    expect(resolve(as)).toMatchObject({ ok: true, result: { state: "pending" } });
    expect(told(stand, "job-event").at(-1)).toMatchObject({ state: "pending", reasons: [reason] });
    stand.post(printer.prepared("J1"));
    stand.post(printer.ended("J1", PRINTED, 2));
    expect(stateOf()).toBe("completed");
    expect(stand.orders("print-card").map(({ attempt }) => attempt)).toEqual([2]);
  });

  it("keeps the decision with the attempt for ever, and tells it without the note", () => {
    const { stand, resolve } = setUp();
    resolve("spoiled", { id: "r", note: "the corner is torn" });
    const at = stand.nowMs;
    const decision = { id: "r", as: "spoiled", by: "rina", reason: "seen", at };
    expect(stand.restart().store.attempts("J1")).toMatchObject([
      {
        evidence: { outcome: "unknown" },
        decisions: [{ ...decision, note: "the corner is torn" }],
      },
    ]);
    const { at: _, ...said } = decision;
    expect(told(stand, "event")).toEqual([{ type: "resolved", jobId: "J1", attempt: 1, ...said }]);
  });

  it("keeps each word with the attempt that it is about", () => {
    const { stand, resolve } = setUp();
    resolve("spoiled");
    attempted(stand, "J1", "unknown");
    resolve("printed", { attempt: 2 });
    const words = stand.store.attempts("J1").map(({ attempt, decisions }) => ({
      attempt,
      words: decisions.map(({ as }) => as),
    }));
    expect(words).toEqual([
      { attempt: 1, words: ["spoiled"] },
      { attempt: 2, words: ["printed"] },
    ]);
    expect(told(stand, "job-event").at(-1)).toMatchObject({ state: "completed", attempt: 2 });
  });

  it.each([
    ["another attempt", { attempt: 2 }, "wrong-attempt", "the latest attempt is 1"],
    ["an unknown job", { job_id: "J9" }, "unknown-job", expect.any(String)],
  ])("refuses %s", (_what, more, code, message) => {
    const { resolve, stateOf } = setUp();
    expect(resolve("printed", more)).toMatchObject({ ok: false, code, message });
    expect(stateOf()).toBe("in-doubt");
  });

  describe("of an attempt that its printer has not been asked about", () => {
    function interrupted() {
      const stand = createStand({ policy: ONE_PRINTER });
      stand.post(received("J1"));
      stand.post(printer.ready());
      stand.post(printer.prepared("J1"));
      const desk = createCommandDesk(stand);
      const resolve = (as: string) => desk.ask({ cmd: "resolve", job_id: "J1", attempt: 1, as });
      return { stand, resolve };
    }

    it("is too late while it is being printed", () => {
      const { resolve } = interrupted();
      expect(resolve("spoiled")).toMatchObject({ ok: false, code: "too-late" });
    });

    it("stands in for the printer's word while the printer is away", () => {
      const { stand, resolve } = interrupted();
      stand.post(printer.gone());
      expect(resolve("printed")).toMatchObject({ ok: true, result: { state: "completed" } });
      expect(stand.store.attempts("J1")).toMatchObject([
        {
          evidence: { outcome: "unknown", detail: "printer-not-asked", interrupted: "line-lost" },
          decisions: [{ as: "printed" }],
        },
      ]);
      stand.post(sessionOf("printer1", 2).ready());
      expect(stand.orders("settle-attempt")).toEqual([]);
    });

    it("is too late once the printer is being asked", () => {
      const { stand, resolve } = interrupted();
      stand.post(printer.gone());
      stand.post(sessionOf("printer1", 2).ready());
      expect(resolve("spoiled")).toMatchObject({ ok: false, code: "too-late" });
    });
  });

  it("lets go the printer that a card in doubt has held", () => {
    const stand = createStand({ policy: { ...ONE_PRINTER, inDoubtHolds: "printer" } });
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    stand.post(printer.gone());
    const next = sessionOf("printer1", 2);
    stand.post(next.ready());
    stand.post(next.evidence("J1", { reading: { ...AFTER, panelsPrinted: 403 } }));
    expect(stand.state.holds.has("in-doubt:J1")).toBe(true);
    const desk = createCommandDesk(stand);
    desk.ask({ cmd: "resolve", job_id: "J1", attempt: 1, as: "spoiled" });
    expect(stand.state.holds.has("in-doubt:J1")).toBe(false);
  });

  it("refuses a job of which no attempt was made", () => {
    const { stand, ask } = setUp();
    stand.post(received("J2"));
    const answer = ask({ cmd: "resolve", job_id: "J2", attempt: 1, as: "not-printed" });
    const message = "no attempt was made yet";
    expect(answer).toMatchObject({ ok: false, code: "wrong-attempt", message });
  });

  it.each(["printed", "spoiled"])("is too late for a second answer after %s", (first) => {
    const { resolve } = setUp();
    resolve(first);
    expect(resolve("not-printed")).toMatchObject({ ok: false, code: "too-late" });
  });
});

describe("undo", () => {
  it.each(["spoiled", "not-printed"])("takes %s back, and what was said stays visible", (as) => {
    const { stand, resolve, undo, stateOf } = setUp();
    resolve(as, { id: "r" });
    const result = { jobId: "J1", attempt: 1, state: "in-doubt" };
    expect(undo("r", { id: "u" })).toEqual({ id: "u", ok: true, result });
    expect(stateOf()).toBe("in-doubt");
    const undone = { id: "u", by: "rina", at: stand.nowMs };
    expect(stand.store.attempts("J1")).toMatchObject([{ decisions: [{ id: "r", as, undone }] }]);
    expect(told(stand, "event").at(-1)).toEqual({
      type: "resolve-undone",
      id: "u",
      of: "r",
      jobId: "J1",
      attempt: 1,
      by: "rina",
    });
    expect(told(stand, "job-event").at(-1)).toMatchObject({
      state: "in-doubt",
      previous: "pending",
      reasons: ["card-unverified"],
      printer: "printer1",
      attempt: 1,
    });
    stand.post(printer.ready());
    expect(stand.orders("prepare-card")).toEqual([]);
  });

  it("takes back the one word that it names, of all at all attempts", () => {
    const { stand, resolve, undo, stateOf } = setUp();
    resolve("spoiled", { id: "r" });
    attempted(stand, "J1", "unknown");
    resolve("spoiled", { id: "s", attempt: 2 });
    undo("s", { id: "u" });
    resolve("not-printed", { id: "t", attempt: 2 });
    expect(undo("t", { id: "v" })).toMatchObject({ ok: true, result: { attempt: 2 } });
    const undone = stand.store
      .attempts("J1")
      .map(({ decisions }) => decisions.map((each) => [each.id, each.undone?.id]));
    expect([stateOf(), undone]).toEqual([
      "in-doubt",
      [
        [["r", undefined]],
        [
          ["s", "u"],
          ["t", "v"],
        ],
      ],
    ]);
  });

  it("lets another answer follow, and both stay", () => {
    const { stand, resolve, undo } = setUp();
    resolve("spoiled", { id: "r" });
    undo("r");
    expect(resolve("printed")).toMatchObject({ ok: true });
    expect(stand.store.attempts("J1")[0]?.decisions.map(({ as }) => as)).toEqual([
      "spoiled",
      "printed",
    ]);
  });

  it("is in time while the next card is only prepared: it is not begun", () => {
    const { stand, resolve, undo, stateOf } = setUp();
    stand.post(printer.ready());
    resolve("spoiled", { id: "r" });
    expect(stand.orders("prepare-card")).toHaveLength(1);
    expect(undo("r")).toMatchObject({ ok: true });
    stand.post(printer.prepared("J1"));
    expect([stateOf(), stand.orders("print-card")]).toEqual(["in-doubt", []]);
  });

  it("is too late once the next attempt is armed", () => {
    const { stand, resolve, undo, stateOf } = setUp();
    stand.post(printer.ready());
    resolve("spoiled", { id: "r" });
    stand.post(printer.prepared("J1"));
    expect(undo("r")).toMatchObject({ ok: false, code: "too-late" });
    expect(stateOf()).toBe("processing");
  });

  it("is too late when that attempt has come to doubt itself", () => {
    const { stand, resolve, undo } = setUp();
    resolve("spoiled", { id: "r" });
    attempted(stand, "J1", "unknown");
    expect(undo("r")).toMatchObject({ ok: false, code: "too-late" });
  });

  it("is for the one answer that it names, not for a later one like it", () => {
    const { stand, resolve, undo, stateOf } = setUp();
    resolve("spoiled", { id: "r" });
    undo("r");
    resolve("spoiled", { id: "s" });
    expect(undo("r")).toMatchObject({ ok: false, code: "too-late" });
    attempted(stand, "J1", "unknown");
    resolve("spoiled", { id: "t", attempt: 2 });
    expect(undo("s")).toMatchObject({ ok: false, code: "too-late" });
    expect(stateOf()).toBe("pending");
  });

  it("is too late for printed, for what was undone, and for a job given up since", () => {
    const printed = setUp();
    const late = (message: string) => ({ ok: false, code: "too-late", message });
    printed.resolve("printed", { id: "r" });
    expect(printed.undo("r")).toMatchObject(late("printed is final"));
    const { ask, resolve, undo } = setUp();
    resolve("spoiled", { id: "r" });
    undo("r");
    expect(undo("r")).toMatchObject(late("it was undone already"));
    resolve("spoiled", { id: "s" });
    ask({ cmd: "cancel", job_id: "J1" });
    expect(undo("s")).toMatchObject(late("the job is canceled"));
  });

  it("knows nothing but a resolve that was done", () => {
    const { ask, resolve, undo } = setUp();
    resolve("printed", { id: "refused", attempt: 7 });
    ask({ cmd: "hold", scope: "job:J1", id: "hold" });
    for (const of of ["nothing", "refused", "hold"]) {
      expect(undo(of)).toMatchObject({ ok: false, code: "not-allowed" });
    }
  });
});
