import { describe, expect, it } from "vitest";
import { isNik } from "../../protocols/nik.ts";

describe("isNik", () => {
  it.each([
    ["a man born on the 5th", "1601070512850001"],
    ["a woman born on the 31st", "1601077112850001"],
    ["29 February of a leap year", "1601072902840001"],
    ["29 February of 2000, which 1900 did not have", "1601076902000001"],
    ["an unknown region", "9999990101990001"],
    ["the highest serial", "1601070101999999"],
  ])("takes %s", (_, nik) => expect(isNik(nik)).toBe(true));

  it.each([
    ["15 digits", "160107051285000"],
    ["17 digits", "16010705128500011"],
    ["a letter", "160107051285000A"],
    ["a blank", "1601070512 85001"],
    ["digits of another script", "١٦٠١٠٧٠٥١٢٨٥٠٠٠١"],
    ["one digit throughout", "1111111111111111"],
    ["day 0", "1601070012850001"],
    ["day 32", "1601073212850001"],
    ["day 40, day 0 of a woman", "1601074012850001"],
    ["day 72", "1601077212850001"],
    ["31 April", "1601073104850001"],
    ["29 February of a common year", "1601072902850001"],
    ["month 0", "1601070100850001"],
    ["month 13", "1601070113850001"],
    ["serial 0", "1601070512850000"],
  ])("refuses %s", (_, nik) => expect(isNik(nik)).toBe(false));
});
