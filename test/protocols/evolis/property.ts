import * as fc from "fast-check";

/**
 * Checks that a property holds. It is synchronous and has nothing to wait for, which the linter
 * cannot tell from the overloads of `fc.assert`.
 */
export function assertProperty<Values>(property: fc.IProperty<Values>): void {
  void fc.assert(property);
}
