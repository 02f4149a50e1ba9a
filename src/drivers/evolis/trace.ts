import type { Token } from "../../../protocols/evolis/answer-scanner.ts";

/** One frame on the wire, for a log: readable, short, and never a dot of a card. */
export type Trace = (direction: "out" | "in", frame: string) => void;

/** Longer than the header of any download, shorter than a line of a log. */
const SHOWN_CHARACTERS_MAX = 64;
const DOWNLOAD_HEADER = /^(?:Db;[a-z];\d+|Dbc;[a-z];\d+;\d+);/;

/** A command without its start and stop; of a payload the length alone: `Db;k;2;<82296 bytes>`. */
export function commandText(bytes: Uint8Array): string {
  const shown = latin1(bytes.subarray(1, 1 + SHOWN_CHARACTERS_MAX));
  const header = DOWNLOAD_HEADER.exec(shown)?.[0];
  if (header !== undefined) return `${header}<${bytes.length - header.length - 2} bytes>`;
  return latin1(bytes.subarray(1, -1).subarray(0, SHOWN_CHARACTERS_MAX));
}

/** A token of an answer; text by its characters, whatever is not printable by its length. */
export function tokenText(token: Token): string {
  switch (token.kind) {
    case "ack":
      return "ACK";
    case "nack":
      return `NACK ${token.code}`;
    case "noise":
      return `<${token.bytes.length} bytes of noise>`;
    case "text":
      return token.bytes.length > SHOWN_CHARACTERS_MAX
        ? `<${token.bytes.length} bytes of text>`
        : JSON.stringify(latin1(token.bytes));
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
