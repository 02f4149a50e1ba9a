import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ackText,
  COUNTER_MAX,
  decodeCardInside,
  decodeCleaningDue,
  decodeCounter,
  decodeErrorModes,
  decodeFeederState,
  decodeName,
  decodeStandardAnswer,
  encodeCardInside,
  encodeCleaningDue,
  encodeCounter,
  encodeErrorModes,
  encodeFeederState,
  encodeStandardAnswer,
} from "../../../protocols/evolis/answers.ts";
import { assertProperty } from "./property.ts";
import { ascii } from "./samples.ts";

const DECODERS = {
  decodeCardInside,
  decodeCleaningDue,
  decodeCounter,
  decodeErrorModes,
  decodeFeederState,
  decodeName,
};

describe.each(Object.entries(DECODERS))("%s", (_name, decode) => {
  it.each([
    ["", "empty"],
    ["1".repeat(65), "too-long"],
    ["1\x002", "unreadable"],
    ["caf\xe9", "unreadable"],
    ["ERR", "refused"],
    ["ERROR CDE", "refused"],
  ])("refuses %j as %s", (text, defect) => {
    expect(decode(text)).toEqual({ ok: false, defect });
  });

  it("never throws", () => {
    const texts = fc.string({ maxLength: 80 });
    assertProperty(fc.property(texts, (text) => void decode(text)));
  });
});

it.each([
  ["0", 0],
  ["1042", 1042],
  ["0001042", 1042],
  ["4294967295", COUNTER_MAX],
])("reads the counter %s", (text, value) => {
  expect(decodeCounter(text)).toEqual({ ok: true, value });
});

it.each(["4294967296", "99999999999", "-1", "1.5", "12 ", "many"])(
  "does not take %j for a counter",
  (text) => {
    expect(decodeCounter(text)).toEqual({ ok: false, defect: "bad-shape" });
  },
);

it("reads a name as it stands, up to its bound", () => {
  const longest = "D".repeat(64);
  expect(decodeName(longest)).toEqual({ ok: true, value: longest });
  expect(decodeName("Dualys 3")).toEqual({ ok: true, value: "Dualys 3" });
});

it.each([
  ["2", { current: 2 }],
  ["2;0", { current: 2, saved: 0 }],
  ["18;saved", { current: 18 }],
])("reads the error mode %s", (text, value) => {
  expect(decodeErrorModes(text)).toEqual({ ok: true, value });
});

it.each(["x", ";2", "256"])("does not take %j for an error mode", (text) => {
  expect(decodeErrorModes(text)).toEqual({ ok: false, defect: "bad-shape" });
});

it.each([
  ["ERR CARD", decodeCardInside, true],
  ["NO CARD", decodeCardInside, false],
  ["ERR NEED CLEANING", decodeCleaningDue, true],
  ["OK", decodeCleaningDue, false],
  ["0", decodeFeederState, "ok"],
  ["1", decodeFeederState, "first"],
  ["2", decodeFeederState, "second"],
  ["3", decodeFeederState, "all"],
] as const)("reads %s", (text, decode, value) => {
  expect(decode(text)).toEqual({ ok: true, value });
});

it.each([
  ["NO CARDS", decodeCardInside],
  ["OK CARD", decodeCleaningDue],
  ["4", decodeFeederState],
  ["01", decodeFeederState],
] as const)("does not take %s for an answer", (text, decode) => {
  expect(decode(text)).toEqual({ ok: false, defect: "bad-shape" });
});

it.each([
  ["OK", { kind: "ok" }],
  ["ERROR CDE", { kind: "unknown-command" }],
  ["ERR FEEDER", { kind: "error", text: "ERR FEEDER" }],
  ["1042", { kind: "value", text: "1042" }],
] as const)("tells what %s is in standard mode, and says it again", (text, value) => {
  expect(decodeStandardAnswer(text)).toEqual({ ok: true, value });
  expect(encodeStandardAnswer(value)).toBe(text);
});

it.each(["", "\x00", "1".repeat(65)])("does not take %j for an answer at all", (text) => {
  expect(decodeStandardAnswer(text).ok).toBe(false);
});

it("reads what it has written", () => {
  const counts = fc.integer({ min: 0, max: COUNTER_MAX });
  assertProperty(
    fc.property(counts, (count) => {
      expect(decodeCounter(encodeCounter(count))).toEqual({ ok: true, value: count });
    }),
  );
  for (const value of [true, false]) {
    expect(decodeCardInside(encodeCardInside(value))).toEqual({ ok: true, value });
    expect(decodeCleaningDue(encodeCleaningDue(value))).toEqual({ ok: true, value });
  }
  for (const value of ["ok", "first", "second", "all"] as const) {
    expect(decodeFeederState(encodeFeederState(value))).toEqual({ ok: true, value });
  }
  for (const value of [{ current: 2 }, { current: 2, saved: 16 }]) {
    expect(decodeErrorModes(encodeErrorModes(value))).toEqual({ ok: true, value });
  }
});

it.each([
  ["cr", "7\r\x06"],
  ["crlf", "7\r\n\x06"],
  ["nul", "7\0\x06"],
] as const)("ends an answer with %s and ACK", (terminator, bytes) => {
  expect(ackText("7", terminator)).toEqual(ascii(bytes));
});
