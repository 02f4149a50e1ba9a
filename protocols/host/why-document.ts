import { z } from "zod";
import { ATTEMPT_OUTCOMES, JOB_STATES } from "../words.ts";
import { holdKeys } from "./hold-keys.ts";

/** The answer to the command `why`: codes and instants, no prose. Strict, as the host sends it. */

const instant = z.iso.datetime({ offset: true });

const hold = z.strictObject({
  ...holdKeys,
  /** The device's own code, as it came, and when the condition was last seen. */
  raw: z.string().optional(),
  seen_at: instant.optional(),
  /** When the device is looked at next. */
  next_check_at: instant.optional(),
  /** The command by which a person may lift it before it ends by itself. */
  lift: z.enum(["release", "override", "resolve", "adopt", "nobody"]),
  /** Where that command is taken. */
  over: z.array(z.enum(["socket", "mqtt"])),
});

export const whySchema = z.strictObject({
  job_id: z.string(),
  state: z.enum([...JOB_STATES, "held"]),
  reasons: z.array(z.string()),
  received_at: instant,
  ended_at: instant.nullable(),
  holds: z.array(hold),
  /** The printers that may print it. */
  printers: z.record(z.string(), z.enum(["not-connected", "idle", "processing"])),
  /** 1 is next; `null`: it does not wait, or is held. */
  place: z.int().min(1).nullable(),
  /** When its card should be out; `null`: nobody can say. */
  expected_at: instant.nullable(),
  /** The latest one. */
  attempt: z
    .strictObject({
      attempt: z.int().min(1),
      printer: z.string(),
      armed_at: instant,
      ended_at: instant.nullable(),
      outcome: z.enum(ATTEMPT_OUTCOMES).nullable(),
      /** What cut it short. */
      interrupted: z.string().nullable(),
      detail: z.string().nullable(),
      proposal: z.enum(ATTEMPT_OUTCOMES).nullable(),
      /** Account of the person who has said how it ended. */
      decided_by: z.string().nullable(),
    })
    .nullable(),
});
export type WhyDocument = Readonly<z.infer<typeof whySchema>>;
