import { z } from "zod";
import { containsNik } from "../nik.ts";
import { ANY_JOB_ID, JOB_ID } from "../words.ts";
import { canonicalJson } from "./canonical-json.ts";
import { issuesOf, parseJsonObject } from "./json-object.ts";

/** Largest job document taken, as received (contract §2). */
export const JOB_DOCUMENT_BYTES_MAX = 2 * 1024 * 1024;

const SCHEMA = 1;

const side = z.union([
  z.looseObject({ image: z.string() }),
  z.looseObject({
    template: z.string(),
    fields: z.record(z.string(), z.string()),
    photo: z.string().optional(),
  }),
]);

const instant = z.iso.datetime({ offset: true });

const jobDocument = z.looseObject({
  schema: z.literal(SCHEMA),
  job_id: z.string().regex(JOB_ID),
  server: z.string().optional(),
  specimen: z.boolean().default(false),
  priority: z.int().min(1).max(100).default(50),
  urgent: z.looseObject({ reason: z.string(), approved_by: z.string() }).optional(),
  reason: z.enum(["first", "lost", "damaged", "change", "move", "other"]),
  requested_at: instant,
  expires_at: instant.optional(),
  upstream_status: z.string().optional(),
  stock: z.string().default("default"),
  reprint_of: z.string().regex(ANY_JOB_ID).optional(),
  card: z.looseObject({ front: side, back: side.optional() }),
});

/** A job document that keeps the contract, defaults filled in. */
export type JobDocument = z.infer<typeof jobDocument>;

export type JobDocumentDefect =
  | "too-large"
  | "malformed"
  | "schema"
  | "job-id"
  | "invalid"
  | "urgent-unapproved"
  | "not-ready";

export type DecodedJob =
  | {
      readonly ok: true;
      readonly document: JobDocument;
      readonly canonical: string;
      /** Keys that nobody knows, by path: kept, and named to the sender. */
      readonly warnings: readonly string[];
    }
  | {
      readonly ok: false;
      readonly defect: JobDocumentDefect;
      /** Names the key that is wrong, never its value. */
      readonly message: string;
      readonly jobId: string | undefined;
    };

/** Reads a job document as it came from the broker. Checks its form, not its pictures. */
export function decodeJobDocument(payload: Uint8Array): DecodedJob {
  if (payload.length > JOB_DOCUMENT_BYTES_MAX) {
    return refused("too-large", `more than ${JOB_DOCUMENT_BYTES_MAX} bytes`);
  }
  const value = parseJsonObject(payload);
  if (value === undefined) return refused("malformed", "the payload is no JSON object");
  const jobId = typeof value["job_id"] === "string" ? value["job_id"] : undefined;
  const idDefect = jobIdDefect(jobId);
  if (jobId === undefined || idDefect !== undefined) return refused("job-id", `${idDefect}`);
  if (value["schema"] !== SCHEMA) return refused("schema", `schema is not ${SCHEMA}`, jobId);
  const parsed = jobDocument.safeParse(value);
  if (!parsed.success) return refused("invalid", issuesOf(parsed.error), jobId);
  const document = parsed.data;
  if (document.priority > 90 && document.urgent === undefined) {
    return refused("urgent-unapproved", "priority above 90 needs urgent", jobId);
  }
  if ((document.upstream_status ?? "PRINT_READY_RECORD") !== "PRINT_READY_RECORD") {
    return refused("not-ready", "upstream_status is not PRINT_READY_RECORD", jobId);
  }
  return {
    ok: true,
    document,
    canonical: canonicalJson(value),
    warnings: boundedWarnings(unknownKeys(value)),
  };
}

/** What `reprint` makes ends so: a server's own id may not. */
const REPRINT_ID = /\.r\d+$/;

/** Ids stand on topics and screens, so they must not say who somebody is. */
function jobIdDefect(jobId: string | undefined): string | undefined {
  if (jobId === undefined || !JOB_ID.test(jobId))
    return "job_id is not 1 to 64 of A-Z a-z 0-9 . _ -";
  if (REPRINT_ID.test(jobId)) return "job_id ends as a reprint's does";
  return containsNik(jobId) ? "job_id contains digits that read as a NIK" : undefined;
}

const KNOWN_KEYS = new Set(Object.keys(jobDocument.shape));
const KNOWN_SIDE_KEYS = new Set(["image", "template", "fields", "photo"]);

/** Two digits at most: no person's number may come back as the name of a key. */
const KEY_NAME = /^[A-Za-z][A-Za-z_-]{0,29}\d{0,2}$/;

/** So many help a programmer; an answer must stay small on every broker. */
const WARNINGS_MAX = 20;

function boundedWarnings(warnings: readonly string[]): readonly string[] {
  const more = warnings.length - WARNINGS_MAX;
  return more <= 0 ? warnings : [...warnings.slice(0, WARNINGS_MAX), `${more} more unknown keys`];
}

/** `subject` is reserved and means nothing yet: it is named like any other unknown key. */
function unknownKeys(value: Record<string, unknown>): readonly string[] {
  const card = value["card"] as Record<string, Record<string, unknown>>;
  return [
    ...Object.keys(value)
      .filter((key) => !KNOWN_KEYS.has(key))
      .map(keyName),
    ...Object.keys(card)
      .filter((key) => key !== "front" && key !== "back")
      .map((key) => `card.${keyName(key)}`),
    ...["front", "back"].flatMap((side) =>
      Object.keys(card[side] ?? {})
        .filter((key) => !KNOWN_SIDE_KEYS.has(key))
        .map((key) => `card.${side}.${keyName(key)}`),
    ),
  ].map((key) => `unknown key ${key}`);
}

function keyName(key: string): string {
  return KEY_NAME.test(key) ? key : "with a malformed name";
}

function refused(defect: JobDocumentDefect, message: string, jobId?: string): DecodedJob {
  return { ok: false, defect, message, jobId };
}
