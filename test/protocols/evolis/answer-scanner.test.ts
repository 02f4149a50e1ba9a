import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAnswerScanner, type Token } from "../../../protocols/evolis/answer-scanner.ts";
import { ackText } from "../../../protocols/evolis/answers.ts";
import { encodeNack, isNackCode, NACK_MEANINGS } from "../../../protocols/evolis/nack.ts";
import { assertProperty } from "./property.ts";
import { ascii, joined } from "./samples.ts";
import { bytesOf, vectors } from "./vectors.ts";

/** Tokens as words, neighbouring pieces of text joined: where a run is cut says nothing. */
function words(tokens: readonly Token[]): readonly string[] {
  const found: string[] = [];
  for (const token of tokens) {
    const last = found.at(-1);
    const word = wordOf(token);
    if (token.kind === "text" && last?.startsWith("text "))
      found[found.length - 1] = last + word.slice(5);
    else if (token.kind === "noise" && last?.startsWith("noise "))
      found[found.length - 1] = last + word.slice(6);
    else found.push(word);
  }
  return found;
}

function wordOf(token: Token): string {
  switch (token.kind) {
    case "ack":
      return "ack";
    case "nack":
      return `nack ${token.code}`;
    case "text":
    case "noise":
      return `${token.kind} ${String.fromCharCode(...token.bytes)}`;
  }
}

function scan(...chunks: readonly Uint8Array[]): readonly string[] {
  const scanner = createAnswerScanner();
  return words(chunks.flatMap((chunk) => scanner.push(chunk)));
}

const CASES: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
  ["an ACK", ascii("\x06"), ["ack"]],
  ...Object.keys(NACK_MEANINGS)
    .filter(isNackCode)
    .map((code) => [`NACK ${code}`, encodeNack(code), [`nack ${code}`]] as const),
  ["an unknown code", ascii("\x15Z"), ["nack Z"]],
  ["a text ended by CR", ackText("1042", "cr"), ["text 1042\r", "ack"]],
  ["a text ended by CR LF", ackText("ERR CARD", "crlf"), ["text ERR CARD\r\n", "ack"]],
  ["a text ended by NUL", ackText("NO CARD", "nul"), ["text NO CARD\0", "ack"]],
  ["a text without an end", ascii("2\x06"), ["text 2", "ack"]],
  ["a late ACK before a text", ascii("\x06Dualys\r\x06"), ["ack", "text Dualys\r", "ack"]],
  ["two ACKs", ascii("\x06\x06"), ["ack", "ack"]],
  ["a code that is an ACK", ascii("\x15\x06"), ["nack ", "ack"]],
  ["two NACKs", ascii("\x15\x15F"), ["nack ", "nack F"]],
  ["a code that is a line end", ascii("\x15\r\x06"), ["nack ", "text \r", "ack"]],
  ["a code with its top bit set", ascii("\x15\xc6"), ["nack ", "noise \xc6"]],
  [
    "noise around text",
    ascii("\xffOK\r\x01\x06"),
    ["noise \xff", "text OK\r", "noise \x01", "ack"],
  ],
];

describe("push", () => {
  it.each(CASES)("hears %s", (_name, bytes, expected) => {
    expect(scan(bytes)).toEqual(expected);
  });

  it.each(CASES)("hears %s the same at every cut and byte by byte", (_name, bytes, expected) => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(scan(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(expected);
    }
    expect(scan(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it.each(vectors("answer"))("hears a vector (%s): %s", (_source, meaning, hex) => {
    const heard = scan(bytesOf(hex)).map((word) => word.replace("\r", ""));
    expect(heard.join(", ")).toBe(meaning);
  });

  it("passes text on as it comes", () => {
    const scanner = createAnswerScanner();
    expect(scanner.push(ascii("10"))).toEqual([{ kind: "text", bytes: ascii("10") }]);
    expect(scanner.push(ascii("42\r"))).toEqual([{ kind: "text", bytes: ascii("42\r") }]);
  });

  it("keeps its text when the sender uses the chunk again", () => {
    const chunk = ascii("10");
    const tokens = createAnswerScanner().push(chunk);
    chunk.fill(0x39);
    expect(words(tokens)).toEqual(["text 10"]);
  });

  it("loses no byte of garbage, however it is cut", () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 });
    assertProperty(
      fc.property(chunks, (any) => {
        const whole = joined(...any, ascii("\x06"));
        expect(scan(...any, ascii("\x06"))).toEqual(scan(whole));
        const scanner = createAnswerScanner();
        const back = joined(...scanner.push(whole).map(bytesOfToken));
        expect(back).toEqual(whole);
      }),
    );
  });
});

function bytesOfToken(token: Token): Uint8Array {
  switch (token.kind) {
    case "ack":
      return ascii("\x06");
    case "nack":
      return ascii(`\x15${token.code}`);
    case "text":
    case "noise":
      return token.bytes;
  }
}

describe("reset", () => {
  it("forgets a NACK that waits for its code", () => {
    const scanner = createAnswerScanner();
    expect(scanner.push(ascii("\x15"))).toEqual([]);
    expect(scanner.push(ascii(""))).toEqual([]);
    expect(scanner.reset()).toBe(true);
    expect(scanner.reset()).toBe(false);
    expect(words(scanner.push(ascii("F")))).toEqual(["text F"]);
  });
});
