import { describe, expect, it } from "vitest";
import { recover, type Sight, type Verdict } from "../../src/core/recovery-table.ts";

// Goal: what is made of an attempt that nobody saw end. Method: the rows of the project's facts,
// then everything that can be seen, in a checked-in table that a reviewer reads, and the rules
// that hold for all of it.

const FED = ["none", "one", "other"] as const;
const PANELS = ["none", "some", "all", "other"] as const;
const INSIDE = ["no", "yes", "unknown"] as const;
const REJECT = ["never", "ordered", "acknowledged", "silent"] as const;

const ALL: readonly Sight[] = FED.flatMap((fed) =>
  PANELS.flatMap((panels) =>
    INSIDE.flatMap((inside) => REJECT.map((reject) => ({ fed, panels, inside, reject }))),
  ),
);

function short(verdict: Verdict): string {
  if (verdict.kind === "reject") return "reject it, ask again";
  const proposal = verdict.proposal === undefined ? "" : `, likely ${verdict.proposal}`;
  return `${verdict.outcome} (${verdict.detail}${proposal})`;
}

/** One line for all answers of a reject that come to the same. */
function linesOf(fed: Sight["fed"], panels: Sight["panels"], inside: Sight["inside"]): string[] {
  const byVerdict = new Map<string, Sight["reject"][]>();
  for (const reject of REJECT) {
    const verdict = short(recover({ fed, panels, inside, reject }));
    byVerdict.set(verdict, [...(byVerdict.get(verdict) ?? []), reject]);
  }
  return [...byVerdict].map(([verdict, rejects]) => {
    const reject = rejects.length === REJECT.length ? "any" : rejects.join(" ");
    const cells = [fed.padEnd(6), panels.padEnd(7), inside.padEnd(8), reject.padEnd(28)];
    return `${cells.join(" ")} ${verdict}`;
  });
}

const LEGEND = [
  "What becomes of an attempt that nobody saw end, by all that the printer can say of it: cards fed",
  "and panels printed since it was armed, whether a card is inside, and whether the card was told",
  "to go to the reject box: never; ordered, and nobody saw the end of that; just now, and the",
  "printer has acknowledged it; just now, and it was silent.",
  "",
  "fed    panels  inside   reject                       verdict",
];

describe("the recovery table", () => {
  it("is the one in the file", async () => {
    const rows = FED.flatMap((fed) =>
      PANELS.flatMap((panels) => INSIDE.flatMap((inside) => linesOf(fed, panels, inside))),
    );
    await expect(`${[...LEGEND, ...rows].join("\n")}\n`).toMatchFileSnapshot("recovery.table.txt");
  });

  // Source: the project's reliability facts, §1.3, in their order.
  it.each<[fed: Sight["fed"], Sight["panels"], Sight["inside"], Sight["reject"], string]>([
    ["other", "all", "no", "never", "unknown (counters-do-not-fit)"],
    ["one", "other", "no", "never", "unknown (counters-do-not-fit)"],
    ["none", "none", "no", "never", "not-printed (nothing-moved)"],
    ["none", "some", "no", "never", "unknown (counters-do-not-fit)"],
    ["none", "none", "yes", "never", "unknown (card-inside)"],
    ["one", "some", "yes", "never", "reject it, ask again"],
    ["one", "all", "yes", "never", "reject it, ask again"],
    ["one", "none", "yes", "ordered", "reject it, ask again"],
    ["one", "all", "no", "acknowledged", "spoiled (card-rejected)"],
    ["one", "some", "no", "acknowledged", "spoiled (card-incomplete)"],
    ["one", "some", "yes", "acknowledged", "unknown (card-inside, likely spoiled)"],
    ["one", "all", "no", "never", "printed (counters-fit)"],
    ["one", "some", "no", "never", "unknown (card-incomplete, likely spoiled)"],
    ["one", "some", "no", "ordered", "spoiled (card-incomplete)"],
    ["one", "all", "no", "ordered", "unknown (look-in-the-reject-box, likely spoiled)"],
    ["one", "all", "no", "silent", "unknown (look-in-the-reject-box, likely spoiled)"],
    // The card's position is not known: only what has not moved at all is settled.
    ["none", "none", "unknown", "never", "not-printed (nothing-moved)"],
    ["one", "all", "unknown", "never", "unknown (card-position-unknown, likely printed)"],
    ["one", "some", "unknown", "never", "unknown (card-position-unknown, likely spoiled)"],
  ])("fed %s, panels %s, inside %s, reject %s: %s", (fed, panels, inside, reject, verdict) => {
    expect(short(recover({ fed, panels, inside, reject }))).toBe(verdict);
  });
});

describe("in every row", () => {
  const told = ALL.map((sight) => ({ sight, verdict: recover(sight) }));
  const having = (outcome: string) =>
    told.filter(({ verdict }) => verdict.kind === "outcome" && verdict.outcome === outcome);

  it("a card is good only if one was fed, is whole, is out, and was never told to be rejected", () => {
    expect(having("printed").map(({ sight }) => sight)).toEqual([
      { fed: "one", panels: "all", inside: "no", reject: "never" },
    ]);
  });

  it("a card is made again without a person only if none was fed, or the one is no good card", () => {
    for (const { sight } of having("not-printed")) {
      expect(sight).toMatchObject({ fed: "none", panels: "none", reject: "never" });
    }
    for (const { sight } of having("spoiled")) {
      const isSeenInTheBox = sight.reject === "acknowledged";
      expect(sight.inside).toBe("no");
      expect(isSeenInTheBox || sight.panels !== "all").toBe(true);
      expect(sight.reject).not.toBe("never");
    }
  });

  it("a card is moved only if it is known to be inside and to be this one", () => {
    for (const { sight } of told.filter(({ verdict }) => verdict.kind === "reject")) {
      expect(sight).toMatchObject({ fed: "one", inside: "yes" });
    }
  });

  it("a card that does not leave when it is told to is not told again at once", () => {
    for (const { sight, verdict } of told) {
      const isJustTold = sight.reject === "acknowledged" || sight.reject === "silent";
      if (isJustTold) expect(verdict.kind).toBe("outcome");
    }
  });
});
