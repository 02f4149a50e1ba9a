import { describe, expect, it } from "vitest";
import { FORMS, parseSentence } from "../../../simulator/scenario/sentence.ts";

// Goal: the sentences of a scenario are understood as a person means them, and nothing else is.

describe("a sentence", () => {
  it.each<[text: string, says: object]>([
    ["card 26 is printing", { kind: "card-inside", card: 26, isComingOut: false }],
    [
      "card 3 is coming out on printer2",
      { kind: "card-inside", card: 3, isComingOut: true, device: "printer2" },
    ],
    ["40 cards are printed", { kind: "cards", amount: { is: "exactly", count: 40 } }],
    ["1 card is spoiled", { kind: "cards", as: "spoiled", amount: { is: "exactly", count: 1 } }],
    ["at least 2 cards are printed", { kind: "cards", amount: { is: "at-least", count: 2 } }],
    ["no card is spoiled", { kind: "cards", as: "spoiled", amount: { is: "exactly", count: 0 } }],
    ["job a.1 is in-doubt", { kind: "job", job: "a.1", state: "in-doubt" }],
    ["job a is not held", { kind: "held", device: "job:a", isHeld: false }],
    ["every job is completed", { kind: "jobs", amount: "every", state: "completed" }],
    ["at most 3 jobs are pending", { kind: "jobs", amount: { is: "at-most", count: 3 } }],
    ["printer1 is held", { kind: "held", device: "printer1", isHeld: true }],
    ["host is not held", { kind: "held", device: "host", isHeld: false }],
    ["printer1 has media-jam", { kind: "fault", condition: "media-jam", isThere: true }],
    ["server1 has no fault", { kind: "fault", condition: "any", isThere: false }],
    ["server1 is down", { kind: "shown", device: "server1", word: "down" }],
    ["printer1 is on probation", { kind: "shown", device: "printer1", word: "on probation" }],
  ])("%s", (text, says) => {
    expect(parseSentence(text)).toMatchObject(says);
  });

  it.each([
    "",
    "job a is finished",
    "printer1 has no-such-condition",
    "printer1 is happy",
    "40 cards are printed now",
  ])("is none: %s", (text) => {
    expect(parseSentence(text)).toBeUndefined();
  });

  it("that is shown as an example is one", () => {
    const said = FORMS.map(({ example }) => parseSentence(example));
    expect(said).not.toContain(undefined);
  });
});
