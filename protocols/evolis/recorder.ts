import { type AnswerScanner, createAnswerScanner, type Token } from "./answer-scanner.ts";
import { type CommandScanner, createCommandScanner, type Scanned } from "./command-scanner.ts";
import { createDiscretion } from "./discretion.ts";
import { type Geometry, panelSizes } from "./geometry.ts";
import { recordedForm } from "./recorded-command.ts";
import type { BytesInText, LineState, RecordedFrame } from "./recording.ts";

export interface RecorderOptions extends BytesInText {
  readonly geometry: Geometry;
  /** Whether images, fields and noise are kept: they may be somebody's. */
  readonly keepsData: boolean;
  /** After so long without a byte a payload was cut off. Default 5 s, as for the printer. */
  readonly payloadTimeoutMs?: number;
  /** Milliseconds since the recording was begun. */
  readonly now: () => number;
  readonly write: (frame: RecordedFrame) => void;
}

/** Listens to both directions of a line and writes down what a person would call its frames. */
export interface Recorder {
  host(chunk: Uint8Array): void;
  device(chunk: Uint8Array): void;
  line(state: LineState): void;
}

const PAYLOAD_TIMEOUT_MS = 5_000;
/** A text longer than any answer is written down in parts. */
const TEXT_CHARACTERS_MAX = 256;
const FIRST_PRINTABLE = 0x20;

export function createRecorder(options: RecorderOptions): Recorder {
  return new LineRecorder(options);
}

class LineRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #discretion = createDiscretion();
  #commands: CommandScanner;
  #answers: AnswerScanner = createAnswerScanner();
  /** Of the command under way: when it began, and its bytes so far. */
  #beganMs: number | undefined;
  #heardBytes = 0;
  #lastHostMs = 0;
  #passedOver = 0;
  /** Text that has no end yet, and when it began. */
  #text = "";
  #textMs = 0;
  #lineState: LineState | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#commands = createCommandScanner(panelSizes(options.geometry));
  }

  host(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    const t = this.#options.now();
    this.#endText();
    if (this.#isCutOff(t)) this.#cutOff(t);
    this.#beganMs ??= t;
    this.#heardBytes += chunk.length;
    this.#lastHostMs = t;
    const found = this.#commands.push(chunk);
    for (const scanned of found) this.#writeScanned(scanned, t);
    this.#writePassedOver(t);
    if (found.length === 0) return;
    this.#beganMs = this.#commands.payloadPending ? t : undefined;
    this.#heardBytes = 0;
  }

  device(chunk: Uint8Array): void {
    const t = this.#options.now();
    for (const token of this.#answers.push(chunk)) this.#writeToken(token, t);
  }

  line(state: LineState): void {
    // A line that cannot be opened is tried for ever: once says it all.
    if (state === this.#lineState && state === "open-failed") return;
    this.#lineState = state;
    const t = this.#options.now();
    this.#endText();
    if (this.#commands.payloadPending) this.#cutOff(t);
    if (this.#answers.reset()) this.#write({ t, from: "device", answer: "nack", code: "" });
    this.#commands = createCommandScanner(panelSizes(this.#options.geometry));
    this.#passedOver = 0;
    this.#beganMs = undefined;
    this.#heardBytes = 0;
    this.#write({ t, line: state });
  }

  #write(frame: RecordedFrame): void {
    this.#options.write(frame);
  }

  #isCutOff(t: number): boolean {
    const { payloadTimeoutMs = PAYLOAD_TIMEOUT_MS } = this.#options;
    return this.#commands.payloadPending && t - this.#lastHostMs > payloadTimeoutMs;
  }

  #cutOff(t: number): void {
    this.#commands.abandonPayload();
    this.#write({ t, from: "host", defect: "cut-off", bytes: this.#heardBytes });
    this.#beganMs = undefined;
    this.#heardBytes = 0;
  }

  #writeScanned(scanned: Scanned, t: number): void {
    if (scanned.kind === "defect") {
      const { defect, header } = scanned;
      const text = this.#options.keepsData ? { text: header } : {};
      this.#write({ t, from: "host", defect, bytes: header.length, ...text });
      return;
    }
    this.#discretion.heardCommand(scanned.command);
    const began =
      this.#beganMs === undefined || this.#beganMs === t ? {} : { began: this.#beganMs };
    this.#beganMs = undefined;
    this.#write({ t, from: "host", ...began, ...recordedForm(scanned.command, this.#options) });
  }

  #writePassedOver(t: number): void {
    const bytes = this.#commands.passedOver - this.#passedOver;
    this.#passedOver = this.#commands.passedOver;
    if (bytes > 0) this.#write({ t, from: "host", defect: "noise", bytes });
  }

  #writeToken(token: Token, t: number): void {
    if (token.kind === "text") {
      this.#hearText(token.bytes, t);
      return;
    }
    this.#endText();
    if (token.kind === "noise") {
      const { keepsData, hex } = this.#options;
      const kept = keepsData ? { hex: hex(token.bytes) } : {};
      this.#write({ t, from: "device", answer: "noise", bytes: token.bytes.length, ...kept });
      return;
    }
    this.#discretion.heardEnd();
    if (token.kind === "ack") this.#write({ t, from: "device", answer: "ack" });
    else this.#write({ t, from: "device", answer: "nack", code: token.code });
  }

  /** A run may be a part of an answer: it is written down when it has its end. */
  #hearText(bytes: Uint8Array, t: number): void {
    for (const byte of bytes) {
      if (byte >= FIRST_PRINTABLE && hasEnd(this.#text)) this.#endText();
      if (this.#text === "") this.#textMs = t;
      this.#text += String.fromCharCode(byte);
      if (this.#text.length === TEXT_CHARACTERS_MAX) this.#endText();
    }
    if (hasEnd(this.#text)) this.#endText();
  }

  #endText(): void {
    const text = this.#text;
    if (text === "") return;
    this.#text = "";
    const line = withoutEnd(text);
    const frame = { t: this.#textMs, from: "device", answer: "text" } as const;
    if (this.#options.keepsData || line === "" || this.#discretion.mayStand(line)) {
      this.#write({ ...frame, text });
    } else this.#write({ ...frame, characters: line.length, end: text.slice(line.length) });
  }
}

/** CR, LF and NUL may end an answer. */
function hasEnd(text: string): boolean {
  return text !== "" && withoutEnd(text) !== text;
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) < FIRST_PRINTABLE) end -= 1;
  return text.slice(0, end);
}
