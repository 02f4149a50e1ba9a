import { expect, it } from "vitest";
import { decodeInteger } from "../../../protocols/evolis/integer.ts";

it.each([
  ["0", 0],
  ["007", 7],
  ["4294967295", 4_294_967_295],
  ["4294967296", undefined],
  ["00000000001", undefined],
  ["", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  [" 1", undefined],
  [undefined, undefined],
])("reads %j as %j", (text, value) => {
  expect(decodeInteger(text, 0xffff_ffff)).toBe(value);
});
