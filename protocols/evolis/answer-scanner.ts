import { ACK, NACK } from "./framing.ts";

/**
 * The host's ear: takes ACK, NACK with its code, and runs of text out of a byte stream.
 *
 * Text is printable ASCII with the possible ends of an answer (CR, LF, NUL); it is passed on as it
 * comes, so a run may be part of an answer, or more than one. ACK and NACK never occur inside
 * text. Nothing is held back but a NACK whose code has not arrived.
 */
export interface AnswerScanner {
  push(chunk: Uint8Array): readonly Token[];
  /** For a line that has fallen quiet: forgets a NACK without its code. Whether there was one. */
  reset(): boolean;
}

export type Token =
  | { readonly kind: "ack" }
  /** `code` is one printable character, known or not; empty if none followed the NACK. */
  | { readonly kind: "nack"; readonly code: string }
  | { readonly kind: "text"; readonly bytes: Uint8Array }
  /** Bytes that a healthy line does not carry. */
  | { readonly kind: "noise"; readonly bytes: Uint8Array };

export function createAnswerScanner(): AnswerScanner {
  let nackPending = false;

  return {
    push(chunk) {
      const tokens: Token[] = [];
      let at = 0;
      if (nackPending && chunk.length > 0) {
        nackPending = false;
        at += pushNack(chunk[0], tokens);
      }
      while (at < chunk.length) {
        if (chunk[at] !== NACK) {
          at += pushToken(chunk, at, tokens);
        } else if (at + 1 === chunk.length) {
          nackPending = true;
          at += 1;
        } else {
          at += 1 + pushNack(chunk[at + 1], tokens);
        }
      }
      return tokens;
    },
    reset() {
      const pending = nackPending;
      nackPending = false;
      return pending;
    },
  };
}

/** Adds the NACK; how many bytes its code took. Anything unprintable is read again as itself. */
function pushNack(byte: number | undefined, tokens: Token[]): 0 | 1 {
  const readable = byte !== undefined && byte > 0x20 && byte < 0x7f;
  tokens.push({ kind: "nack", code: readable ? String.fromCharCode(byte) : "" });
  return readable ? 1 : 0;
}

/** Adds the token that begins at `at`, which is no NACK; how many bytes it took. */
function pushToken(chunk: Uint8Array, at: number, tokens: Token[]): number {
  if (chunk[at] === ACK) {
    tokens.push({ kind: "ack" });
    return 1;
  }
  const kind = runKind(chunk[at]) ?? "noise";
  let end = at + 1;
  while (end < chunk.length && runKind(chunk[end]) === kind) end += 1;
  tokens.push({ kind, bytes: chunk.slice(at, end) });
  return end - at;
}

const ANSWER_ENDS: ReadonlySet<number> = new Set([0x00, 0x0a, 0x0d]);

/** Which run a byte belongs to; `undefined` for ACK and NACK, which are in none. */
function runKind(byte = 0): "text" | "noise" | undefined {
  if (byte === ACK || byte === NACK) return undefined;
  return (byte >= 0x20 && byte < 0x7f) || ANSWER_ENDS.has(byte) ? "text" : "noise";
}
