import * as fc from "fast-check";
import { expect, it } from "vitest";
import { packBits, unpackBits } from "../../../protocols/evolis/bit-packing.ts";
import { assertProperty } from "./property.ts";

it.each([
  [1, [1, 0, 1], [0b1010_0000]],
  [1, [0, 0, 0, 0, 0, 0, 0, 1, 1], [0b0000_0001, 0b1000_0000]],
  [5, [31, 1], [0b1111_1000, 0b0100_0000]],
  [6, [1, 2, 3, 4], [0b0000_0100, 0b0010_0000, 0b1100_0100]],
  [7, [127, 1], [0b1111_1110, 0b0000_0100]],
  [5, [], []],
])("puts values of %i bits side by side: %j", (bits, values, bytes) => {
  expect([...packBits(Uint8Array.from(values), bits)]).toEqual(bytes);
  expect([...unpackBits(Uint8Array.from(bytes), bits, values.length)]).toEqual(values);
});

it("packs the lower bits of a value that is too large", () => {
  expect([...packBits(Uint8Array.of(0, 0b10_0001), 5)]).toEqual([0, 0b0100_0000]);
});

it("unpacks what it has packed", () => {
  const sizes = fc.constantFrom(1, 5, 6, 7, 8);
  const bytes = fc.uint8Array({ maxLength: 200 });
  assertProperty(
    fc.property(sizes, bytes, (bits, any) => {
      const values = any.map((value) => value & ((1 << bits) - 1));
      expect(unpackBits(packBits(values, bits), bits, values.length)).toEqual(values);
    }),
  );
});
