import { expect, it } from "vitest";
import { DEFAULT_FRAMING, isUsableFraming } from "../../../protocols/evolis/framing.ts";

it.each([
  ["the default", {}, true],
  ["printable signs", { start: 0x40, separator: 0x2c, stop: 0x23 }, true],
  ["two equal bytes", { separator: 0x0d }, false],
  ["NUL", { stop: 0 }, false],
  ["a letter", { start: 0x41 }, false],
  ["a digit", { separator: 0x30 }, false],
  ["more than a byte", { stop: 0x100 }, false],
])("tells whether %s can frame commands", (_name, changed, usable) => {
  expect(isUsableFraming({ ...DEFAULT_FRAMING, ...changed })).toBe(usable);
});
