import { InvalidArgumentError } from "commander";
import { DEVICE_ID } from "../../protocols/words.ts";
import { DEVICE_NAME } from "../io/control-folder.ts";

/** Readers of flags for commander: each gives the value, or says what is wrong with it. */

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError("It is no whole number, 0 or more.");
}

/** A whole number, 1 or more. */
export function count(text: string): number {
  const value = wholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("It is no whole number, 1 or more.");
}

/** `1..1000`, both included. */
export function seedRange(text: string): readonly [first: number, last: number] {
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (first === undefined || last === undefined || Number(first) > Number(last)) {
    throw new InvalidArgumentError("It is no range such as 1..1000.");
  }
  return [wholeNumber(first), wholeNumber(last)];
}

export function number(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It is no number, 0 or more.");
}

export function port(text: string): number {
  const value = wholeNumber(text);
  if (value < 65_536) return value;
  throw new InvalidArgumentError("It is no port, 0 to 65535.");
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `500ms`, `5s`, `2m`, `8h`, in milliseconds. */
export function durationMs(text: string): number {
  const [, count = "", unit = ""] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs !== undefined) return Number(count) * unitMs;
  throw new InvalidArgumentError("It is no duration such as 500ms, 5s or 2m.");
}

export function deviceName(text: string): string {
  if (DEVICE_NAME.test(text)) return text;
  throw new InvalidArgumentError("A name is 1 to 64 letters, digits, dots, dashes or underscores.");
}

/** A site, host or device id of the contract. */
export function deviceId(text: string): string {
  if (DEVICE_ID.test(text)) return text;
  throw new InvalidArgumentError("It is not 1 to 32 of a-z, 0-9 and -.");
}
