import { describe, expect, it } from "vitest";
import type { FoundCard } from "./card-records.ts";
import { type Books, reconcile } from "./reconcile.ts";

// Goal: no mistake of a daemon passes, nor do two that add up to none.
// Method: books that are in order, each row with one mistake planted.

const good = (n: number, jobId: string | undefined): FoundCard => {
  return { n, box: "output", complete: true, jobId };
};
const rejected = (n: number, jobId?: string): FoundCard => {
  return { n, box: "reject", complete: false, jobId };
};

interface Planted {
  readonly sent?: readonly string[];
  readonly accepted?: readonly string[];
  readonly states?: Readonly<Record<string, string>>;
  readonly cards?: readonly FoundCard[];
}

/** Two jobs in order, a and b, one that a person has to decide, c, and a card in the reject box. */
function books({ sent, accepted, states, cards }: Planted = {}): Books {
  const jobIds = ["a", "b", "c"];
  return {
    sent: new Set(sent ?? jobIds),
    accepted: new Set(accepted ?? jobIds),
    states: new Map(
      Object.entries({ a: "completed", b: "completed", c: "in-doubt", ...(states ?? {}) }),
    ),
    cards: cards ?? [good(1, "a"), rejected(2), good(3, "b")],
  };
}

describe("books in order", () => {
  it("break no promise", () => {
    const expected = { completed: ["a", "b"], inDoubt: ["c"], lost: [], twice: [], broken: [] };
    expect(reconcile(books())).toEqual(expected);
  });

  it.each([
    ["the card of a job in doubt", [good(1, "a"), good(2, "c"), good(3, "b")]],
    ["a rejected card that had been printed whole", [good(1, "a"), rejected(2, "b"), good(3, "b")]],
    ["the printer's own order", [good(1, "b"), good(2, "a")]],
  ])("may have %s", (_, cards) => {
    expect(reconcile(books({ cards })).broken).toEqual([]);
  });
});

describe("a planted mistake", () => {
  it.each<readonly [string, Planted, Partial<ReturnType<typeof reconcile>>]>([
    [
      "a card twice",
      { cards: [good(1, "a"), good(2, "b"), good(3, "a")] },
      { twice: ["a"], lost: [], broken: ["a was printed twice: cards 1, 3"] },
    ],
    [
      "a card twice of a job in doubt",
      { cards: [good(1, "a"), good(2, "c"), good(3, "b"), good(4, "c")] },
      { twice: ["c"], lost: [], broken: ["c was printed twice: cards 2, 4"] },
    ],
    [
      "one card twice in place of another",
      { cards: [good(1, "a"), good(2, "a")] },
      {
        twice: ["a"],
        lost: ["b"],
        broken: ["b is completed, good cards: 0", "a was printed twice: cards 1, 2"],
      },
    ],
    [
      "completed without a card",
      { cards: [good(1, "a")] },
      { lost: ["b"], broken: ["b is completed, good cards: 0"] },
    ],
    [
      "completed with a spoiled card",
      { cards: [good(1, "a"), rejected(2, "b")] },
      { lost: ["b"], broken: ["b is completed, good cards: 0"] },
    ],
    [
      "completed with half a card among the good ones",
      { cards: [good(1, "a"), { ...good(2, "b"), complete: false }] },
      { lost: ["b"], broken: ["b is completed, good cards: 0"] },
    ],
    [
      "completed with a card that a person took out",
      { cards: [good(1, "a"), { ...good(2, "b"), box: "removed" }] },
      { lost: ["b"], broken: ["b is completed, good cards: 0"] },
    ],
    [
      "never at rest",
      { states: { b: "processing" } },
      { lost: ["b"], broken: ["b is processing, good cards: 1"] },
    ],
    [
      "accepted and never heard of again",
      { sent: ["a", "b", "c", "d"], accepted: ["a", "b", "c", "d"] },
      { lost: ["d"], broken: ["d is never announced, good cards: 0"] },
    ],
    ["given up", { states: { b: "aborted" } }, { lost: ["b"] }],
    [
      "never answered",
      { sent: ["a", "b", "c", "d"] },
      { lost: [], broken: ["d was never accepted"] },
    ],
    [
      "a card of nobody's",
      { cards: [good(1, "a"), good(2, undefined), good(3, "b")] },
      { lost: [], broken: ["card 2 came out as a good one and is nobody's"] },
    ],
    [
      "a card that nobody asked for",
      { cards: [good(1, "a"), good(2, "z"), good(3, "b")] },
      { lost: [], broken: ["card 2 is of z, which was never accepted"] },
    ],
    [
      "a card without a record",
      { cards: [good(1, "a"), good(3, "b")] },
      { lost: [], broken: ["card 2 has no record"] },
    ],
  ])("is found: %s", (_, planted, found) => {
    expect(reconcile(books(planted))).toMatchObject(found);
  });
});
