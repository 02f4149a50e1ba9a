import { expect, it } from "vitest";
import { NACK_MEANINGS } from "../../../protocols/evolis/nack.ts";
import { faultOf } from "../../../src/drivers/evolis/faults.ts";
import { NACK_FAULTS } from "./nack-faults.ts";

it("knows a condition for every code of the guide, and tells the code", () => {
  expect(Object.keys(NACK_MEANINGS).map(faultOf)).toEqual(
    Object.keys(NACK_MEANINGS).map((code) => ({ condition: NACK_FAULTS[code], raw: code })),
  );
});

it.each(["Z", "?", ""])("takes the undocumented code %j for a fault", (code) => {
  expect(faultOf(code)).toEqual({ condition: "other", raw: code });
});
