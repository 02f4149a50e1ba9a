import { describe, expect, it } from "vitest";
import { evidenceOf } from "../../src/core/evidence.ts";
import type { PrinterReading, PrintResult } from "../../src/core/ports.ts";
import type { Attempt } from "../../src/core/state.ts";
import { AFTER, BEFORE, LOST, PANELS, PRINTED, refused, SILENT } from "../support/core-fixtures.ts";

const attempt: Attempt = {
  jobId: "J1",
  attempt: 1,
  printer: "printer1",
  armedAt: 0,
  before: BEFORE,
  panels: PANELS,
  payloadHash: "f00d",
};

function ending(more: Partial<PrinterReading>): PrintResult {
  return { kind: "ended", after: { ...AFTER, ...more } };
}

describe("evidenceOf", () => {
  it.each<[name: string, result: PrintResult, outcome: string, detail: string]>([
    ["counters that fit", PRINTED, "printed", "counters-fit"],
    ["a printer that cannot tell", ending({ cardInside: undefined }), "printed", "counters-fit"],
    ["a card left inside", ending({ cardInside: true }), "unknown", "card-inside"],
    ["no card fed", ending({ cardsFed: 100 }), "unknown", "counters-do-not-fit"],
    ["two cards fed", ending({ cardsFed: 102 }), "unknown", "counters-do-not-fit"],
    ["a counter that went back", ending({ cardsFed: 99 }), "unknown", "counters-do-not-fit"],
    ["a counter at zero", ending({ cardsFed: 0 }), "unknown", "counters-do-not-fit"],
    ["a panel short", ending({ panelsPrinted: 403 }), "unknown", "counters-do-not-fit"],
    ["a panel too many", ending({ panelsPrinted: 405 }), "unknown", "counters-do-not-fit"],
    ["no panel at all", ending({ panelsPrinted: 400 }), "unknown", "counters-do-not-fit"],
    ["another printer", ending({ serialNumber: "B" }), "unknown", "another-printer"],
    [
      "another printer whose counters do not fit",
      ending({ serialNumber: "B", cardsFed: 9 }),
      "unknown",
      "another-printer",
    ],
    ["a refusal", refused("cover-open"), "unknown", "refused-print-cover-open"],
    ["silence", SILENT, "unknown", "silent-print"],
    ["a lost line", LOST, "unknown", "line-lost"],
  ])("judges %s", (_, result, outcome, detail) => {
    expect(evidenceOf(attempt, result)).toMatchObject({ outcome, detail });
  });

  it("tells how far the counters moved and where the card is", () => {
    const { cardsFed, panelsPrinted, cardInside } = evidenceOf(
      attempt,
      ending({ cardInside: true }),
    );
    expect({ cardsFed, panelsPrinted, cardInside }).toEqual({
      cardsFed: 1,
      panelsPrinted: 4,
      cardInside: true,
    });
  });

  it("says nothing of a card position that the printer cannot tell", () => {
    expect(evidenceOf(attempt, ending({ cardInside: undefined }))).not.toHaveProperty("cardInside");
  });
});
