import { expect, it } from "vitest";
import { isTrusted } from "../../../src/drivers/evolis/simulated.ts";

it.each([
  ["trusted", "0042", true],
  ["trusted", "SIM0001", true],
  ["untrusted", "0042", false],
  ["untrusted", "SIM0001", false],
  ["if-simulated", "0042", false],
  ["if-simulated", "SIM0001", true],
] as const)("takes a card position that is %s, of %s, for trusted: %s", (position, serial, is) => {
  expect(isTrusted(position, serial)).toBe(is);
});
