import { describe, expect, it } from "vitest";
import { DaemonError } from "../../src/core/errors.ts";
import type { Event } from "../../src/core/events.ts";
import type { PrinterDriver } from "../../src/core/ports.ts";
import { createSettling } from "../../src/daemon/settling.ts";
import { AFTER, LOST, refused, SILENT } from "../support/core-fixtures.ts";
import { NOW, openStubLine } from "./stub-line.ts";

// Goal: what the printer says of an interrupted attempt becomes an event of its session, however
// it says it. Method: a real line in virtual time; the driver is a port.

const ABOUT = { at: NOW, printer: "printer1", session: 1, jobId: "job-1", attempt: 2 };

async function settle(
  kind: "settle-attempt" | "reject-card",
  verbs: Partial<PrinterDriver> = {},
  session = 1,
) {
  const { clock, line, sessions, pass } = await openStubLine(verbs);
  const posted: Event[] = [];
  const lines = new Map([["printer1", line]]);
  const run = createSettling({ clock, lines, post: (event) => posted.push(event) });
  await run({ kind, printer: "printer1", session, jobId: "job-1", attempt: 2 });
  await pass(0);
  return { posted, sessions };
}

describe("settle-attempt", () => {
  it.each([true, false])(
    "tells the evidence, and whether there is a box: %s",
    async (canReject) => {
      const { posted } = await settle("settle-attempt", { canReject });
      expect(posted).toEqual([{ kind: "evidence-taken", ...ABOUT, reading: AFTER, canReject }]);
    },
  );

  it("ends the session when the printer does not answer", async () => {
    const evidence = () => Promise.reject(new DaemonError("PRINTER_TIMEOUT", "no answer"));
    const { posted, sessions } = await settle("settle-attempt", { evidence });
    expect([posted, sessions]).toEqual([[], ["ready 1", "gone 1 timed-out"]]);
  });

  it("does nothing in a session that is over", async () => {
    const { posted } = await settle("settle-attempt", {}, 7);
    expect(posted).toEqual([]);
  });

  it("throws on what no driver is to throw", async () => {
    const evidence = () => Promise.reject(new Error("a mistake"));
    await expect(settle("settle-attempt", { evidence })).rejects.toThrow("a mistake");
  });
});

describe("reject-card", () => {
  it.each([
    ["acknowledged", { kind: "ended", after: AFTER }],
    ["silent", SILENT],
  ] as const)("asks again after it, and tells that it was %s", async (rejected, result) => {
    const { posted } = await settle("reject-card", { reject: async () => result });
    expect(posted).toEqual([
      { kind: "evidence-taken", ...ABOUT, reading: AFTER, canReject: true, rejected },
    ]);
  });

  it("tells that the printer refuses, and does not ask again", async () => {
    const evidence = () => Promise.reject(new Error("asked"));
    const reject = async () => refused("media-jam");
    const { posted } = await settle("reject-card", { reject, evidence });
    expect(posted).toEqual([
      { kind: "reject-refused", ...ABOUT, fault: { condition: "media-jam" } },
    ]);
  });

  it("leaves a lost line to the next session", async () => {
    const { posted } = await settle("reject-card", { reject: async () => LOST });
    expect(posted).toEqual([]);
  });
});
