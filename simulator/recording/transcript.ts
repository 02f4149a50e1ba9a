import { commandMeaning, nackMeaning } from "../../protocols/evolis/meanings.ts";
import type {
  RecordedAnswer,
  RecordedCommand,
  RecordedDefect,
  RecordedFrame,
  RecordingHead,
} from "../../protocols/evolis/recording.ts";
import type { RecordedLine } from "../io/recording-reader.ts";

/** A silence that a reader must not overlook. */
const GAP_MS = 1_000;

/** A recording as a person reads it: one line a frame, times in seconds since its head. */
export function transcript(lines: readonly RecordedLine[]): readonly string[] {
  let lastMs = 0;
  const texts = lines.flatMap((line) => {
    if (line.kind === "cut") return [note("half a line: the recorder was killed here")];
    if (line.kind === "head") {
      lastMs = 0;
      return line.at === 1 ? headLines(line.head) : ["", ...headLines(line.head)];
    }
    const { frame } = line;
    const sinceMs = ("began" in frame ? (frame.began ?? frame.t) : frame.t) - lastMs;
    lastMs = frame.t;
    const shown = `${seconds(frame.t)}  ${frameText(frame)}`;
    return sinceMs < GAP_MS ? [shown] : [note(`${seconds(sinceMs).trim()} s of silence`), shown];
  });
  return texts.map(printable);
}

/** A file that somebody has sent must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "·");
}

function headLines({ device, protocol, begun_at, seen_by, left_out }: RecordingHead) {
  const kept = left_out.length === 0 ? "everything is kept" : `left out: ${left_out.join(", ")}`;
  return [`${device} (${protocol}), begun ${begun_at}, seen by the ${seen_by}; ${kept}`];
}

function note(text: string): string {
  return `${" ".repeat(10)}  … ${text}`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3).padStart(10);
}

function frameText(frame: RecordedFrame): string {
  if ("line" in frame) return `-- line ${frame.line}`;
  if (!("from" in frame)) return "-- the recording has reached its limit";
  if (frame.from === "device") return `← ${answerText(frame)}`;
  return "command" in frame ? `→ ${commandText(frame)}` : `→ ${defectText(frame)}`;
}

function commandText({ command, payload, parameters, t, began = t }: RecordedCommand): string {
  const header = parameters === undefined ? command : `${command};<${parameters} characters>`;
  const meaning = commandMeaning(command);
  const rest = payload === undefined ? "" : `  ${payload.bytes} bytes, SHA-256 ${payload.sha256}…`;
  const took = t - began < GAP_MS ? "" : `, in ${((t - began) / 1_000).toFixed(1)} s`;
  return `${header.padEnd(18)} ${meaning}${rest}${took}`;
}

function defectText({ defect, bytes, text }: RecordedDefect): string {
  const what = text === undefined ? `${bytes} bytes` : `${bytes} bytes: ${JSON.stringify(text)}`;
  return `no command (${defect}), ${what}`;
}

function answerText(frame: RecordedAnswer): string {
  switch (frame.answer) {
    case "ack":
      return "ACK";
    case "nack":
      return `${`NACK ${frame.code}`.padEnd(18)} ${nackMeaning(frame.code)}`;
    case "text":
      return "text" in frame ? textWithEnd(frame.text) : `<${frame.characters} characters>`;
    case "noise":
      return `${frame.bytes} bytes of noise`;
  }
}

const ENDS = { "\r": "CR", "\n": "LF", "\0": "NUL" } as const;

/** The text, and its end by name: which one it is decides over the driver's settings. */
function textWithEnd(text: string): string {
  const isEnd = (character: string) => character in ENDS;
  const characters = [...text];
  const shown = characters.filter((character) => !isEnd(character)).join("");
  const ends = characters.filter(isEnd).map((end) => ENDS[end as keyof typeof ENDS]);
  return ends.length === 0 ? shown : `${shown} <${ends.join(" ")}>`;
}
