import { z } from "zod";
import { CONDITIONS, type Condition } from "../faults.ts";
import { NOTICE_EVENTS, PROBLEM_KINDS } from "../words.ts";

const instant = z.iso.datetime({ offset: true });

const about = {
  /** What a person reads, in the configured language; chat webhooks show this key. */
  text: z.string().min(1),
  /** The same for the same message, should it come twice. */
  id: z.string().min(1),
  site: z.string(),
  host: z.string(),
  /** When it was decided to send it. */
  at: instant,
};

/**
 * The body of a message to a webhook. No key is named `type`, `username`, `channel`, `attachments`
 * or the like: receivers that are chats give those a meaning of their own.
 */
export const noticeSchema = z.discriminatedUnion("event", [
  z.strictObject({
    ...about,
    /** `problem` comes first, `repeat` while it lasts, `recovery` once and last. */
    event: z.enum(NOTICE_EVENTS),
    /** The same in all messages about one problem. */
    problem: z.string(),
    kind: z.enum(PROBLEM_KINDS),
    device: z.string().optional(),
    condition: z.enum(CONDITIONS as readonly [Condition, ...Condition[]]).optional(),
    /** What a hold covers. */
    scope: z.string().optional(),
    /** Why it is held, where that is no fault. */
    reason: z.enum(["operator", "card-spoiled", "attempts-exhausted", "probation"]).optional(),
    job_id: z.string().optional(),
    /** Of a relapse: the first, the second … of this device and condition. */
    count: z.int().min(1).optional(),
    since: instant,
    /** Since when it is over; in a `recovery`. */
    ended_at: instant.optional(),
    /** How often it has come and gone since then, 1 for once. */
    times: z.int().min(1),
  }),
  z.strictObject({ ...about, event: z.literal("test") }),
]);
export type NoticeDocument = Readonly<z.infer<typeof noticeSchema>>;
