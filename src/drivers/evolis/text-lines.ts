import { ReadlineParser } from "@serialport/parser-readline";
import { ANSWER_CHARACTERS_MAX, TERMINATORS } from "../../../protocols/evolis/answers.ts";

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/** The end of a text answer: the guide names none. `auto` takes CR, CR LF and NUL. */
export type AnswerTerminator = "auto" | keyof typeof TERMINATORS;

export interface TextLines {
  /** A run of text bytes, possibly a part of an answer; the lines it completes, empty ones too. */
  push(bytes: Uint8Array): readonly string[];
  /** What has come since the last line end; empty when nothing has. Forgets it. */
  takeRest(): string;
}

/**
 * Cuts text runs into lines with the serialport project's line parser, its traps closed:
 * object mode keeps empty lines and keeps lines apart, latin1 keeps every byte for the codec to
 * judge, and what waits for its end is bounded. Lines are read by hand, so that they come out
 * before the ACK behind them; the parser is never ended, so that a cut line never looks whole.
 */
export function createTextLines(terminator: AnswerTerminator): TextLines {
  const parser = new ReadlineParser({
    delimiter: terminator === "auto" ? TERMINATORS.cr : TERMINATORS[terminator],
    encoding: "latin1",
    readableObjectMode: true,
  });
  return {
    push(bytes) {
      parser.write(Buffer.from(terminator === "auto" ? withCrEnds(bytes) : bytes));
      keepBounded(parser);
      return readLines(parser);
    },
    takeRest() {
      const rest = parser.buffer.toString("latin1");
      parser.buffer = Buffer.alloc(0);
      return rest;
    },
  };
}

function withCrEnds(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte) => byte !== LF).map((byte) => (byte === NUL ? CR : byte));
}

/** One character more than an answer may have is kept: what comes of it is seen to be too long. */
function keepBounded(parser: ReadlineParser): void {
  if (parser.buffer.length <= ANSWER_CHARACTERS_MAX) return;
  parser.buffer = Buffer.from(parser.buffer.subarray(0, ANSWER_CHARACTERS_MAX + 1));
}

function readLines(parser: ReadlineParser): readonly string[] {
  const lines: string[] = [];
  for (;;) {
    const line: string | null = parser.read();
    if (line === null) return lines;
    lines.push(line);
  }
}
