import * as fc from "fast-check";

/** What lands is judged by the same cases each time; `PROPERTY_SEED=N` goes looking for others. */
const { PROPERTY_SEED = "1" } = process.env;

/**
 * Checks that a property holds. It is synchronous and has nothing to wait for, which the linter
 * cannot tell from the overloads of `fc.assert`.
 */
export function assertProperty<Values>(property: fc.IProperty<Values>): void {
  void fc.assert(property, { seed: Number(PROPERTY_SEED) });
}
