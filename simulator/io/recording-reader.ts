import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  LEFT_OUT,
  LINE_STATES,
  RECORDING_VERSION,
  type RecordedFrame,
  type RecordingHead,
} from "../../protocols/evolis/recording.ts";

/** One line of a recording, and where it stands. */
export type RecordedLine = { readonly at: number } & (
  | { readonly kind: "head"; readonly head: RecordingHead }
  | { readonly kind: "frame"; readonly frame: RecordedFrame }
  /** Half a line, as a kill leaves it. */
  | { readonly kind: "cut" }
);

/**
 * Reads a recording. Throws an error that names the file, the line and what is wrong there; half a
 * line at the end, or before the head of the next recorder, is no mistake.
 */
export function readRecording(path: string): readonly RecordedLine[] {
  const texts = textOf(path).split("\n");
  // Behind the last whole line stands nothing, or what a kill has left.
  const last = texts.pop() ?? "";
  const lines = texts.map((text, n) => lineOf(text, { path, at: n + 1, next: texts[n + 1] }));
  const isRecording = lines[0]?.kind === "head";
  if (!isRecording) throw new Error(`${path}:1: it is no recording: it does not begin with a head`);
  return last === "" ? lines : [...lines, { kind: "cut", at: texts.length + 1 }];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} cannot be read: ${reason}`);
  }
}

interface Place {
  readonly path: string;
  readonly at: number;
  /** The line behind it. */
  readonly next: string | undefined;
}

function lineOf(text: string, { path, at, next }: Place): RecordedLine {
  const value = objectIn(text);
  if (value === undefined) {
    if (at > 1 && isHead(objectIn(next ?? ""))) return { kind: "cut", at };
    throw new Error(`${path}:${at}: it is no JSON object`);
  }
  const parsed = schemaOf(value).safeParse(value);
  if (!parsed.success) throw new Error(`${path}:${at}: ${problemsOf(parsed.error)}`);
  // The schemas are written beside the types: what they let through is one of them.
  return isHead(value)
    ? { kind: "head", at, head: parsed.data as RecordingHead }
    : { kind: "frame", at, frame: parsed.data as RecordedFrame };
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHead(value: object | undefined): boolean {
  return value !== undefined && "recording" in value;
}

/** Its problems, by the keys that have them. */
function problemsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}

/** By the keys that are there, so that what is wrong with them can be told. */
function schemaOf(value: object): z.ZodType {
  if (isHead(value)) return headSchema;
  if ("command" in value) return commandSchema;
  if ("defect" in value) return defectSchema;
  if ("line" in value) return eventSchema;
  if ("answer" in value) return answerSchema;
  return endSchema;
}

const count = z.int().min(0);
const hex = z.string().regex(/^([0-9a-f]{2})*$/, "expected hexadecimal digits");

const headSchema = z.object({
  recording: z.literal(RECORDING_VERSION),
  protocol: z.literal("evolis"),
  device: z.string(),
  begun_at: z.iso.datetime({ offset: true }),
  seen_by: z.enum(["host", "device"]),
  geometry: z.object({ width_dots: z.int().positive(), height_dots: z.int().positive() }),
  left_out: z.array(z.enum(LEFT_OUT)),
});

const payload = z.object({
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{16}$/, "expected 16 hexadecimal digits"),
  hex: hex.optional(),
});

const timed = { t: count };
const ofHost = { ...timed, from: z.literal("host") };
const ofDevice = { ...timed, from: z.literal("device") };

const commandSchema = z.object({
  ...ofHost,
  command: z.string().min(1),
  began: count.optional(),
  payload: payload.optional(),
  parameters: count.optional(),
});
const defectSchema = z.object({
  ...ofHost,
  defect: z.string(),
  bytes: count,
  text: z.string().optional(),
});
const answerSchema = z.discriminatedUnion("answer", [
  z.object({ ...ofDevice, answer: z.literal("ack") }),
  z.object({ ...ofDevice, answer: z.literal("nack"), code: z.string().max(1) }),
  z
    .object({
      ...ofDevice,
      answer: z.literal("text"),
      text: z.string().optional(),
      characters: count.optional(),
      end: z.string().optional(),
    })
    .refine(isTextOrLength, "expected text, or characters and end"),
  z.object({ ...ofDevice, answer: z.literal("noise"), bytes: count, hex: hex.optional() }),
]);

interface TextOrLength {
  readonly text?: string | undefined;
  readonly characters?: number | undefined;
  readonly end?: string | undefined;
}

function isTextOrLength({ text, characters, end }: TextOrLength): boolean {
  return text !== undefined || (characters !== undefined && end !== undefined);
}

const eventSchema = z.object({ ...timed, line: z.enum(LINE_STATES) });
const endSchema = z.object({ ...timed, end: z.literal("limit") });
