import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONDITIONS, faultRule } from "../../protocols/faults.ts";
import { checkKindOf } from "../../src/core/check-rule.ts";
import { corePolicy } from "../support/core-fixtures.ts";
import { bad, faultsOf, good, printer, setUp } from "./looks.ts";

// Goal: whatever was seen before, a condition that was absent for M looks and T seconds holds no
// more (I6), and one that was not absent so long is not given up. Method: random looks and pauses,
// clocks that are set included, and then M good looks over T.

const SHOWN = CONDITIONS.filter((condition) => {
  const { device, clears } = faultRule(condition);
  return device !== "host" && clears !== "unshown" && checkKindOf(condition) !== undefined;
});

const steps = fc.array(
  fc.record({
    isBad: fc.boolean(),
    passMs: fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: -7_200_000, max: 0 })),
  }),
  { maxLength: 12 },
);

describe.each(SHOWN)("%s", (condition) => {
  it("is gone after M good looks over T seconds, and never before", () => {
    const rule = fc.record({
      goodChecks: fc.integer({ min: 1, max: 4 }),
      badChecks: fc.integer({ min: 1, max: 3 }),
      clearAfterMs: fc.integer({ min: 0, max: 20_000 }),
    });
    fc.assert(
      fc.property(rule, steps, (limits, looks) => {
        const stand = setUp({ policy: corePolicy(limits) });
        for (const { isBad, passMs } of looks) {
          stand.nowMs += passMs;
          stand.post(isBad ? bad(condition) : good(condition));
        }
        stand.nowMs += 1_000;
        for (let n = 0; n < limits.badChecks; n += 1) stand.post(bad(condition));
        for (let n = 1; n < limits.goodChecks; n += 1) {
          stand.post(good(condition));
          expect(faultsOf(stand)).toHaveLength(1);
        }
        stand.post(good(condition));
        expect(faultsOf(stand)).toHaveLength(limits.clearAfterMs > 0 ? 1 : 0);
        stand.nowMs += limits.clearAfterMs;
        stand.post(good(condition));
        expect(faultsOf(stand)).toEqual([]);
        expect(stand.state.holds.has(`fault:printer1:${condition}`)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

it("goes for what a printer's answer shows by itself, too", () => {
  const stand = setUp();
  for (let n = 0; n < 3; n += 1) stand.post(bad("timed-out"));
  for (let n = 0; n < 2; n += 1) stand.post(printer.ready());
  stand.post(good("timed-out"));
  stand.post(good("timed-out"));
  expect(faultsOf(stand)).toEqual([]);
});
