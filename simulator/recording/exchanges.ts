import { decodeCommand } from "../../protocols/evolis/command.ts";
import { ACK, NACK } from "../../protocols/evolis/framing.ts";
import { type CommandForm, recordedForm } from "../../protocols/evolis/recorded-command.ts";
import type {
  RecordedAnswer,
  RecordedCommand,
  RecordedDefect,
  RecordedFrame,
} from "../../protocols/evolis/recording.ts";
import type { RecordedLine } from "../io/recording-reader.ts";
import { roleOf } from "../printer/roles.ts";

/** What the device did after a command. */
export type Reaction = { readonly afterMs: number } & (
  | { readonly kind: "say"; readonly bytes: Uint8Array }
  | { readonly kind: "unplug" }
  | { readonly kind: "plug" }
);

/** A command of the host, and all that followed until the next one. */
export interface Exchange {
  /** Its line in the recording. */
  readonly at: number;
  /** Equal for commands that are the same to a replay. */
  readonly key: string;
  /** Whether it does something to a card; a question or a setting does not. */
  readonly moves: boolean;
  readonly reactions: readonly Reaction[];
}

export interface ExchangeRules {
  /** Whether one image is as good as another. */
  readonly anyImage: boolean;
}

/** The exchanges of a recording in order. What came before the first command answers nothing. */
export function exchangesOf(
  lines: readonly RecordedLine[],
  rules: ExchangeRules,
): readonly Exchange[] {
  const exchanges: (Exchange & { readonly reactions: Reaction[] })[] = [];
  const serialNumbers = serialNumbersIn(lines);
  let open: { readonly t: number; readonly reactions: Reaction[] } | undefined;
  for (const line of lines) {
    // A recorder that was started again counts from zero, and has missed what came between.
    if (line.kind === "head") open = undefined;
    if (line.kind !== "frame") continue;
    const { at, frame } = line;
    if (isOfHost(frame)) {
      const exchange = { at, key: keyOf(frame, rules), moves: moves(frame), reactions: [] };
      exchanges.push(exchange);
      open = { t: frame.t, reactions: exchange.reactions };
    } else if (open !== undefined) {
      const reaction = reactionOf(frame, serialNumbers);
      if (reaction !== undefined) open.reactions.push({ afterMs: frame.t - open.t, ...reaction });
    }
  }
  return exchanges;
}

type HostFrame = RecordedCommand | RecordedDefect;

export function isOfHost(frame: RecordedFrame): frame is HostFrame {
  // What was passed over on the way to the next command is nothing that a device answers.
  return "from" in frame && frame.from === "host" && !("defect" in frame && frame.defect === NOISE);
}

const NOISE = "noise";

/** The same whether the recording has kept the data or not. */
export function keyOf(frame: HostFrame, { anyImage }: ExchangeRules): string {
  const form = reduced(frame);
  if ("defect" in form) {
    // How much of a payload has come when it is cut off is nothing that repeats.
    return form.defect === "cut-off" ? "(cut-off)" : `(${form.defect}, ${form.bytes} bytes)`;
  }
  const { command, payload, parameters } = form;
  if (payload !== undefined && anyImage) return command.split(";").slice(0, 3).join(";");
  if (payload !== undefined) return `${command} with ${payload.bytes} bytes ${payload.sha256}`;
  return parameters === undefined ? command : `${command} with ${parameters} characters`;
}

/** Without what a recording has only if it was asked for. */
function reduced(frame: HostFrame): CommandForm {
  if ("defect" in frame || frame.payload !== undefined || frame.parameters !== undefined) {
    return frame;
  }
  const decoded = decodeCommand(frame.command);
  return decoded.ok ? recordedForm(decoded.command, NOTHING_KEPT) : frame;
}

const NOTHING_KEPT = { keepsData: false, fingerprint: () => "", hex: () => "" };

export function moves(frame: HostFrame): boolean {
  if ("defect" in frame) return false;
  if (frame.payload !== undefined) return true;
  const decoded = decodeCommand(frame.command);
  const role = decoded.ok ? roleOf(decoded.command) : "setting";
  return role !== "query" && role !== "setting";
}

function reactionOf(frame: RecordedFrame, serialNumbers: ReadonlySet<string>) {
  if ("line" in frame) {
    if (frame.line === "lost") return { kind: "unplug" } as const;
    return frame.line === "opened" ? ({ kind: "plug" } as const) : undefined;
  }
  if (!("answer" in frame)) return undefined;
  return { kind: "say", bytes: bytesOf(frame, serialNumbers) } as const;
}

/** For what was left out there stands something of the same kind and length. */
function bytesOf(frame: RecordedAnswer, serialNumbers: ReadonlySet<string>): Uint8Array {
  switch (frame.answer) {
    case "ack":
      return Uint8Array.of(ACK);
    case "nack":
      return Uint8Array.of(NACK, ...latin1(frame.code));
    case "noise":
      if (frame.hex !== undefined) return Uint8Array.from(Buffer.from(frame.hex, "hex"));
      return new Uint8Array(frame.bytes).fill(0xff);
    case "text": {
      const text = textOf(frame);
      return latin1(serialNumbers.has(lineOf(text)) ? asSimulated(text) : text);
    }
  }
}

function textOf(frame: Extract<RecordedAnswer, { readonly answer: "text" }>): string {
  return "text" in frame ? frame.text : "?".repeat(frame.characters) + frame.end;
}

function lineOf(text: string): string {
  return text.replace(/[\r\n\0]+$/, "");
}

/** Every text that was an answer to the question for a serial number. */
function serialNumbersIn(lines: readonly RecordedLine[]): ReadonlySet<string> {
  const found = new Set<string>();
  let isAsked = false;
  for (const line of lines) {
    if (line.kind !== "frame") continue;
    const { frame } = line;
    if (isOfHost(frame)) isAsked = "command" in frame && frame.command === "Rsn";
    else if (isAsked && "answer" in frame && frame.answer === "text") {
      const text = lineOf(textOf(frame));
      if (text !== "") found.add(text);
    }
  }
  return found;
}

const SIMULATED = "SIM";

/** No card of a person may ever be taken for printed by a file: the serial number says so. */
function asSimulated(serialNumber: string): string {
  return serialNumber.startsWith(SIMULATED) ? serialNumber : SIMULATED + serialNumber;
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
