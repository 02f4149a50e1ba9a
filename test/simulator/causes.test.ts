import { expect, it } from "vitest";
import { CONDITIONS, faultRule } from "../../protocols/faults.ts";
import { CAUSES } from "../../simulator/causes.ts";

it.each(["printer", "server"] as const)(
  "a simulated %s can cause all that it can be in",
  (device) => {
    const known = CONDITIONS.filter((condition) => faultRule(condition).device === device);
    expect(CAUSES[device].toSorted()).toEqual(known.toSorted());
  },
);
