import { z } from "zod";
import { containsNik } from "../nik.ts";
import { ACCOUNT, ANY_JOB_ID, OLD_CARDS, REASON_CODE, RESOLUTIONS } from "../words.ts";
import { issuesOf, parseJsonObject } from "./json-object.ts";

/** Largest command taken, as received. */
export const COMMAND_BYTES_MAX = 16 * 1024;

/** A command's `id`: a UUID, or what else its sender counts by. */
export const COMMAND_ID = /^[A-Za-z0-9._:-]{1,64}$/;

const instant = z.iso.datetime({ offset: true });
const jobId = z.string().regex(ANY_JOB_ID);
const reason = z.string().regex(REASON_CODE).refine(isNobody);
/** Free text: it stays in the store. */
const note = z.string().max(1_000);

/** These stand in events and lists, so they must not say who somebody is. */
function isNobody(text: string): boolean {
  return !containsNik(text);
}

const id = z.string().regex(COMMAND_ID).refine(isNobody);
const head = { by: z.string().regex(ACCOUNT).refine(isNobody), note: note.optional() };
/** What makes a command one that is done once. */
const once = { ...head, id, at: instant };
/** A button on a dashboard can send these without an id and a time. */
const simple = { ...head, id: id.optional(), at: instant.optional(), reason: reason.optional() };
/** Whether it is `host`, `printer:<id>`, `server:<id>` or `job:<id>` is told when it is used. */
const scope = z.string().max(100);

const command = z.discriminatedUnion("cmd", [
  z.looseObject({ cmd: z.literal("hold"), ...simple, scope, until: instant.optional() }),
  z.looseObject({
    cmd: z.literal("release"),
    ...once,
    reason: reason.optional(),
    scope,
    override: z.boolean().default(false),
    until: instant.optional(),
  }),
  z.looseObject({ cmd: z.literal("cancel"), ...once, reason: reason.optional(), job_id: jobId }),
  z.looseObject({
    cmd: z.literal("reprint"),
    ...once,
    reason,
    job_id: jobId,
    old_card: z.enum(OLD_CARDS),
  }),
  z.looseObject({
    cmd: z.literal("resolve"),
    ...once,
    reason,
    job_id: jobId,
    attempt: z.int().min(1),
    as: z.enum(RESOLUTIONS),
  }),
  z.looseObject({ cmd: z.literal("undo"), ...once, reason: reason.optional(), of: id }),
  z.looseObject({ cmd: z.literal("adopt"), ...once, reason }),
  z.looseObject({
    cmd: z.literal("events"),
    ...once,
    reason: reason.optional(),
    stream: z.enum(["event", "job-event"]),
    from_seq: z.int().min(1),
  }),
  z.looseObject({ cmd: z.literal("check"), ...simple, device: z.string().max(100).optional() }),
  z.looseObject({ cmd: z.literal("why"), ...simple, job_id: jobId }),
]);

/** A command that keeps the contract (§6). */
export type CommandDocument = z.infer<typeof command>;
export type CommandName = CommandDocument["cmd"];

export const COMMAND_NAMES: readonly string[] = command.options.map(({ shape }) => shape.cmd.value);

export type DecodedCommand =
  | { readonly ok: true; readonly document: CommandDocument }
  | {
      readonly ok: false;
      /** `undefined`: the document has no usable id. */
      readonly id: string | undefined;
      readonly code: "malformed" | "unknown-command";
      /** Names the key that is wrong, never its value. */
      readonly message: string;
    };

/** Reads a command as it came. Checks its form, not whether it can be done. */
export function decodeCommand(payload: Uint8Array): DecodedCommand {
  if (payload.length > COMMAND_BYTES_MAX) {
    return malformed(undefined, `more than ${COMMAND_BYTES_MAX} bytes`);
  }
  const value = parseJsonObject(payload);
  if (value === undefined) return malformed(undefined, "the payload is no JSON object");
  const usable = id.safeParse(value["id"]).data;
  const { cmd } = value;
  if (typeof cmd !== "string") return malformed(usable, "cmd: no text");
  if (!COMMAND_NAMES.includes(cmd)) {
    const message = `cmd is none of ${COMMAND_NAMES.join(", ")}`;
    return { ok: false, id: usable, code: "unknown-command", message };
  }
  const parsed = command.safeParse(value);
  if (!parsed.success) return malformed(usable, issuesOf(parsed.error));
  return { ok: true, document: parsed.data };
}

function malformed(usable: string | undefined, message: string): DecodedCommand {
  return { ok: false, id: usable, code: "malformed", message };
}

/** The answer to a command, in the keys of the contract. */
export interface CommandAnswerDocument {
  readonly id: string | null;
  readonly ok: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly result?: Readonly<Record<string, unknown>>;
}
