import { ReadlineParser } from "@serialport/parser-readline";
import { ANSWER_CHARACTERS_MAX } from "../../../protocols/evolis/answers.ts";

const CR = 0x0d;
const LF = 0x0a;
const NUL = 0x00;

export interface TextLines {
  /** A run of text bytes, possibly a part of an answer. */
  push(bytes: Uint8Array): void;
  /** What has come since the last line end; empty when nothing has. Forgets it. */
  takeRest(): string;
}

/**
 * Cuts text runs into lines with the serialport project's line parser, its traps closed: empty
 * lines kept, no line merged, bytes above 0x7F kept, a bound on what waits for its end. The guide
 * leaves the end of a text open: CR, CR LF and NUL are all taken.
 */
export function createTextLines(onLine: (line: string) => void): TextLines {
  const parser = new ReadlineParser({
    delimiter: "\r",
    encoding: "latin1",
    readableObjectMode: true,
  });
  parser.on("data", onLine);
  return {
    push(bytes) {
      parser.write(Buffer.from(bytes.filter((byte) => byte !== LF).map(endWithCr)));
      if (parser.buffer.length > ANSWER_CHARACTERS_MAX) parser.buffer = Buffer.alloc(0);
    },
    takeRest() {
      const rest = parser.buffer.toString("latin1");
      parser.buffer = Buffer.alloc(0);
      return rest;
    },
  };
}

function endWithCr(byte: number): number {
  return byte === NUL ? CR : byte;
}
