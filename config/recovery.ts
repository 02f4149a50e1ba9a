import { z } from "zod";
import { duration } from "./duration.ts";

/** How a device proves itself after a failure. */
export const probationSchema = z
  .strictObject({
    steps: z
      .array(z.int().positive().max(1_000))
      .max(10)
      .default([1, 3, 10])
      .describe("Cards of a printer, or answers of a server, of each step; `[]`: no probation."),
    pause: duration()
      .prefault("1m")
      .describe("Pause behind the first failure on the way; it doubles with each further one."),
    pause_max: duration().prefault("30m").describe("It does not get longer than this."),
    factor_max: z
      .int()
      .positive()
      .default(5)
      .describe("A relapsing device proves itself longer, at most so many times as long."),
  })
  .prefault({});

const weight = z.number().min(0).max(1_000_000);

/** When a repair is not to be relied on. */
export const relapseSchema = z
  .strictObject({
    half_life: duration()
      .prefault("7d")
      .describe("So long after its clearing a failure weighs half."),
    threshold: weight.default(1_700).describe("Penalty from which a device relapses."),
    reuse: weight.default(750).describe("Penalty below which a relapse is over."),
    penalty: weight
      .default(1_000)
      .describe("Of a failure that stands, or that a person was needed for."),
    self_cleared_penalty: weight.default(250).describe("Of a failure that has cleared by itself."),
    self_cleared: duration()
      .prefault("2m")
      .describe("A failure over within this, without a command about its device, was that."),
  })
  .refine(({ threshold, reuse }) => reuse < threshold, {
    path: ["reuse"],
    error: "expected less than threshold",
  })
  .prefault({});
