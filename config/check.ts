import { z } from "zod";
import { duration } from "./duration.ts";
import type { ContextValues } from "./values.ts";

/** A check as the configuration has it; what is absent is as for all checks. */
export interface CheckConfig {
  readonly cron?: string | undefined;
  readonly bad?: number | undefined;
  readonly good?: number | undefined;
  readonly clear_after?: number | undefined;
  readonly timeout?: number | undefined;
}

export type CheckWithCron = CheckConfig & { readonly cron: string };

/** A cron expression alone, or with a rule of its own. */
export function checkSchema({ cron }: ContextValues) {
  return z
    .union([cron, z.strictObject({ cron: cron.optional(), ...rule })], {
      error: "expected a cron expression or { cron, bad, good, clear_after, timeout }",
    })
    .transform((check): CheckConfig => (typeof check === "string" ? { cron: check } : check))
    .meta({ title: "cron expression or check" });
}

const rule = {
  bad: z.int().positive().optional().describe("Its own `bad_checks`."),
  good: z.int().positive().optional().describe("Its own `good_checks`."),
  clear_after: duration({ minMs: 0 }).optional().describe("Its own `clear_after`."),
  timeout: duration({ maxMs: 300_000 }).optional().describe("Its own `check_timeout`."),
};

/** A check that may be left out. */
export function optionalCheck(values: ContextValues) {
  return checkSchema(values)
    .or(z.literal(false))
    .meta({ title: "cron expression, check or false" });
}

/** The checks of the host itself. */
export function hostChecks(values: ContextValues) {
  const standing = (cron: string, rule: CheckConfig = {}) =>
    optionalCheck(values)
      .prefault(cron)
      .transform((check): CheckWithCron | false =>
        check === false ? false : { ...rule, ...check, cron: check.cron ?? cron },
      );
  return z.strictObject({
    disk: standing(EVERY_MINUTE).describe("When the room for the state is looked at."),
    store: standing(EVERY_MINUTE).describe("When it is looked whether the store can be written."),
    broker: standing(EVERY_10_S).describe("When it is looked how long the broker has been away."),
    clock: standing(EVERY_MINUTE, { bad: 10 }).describe(
      "When it is looked whether the clock follows a source of time; by default with `bad: 10`.",
    ),
  });
}

const EVERY_MINUTE = "0 * * * * *";
const EVERY_10_S = "*/10 * * * * *";

export const hostThresholds = z.strictObject({
  disk_free_mib: z
    .int()
    .positive()
    .default(200)
    .describe("MiB of room for the state that are too few."),
  broker_away: duration()
    .prefault("60s")
    .describe("After so long without it the broker is missed."),
});
