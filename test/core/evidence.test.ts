import { describe, expect, it } from "vitest";
import { printedEvidence, settledEvidence } from "../../src/core/evidence.ts";
import type { PrinterReading } from "../../src/core/ports.ts";
import type { Attempt } from "../../src/core/state.ts";
import { AFTER, BEFORE, PANELS } from "../support/core-fixtures.ts";

const attempt: Attempt = {
  jobId: "J1",
  attempt: 1,
  printer: "printer1",
  armedAt: 0,
  before: BEFORE,
  panels: PANELS,
  payloadHash: "f00d",
};
const TRUSTED = { counters: true, cardPosition: true };
const INSIDE: PrinterReading = { ...AFTER, panelsPrinted: 402, cardInside: true };

function readingOf(more: Partial<PrinterReading> = {}): PrinterReading {
  return { ...AFTER, ...more };
}

describe("printedEvidence", () => {
  it.each([
    ["that it is out", false, { cardInside: false }],
    ["nothing of where it is", undefined, { unanswered: ["card_inside"] }],
  ])("is there when the counters fit and the printer says %s", (_, cardInside, more) => {
    expect(printedEvidence(attempt, readingOf({ cardInside }))).toEqual({
      outcome: "printed",
      detail: "counters-fit",
      cardsFed: 1,
      panelsPrinted: 4,
      ...more,
    });
  });

  it.each([
    ["a card left inside", { cardInside: true }],
    ["no card fed", { cardsFed: 100 }],
    ["two cards fed", { cardsFed: 102 }],
    ["a counter that went back", { cardsFed: 99 }],
    ["a counter at zero", { cardsFed: 0 }],
    ["a panel short", { panelsPrinted: 403 }],
    ["a panel too many", { panelsPrinted: 405 }],
    ["no panel at all", { panelsPrinted: 400 }],
    ["another printer", { serialNumber: "B" }],
  ])("is missing for %s", (_, more) => {
    expect(printedEvidence(attempt, readingOf(more))).toBeUndefined();
  });
});

describe("settledEvidence", () => {
  const look = { reading: readingOf(), canReject: true };

  it("tells what cut the attempt short and how far the counters moved, and nothing else", () => {
    const made = { outcome: "printed", detail: "counters-fit" };
    const moved = { cardsFed: 1, panelsPrinted: 4, cardInside: false };
    expect(settledEvidence(attempt, look, TRUSTED)).toStrictEqual({ ...made, ...moved });
    const interrupted = { ...attempt, interrupted: "line-lost" };
    expect(settledEvidence(interrupted, look, TRUSTED)).toStrictEqual({
      ...made,
      interrupted: "line-lost",
      ...moved,
    });
  });

  it("leaves a whole card to a person where the printer does not say whether it is out", () => {
    const reading = readingOf({ cardInside: undefined });
    expect(settledEvidence(attempt, { ...look, reading }, TRUSTED)).toMatchObject({
      outcome: "unknown",
      detail: "card-position-unknown",
      proposal: "printed",
    });
  });

  it("settles a card that came out of a printer without a box for rejects, too", () => {
    const settled = settledEvidence(attempt, { ...look, canReject: false }, TRUSTED);
    expect(settled).toMatchObject({ outcome: "printed", detail: "counters-fit" });
  });

  it.each([
    ["two cards fed", { cardsFed: 102 }],
    ["a counter below what it was", { cardsFed: 99 }],
    ["a panel too many", { panelsPrinted: 405 }],
    ["fewer panels than before", { panelsPrinted: 399 }],
  ])("leaves %s to a person", (_, more) => {
    expect(settledEvidence(attempt, { ...look, reading: readingOf(more) }, TRUSTED)).toMatchObject({
      outcome: "unknown",
      detail: "counters-do-not-fit",
    });
  });

  it.each([
    ["whose counters fit", {}],
    ["whose counters do not", { cardsFed: 9, panelsPrinted: 9 }],
  ])("leaves another printer %s to a person", (_, more) => {
    const reading = readingOf({ ...more, serialNumber: "B" });
    expect(settledEvidence(attempt, { ...look, reading }, TRUSTED)).toMatchObject({
      outcome: "unknown",
      detail: "another-printer",
    });
  });

  it("has a card inside rejected, if there is a box for it", () => {
    expect(settledEvidence(attempt, { ...look, reading: INSIDE }, TRUSTED)).toBe("reject");
  });

  it.each([
    ["printed", "whole", AFTER.panelsPrinted],
    ["spoiled", "half", AFTER.panelsPrinted - 1],
  ])("leaves it to a person where there is none: %s, if it is a %s card", (proposal, _, panels) => {
    const reading = { ...AFTER, panelsPrinted: panels, cardInside: true };
    expect(settledEvidence(attempt, { reading, canReject: false }, TRUSTED)).toMatchObject({
      outcome: "unknown",
      detail: "card-inside",
      proposal,
    });
  });

  describe("after a reject", () => {
    const whole = { ...AFTER, cardInside: true };
    const rejecting = { ...attempt, rejecting: whole };
    const seen = (more: Partial<PrinterReading>, rejected?: "acknowledged" | "silent") =>
      settledEvidence(
        rejecting,
        { ...look, reading: readingOf(more), ...(rejected && { rejected }) },
        TRUSTED,
      );

    it("calls a whole card spoiled only if the printer has acknowledged and printed nothing", () => {
      expect(seen({}, "acknowledged")).toMatchObject({ outcome: "spoiled" });
      expect(seen({}, "silent")).toMatchObject({ detail: "look-in-the-reject-box" });
      expect(seen({})).toMatchObject({ detail: "look-in-the-reject-box" });
    });

    it("does not take the acknowledgement of a card that was finished on the way", () => {
      const partly = { ...attempt, rejecting: INSIDE };
      const reject = { ...look, rejected: "acknowledged" } as const;
      expect(settledEvidence(partly, reject, TRUSTED)).toMatchObject({
        outcome: "unknown",
        detail: "look-in-the-reject-box",
      });
    });
  });

  describe("of a printer that is not qualified", () => {
    it.each([
      ["nothing moved", BEFORE, "not-printed"],
      ["a card came out", AFTER, "printed"],
      ["a card is inside", INSIDE, "spoiled"],
    ])("asks a person and says what is likely: %s", (_, reading, proposal) => {
      const untrusted = { counters: false, cardPosition: true };
      expect(settledEvidence(attempt, { ...look, reading }, untrusted)).toMatchObject({
        outcome: "unknown",
        detail: "counters-untrusted",
        proposal,
      });
    });

    it("settles what has not moved, where only the card's position is doubtful", () => {
      const counters = { counters: true, cardPosition: false };
      const settle = (reading: PrinterReading) =>
        settledEvidence(attempt, { ...look, reading }, counters);
      expect(settle({ ...BEFORE, cardInside: true })).toMatchObject({ outcome: "not-printed" });
      expect(settle(AFTER)).toMatchObject({ detail: "card-position-unknown", proposal: "printed" });
      expect(settle(INSIDE)).toMatchObject({ outcome: "unknown", proposal: "spoiled" });
    });
  });
});
