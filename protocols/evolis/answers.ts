import { ACK } from "./framing.ts";
import { decodeInteger } from "./integer.ts";
import { nameOf } from "./name-of.ts";

/**
 * What the text of an answer says, its end already removed; both directions.
 * In ACK/NACK mode a query is answered by text, the end of it, then ACK (assumed: the guide leaves
 * both the end and the order open). Source: A5013 Rev. E, query commands and standard mode.
 */

/**
 * Longest answer taken as one. The guide's longest is `ERR NEED CLEANING`, 17 characters; a name or
 * a firmware version is one short line. More is another device, or a line that has lost its ends.
 */
export const ANSWER_CHARACTERS_MAX = 64;

/** The largest count believed: what fits 32 bits. More is a garbled answer. */
export const COUNTER_MAX = 0xffff_ffff;

/** `refused`: the printer said `ERR…` instead of an answer. */
export type AnswerDefect = "empty" | "too-long" | "unreadable" | "refused" | "bad-shape";

export type DecodedAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly defect: AnswerDefect };

/** `Rsn`, `Rtp`, `Rfv`, `Rkn`: a name as the printer writes it, which is also how it is sent. */
export function decodeName(text: string): DecodedAnswer<string> {
  return decodeAnswer(text, (answer) => answer);
}

/** `Rco`: what was counted, 0 to {@link COUNTER_MAX}. */
export function decodeCounter(text: string): DecodedAnswer<number> {
  return decodeAnswer(text, (answer) => decodeInteger(answer, COUNTER_MAX));
}

export function encodeCounter(count: number): string {
  return String(count);
}

/** Error modes as `Pem` numbers them. */
export interface ErrorModes {
  readonly current: number;
  /** What the printer falls back to at power-on, if it says so in a form that can be read. */
  readonly saved?: number | undefined;
}

/** `Rem`: `2` or `2;0`. Only the first is needed; whatever follows is no defect. */
export function decodeErrorModes(text: string): DecodedAnswer<ErrorModes> {
  return decodeAnswer(text, (answer) => {
    const [current, saved] = answer.split(";").map((mode) => decodeInteger(mode, 0xff));
    if (current === undefined) return undefined;
    return saved === undefined ? { current } : { current, saved };
  });
}

export function encodeErrorModes({ current, saved }: ErrorModes): string {
  return saved === undefined ? String(current) : `${current};${saved}`;
}

const CARD_INSIDE = "ERR CARD";
const NO_CARD = "NO CARD";

/** `Rlr;p`: whether a card is inside. */
export function decodeCardInside(text: string): DecodedAnswer<boolean> {
  return decodeEither(text, { yes: CARD_INSIDE, no: NO_CARD });
}

export function encodeCardInside(inside: boolean): string {
  return inside ? CARD_INSIDE : NO_CARD;
}

const NEED_CLEANING = "ERR NEED CLEANING";
const OK = "OK";

/** `Rlr;r`: whether cleaning is due. The guide has no other answer: `OK` is assumed. */
export function decodeCleaningDue(text: string): DecodedAnswer<boolean> {
  return decodeEither(text, { yes: NEED_CLEANING, no: OK });
}

export function encodeCleaningDue(due: boolean): string {
  return due ? NEED_CLEANING : OK;
}

const FEEDER_STATES = { ok: "0", first: "1", second: "2", all: "3" } as const;
/** `Sk`: which feeder is empty, or low; `ok` is none. */
export type FeederState = keyof typeof FEEDER_STATES;

export function decodeFeederState(text: string): DecodedAnswer<FeederState> {
  return decodeAnswer(text, (answer) => nameOf(FEEDER_STATES, answer));
}

export function encodeFeederState(state: FeederState): string {
  return FEEDER_STATES[state];
}

/** `Rcr` and `Rlr`, and every answer in standard mode, where success and failure are text too. */
export type StandardAnswer =
  | { readonly kind: "ok" }
  /** `ERROR CDE` */
  | { readonly kind: "unknown-command" }
  /** `ERR…`, as it came. */
  | { readonly kind: "error"; readonly text: string }
  /** The answer to a query, as it came. */
  | { readonly kind: "value"; readonly text: string };

const UNKNOWN_COMMAND = "ERROR CDE";

export function decodeStandardAnswer(text: string): DecodedAnswer<StandardAnswer> {
  const defect = textDefect(text);
  return defect === undefined ? { ok: true, value: standardAnswer(text) } : { ok: false, defect };
}

function standardAnswer(text: string): StandardAnswer {
  if (text === OK) return { kind: "ok" };
  if (text.startsWith(UNKNOWN_COMMAND)) return { kind: "unknown-command" };
  return { kind: text.startsWith("ERR") ? "error" : "value", text };
}

export function encodeStandardAnswer(answer: StandardAnswer): string {
  switch (answer.kind) {
    case "ok":
      return OK;
    case "unknown-command":
      return UNKNOWN_COMMAND;
    case "error":
    case "value":
      return answer.text;
  }
}

/** The ends an answer may have: the guide names none. */
export const TERMINATORS = { cr: "\r", crlf: "\r\n", nul: "\0" } as const;
export type Terminator = keyof typeof TERMINATORS;

/** A query's whole answer in ACK/NACK mode: text (ASCII), its end, ACK. */
export function ackText(text: string, terminator: Terminator): Uint8Array {
  const characters = Array.from(`${text}${TERMINATORS[terminator]}`);
  return Uint8Array.from([...characters.map((character) => character.charCodeAt(0)), ACK]);
}

/** Bounds first, then a refusal, then the shape of this answer. */
function decodeAnswer<Value>(
  text: string,
  decode: (answer: string) => Value | undefined,
): DecodedAnswer<Value> {
  const defect = textDefect(text) ?? (text.startsWith("ERR") ? "refused" : undefined);
  if (defect !== undefined) return { ok: false, defect };
  const value = decode(text);
  return value === undefined ? { ok: false, defect: "bad-shape" } : { ok: true, value };
}

function decodeEither(
  text: string,
  { yes, no }: { readonly yes: string; readonly no: string },
): DecodedAnswer<boolean> {
  if (text === yes) return { ok: true, value: true };
  return decodeAnswer(text, (answer) => (answer === no ? false : undefined));
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

function textDefect(text: string): AnswerDefect | undefined {
  if (text.length === 0) return "empty";
  if (text.length > ANSWER_CHARACTERS_MAX) return "too-long";
  return PRINTABLE_ASCII.test(text) ? undefined : "unreadable";
}
