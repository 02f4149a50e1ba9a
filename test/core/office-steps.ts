import * as fc from "fast-check";
import type { StoreFailure } from "../../src/core/ports.ts";

const JOBS = ["J1", "J2", "J3"] as const;
export const PRINTERS = ["printer1", "printer2"] as const;

const printer = fc.constantFrom(...PRINTERS);
const mostly = <Value>(value: Value, ...others: readonly Value[]) =>
  fc.oneof(
    { arbitrary: fc.constant(value), weight: 8 },
    ...others.map((other) => fc.constant(other)),
  );

/** What can happen next, with how often; what nobody waits for comes to nothing. */
const STEPS = [
  [
    6,
    fc.record({
      kind: fc.constant("deliver"),
      job: fc.constantFrom(...JOBS),
      content: mostly("a", "b"),
      retained: mostly(false, true),
      specimen: fc.boolean(),
      priority: fc.constantFrom(10, 50),
    }),
  ],
  [
    8,
    fc.record({
      kind: fc.constant("ready"),
      printer,
      look: mostly("well", "empty", "low", "card"),
      simulated: mostly(false, true),
    }),
  ],
  [
    2,
    fc.record({
      kind: fc.constant("gone"),
      printer,
      fault: mostly<string | undefined>(undefined, "timed-out", "command-refused"),
    }),
  ],
  [
    12,
    fc.record({
      kind: fc.constant("prepared"),
      printer,
      look: mostly("well", "empty", "low", "card", "unprintable"),
    }),
  ],
  [
    12,
    fc.record({
      kind: fc.constant("ended"),
      printer,
      result: mostly("printed", "short", "refused", "silent", "lost"),
    }),
  ],
  [2, fc.record({ kind: fc.constant("take-card"), printer })],
  [8, fc.record({ kind: fc.constant("look"), printer, look: mostly("well", "empty") })],
  [6, fc.record({ kind: fc.constant("report"), bad: mostly(false, true) })],
  [4, fc.record({ kind: fc.constant("again"), pick: fc.nat() })],
  [3, fc.record({ kind: fc.constant("tick"), afterMs: mostly(1_000, 31_000, -3_600_000) })],
  [2, fc.record({ kind: fc.constant("broker"), connected: fc.boolean() })],
  [3, fc.record({ kind: fc.constant("ack"), pick: fc.nat() })],
  [
    3,
    fc.record({
      kind: fc.constant("disk"),
      failure: fc.constantFrom<StoreFailure | undefined>(undefined, undefined, "full"),
    }),
  ],
  [1, fc.record({ kind: fc.constant("crash") })],
] as const;

export const step = fc.oneof(...STEPS.map(([weight, arbitrary]) => ({ weight, arbitrary })));
export type OfficeStep = typeof step extends fc.Arbitrary<infer Each> ? Each : never;
