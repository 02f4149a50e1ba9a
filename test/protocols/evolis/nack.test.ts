import { expect, it } from "vitest";
import { encodeNack, isNackCode, NACK_MEANINGS } from "../../../protocols/evolis/nack.ts";

it("knows the nine codes of the guide", () => {
  expect(Object.keys(NACK_MEANINGS).sort()).toEqual([..."12CDFKRTW"]);
});

it.each(["1", "2", "T", "C", "F", "R", "K", "D", "W"])("takes %s for a code", (code) => {
  expect(isNackCode(code)).toBe(true);
});

it.each(["", "3", "f", "FF", "toString"])("does not take %j for a code", (code) => {
  expect(isNackCode(code)).toBe(false);
});

it("writes NACK before the code", () => {
  expect(encodeNack("F")).toEqual(Uint8Array.of(0x15, 0x46));
});
