import { describe, expect, it } from "vitest";
import { CONDITIONS, type Condition, faultRule } from "../../protocols/faults.ts";
import type { ReleaseRule } from "../../protocols/words.ts";
import { holdOf } from "../../src/core/draft.ts";
import { releaseRule } from "../../src/core/hold-release.ts";
import type { Hold, HoldCause, ProbationRelease } from "../../src/core/state.ts";
import { MONDAY_MS } from "../support/core-fixtures.ts";

// Goal: whatever the cause of a hold, it is known what ends it.

const ADOPTED: readonly Condition[] = ["store-lost", "store-restored", "second-host"];

function proving(release: ProbationRelease): HoldCause {
  return { kind: "probation", device: "printer1", step: 1, steps: 3, release };
}

function holdBy(cause: HoldCause): Hold {
  return { id: "sample", scope: { kind: "host" }, cause, since: MONDAY_MS };
}

describe("the release rule", () => {
  it("of a fault's hold is that the fault clears, or that a person adopts the host", () => {
    for (const condition of CONDITIONS.filter((each) => faultRule(each).holds)) {
      const hold = holdOf({ device: "printer1", condition, since: MONDAY_MS });
      const expected = ADOPTED.includes(condition) ? "adopt" : "fault-clears";
      expect([condition, releaseRule(hold)]).toEqual([condition, expected]);
    }
  });

  it.each<[cause: HoldCause, rule: ReleaseRule]>([
    [{ kind: "operator", by: "rina", reason: "lunch-break" }, "operator"],
    [{ kind: "policy", reason: "card-spoiled" }, "operator"],
    [{ kind: "policy", reason: "attempts-exhausted" }, "operator"],
    [{ kind: "policy", reason: "in-doubt" }, "decision"],
    [{ kind: "policy", reason: "duty-per-hour" }, "until"],
    [{ kind: "policy", reason: "duty-per-day" }, "until"],
    [{ kind: "policy", reason: "nothing-moved" }, "until"],
    [proving("checks"), "probation-checks"],
    [proving("look"), "probation-look"],
    [proving("pause"), "probation-pause"],
  ])("of %o is %s", (cause, rule) => {
    expect(releaseRule(holdBy(cause))).toBe(rule);
  });

  it("of an operator's hold is its time, where he has set one", () => {
    const hold = holdBy({ kind: "operator", by: "rina", reason: "lunch-break" });
    expect(releaseRule({ ...hold, until: MONDAY_MS + 1 })).toBe("until");
  });
});
