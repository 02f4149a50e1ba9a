import { z } from "zod";
import { CONDITIONS, type Condition } from "../faults.ts";
import { RELEASE_RULES } from "../words.ts";

const instant = z.iso.datetime({ offset: true });

/** What a hold is, in an event and in the answer to `why`. */
export const holdKeys = {
  /** `host`, `printer:<id>`, `server:<id>` or `job:<id>`. */
  scope: z.string(),
  cause: z.enum(["fault", "operator", "policy", "probation"]),
  /** The fault that caused it, or the device that proves itself. */
  device: z.string().optional(),
  condition: z.enum(CONDITIONS as readonly [Condition, ...Condition[]]).optional(),
  /** Account and reason code of the operator who placed it, or the reason of the rule. */
  by: z.string().optional(),
  reason: z.string().optional(),
  /** How far the device has come. */
  step: z.int().min(1).optional(),
  steps: z.int().min(1).optional(),
  since: instant,
  /** What ends it. */
  release: z.enum(RELEASE_RULES),
  /** When it is lifted by itself. */
  until: instant.optional(),
};
