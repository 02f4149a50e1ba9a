import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCommand, encodeCommand } from "../../../protocols/evolis/command.ts";
import { assertProperty } from "./property.ts";
import { ascii, joined, SAMPLES } from "./samples.ts";
import { bytesOf, vectors } from "./vectors.ts";

describe("encodeCommand", () => {
  it.each(SAMPLES)("writes %s between ESC and CR", (header, command) => {
    const payload = "bytes" in command ? joined(ascii(";"), command.bytes) : ascii("");
    const expected = joined(ascii(`\x1b${header}`), payload, ascii("\r"));
    expect(encodeCommand(command)).toEqual(expected);
  });

  it.each(vectors("command"))("gives the bytes of the %s for %s", (_source, header = "", hex) => {
    const decoded = decodeCommand(header);
    expect(decoded.ok && encodeCommand(decoded.command)).toEqual(bytesOf(hex));
  });

  it("writes the characters that Psc has set", () => {
    const framing = { start: 0x40, separator: 0x2c, stop: 0x23 };
    const command = { kind: "set-feed-source", source: "feeder", stored: true } as const;
    expect(encodeCommand(command, framing)).toEqual(ascii("@Pmi,F,s#"));
  });

  it.each(["a;b", "a\rb", "a\x1bb", "\u{0100}"])("throws for the parameter %j", (parameter) => {
    const command = { kind: "unlisted", mnemonic: "Wt", parameters: [parameter] } as const;
    expect(() => encodeCommand(command)).toThrow("cannot be sent");
  });
});

describe("decodeCommand", () => {
  it.each(SAMPLES)("reads %s", (header, command) => {
    const payload = "bytes" in command ? command.bytes : undefined;
    expect(decodeCommand(header, payload)).toEqual({ ok: true, command });
  });

  it.each([
    ["", "bad-mnemonic"],
    ["rfv", "bad-mnemonic"],
    ["R1", "bad-mnemonic"],
    ["Longestword", "bad-mnemonic"],
    ["Rf\x00v", "unreadable"],
    ["Wt;\x07", "unreadable"],
    [`Wt;${"a".repeat(254)}`, "too-long"],
    ["Dbmp;k;0;0;0", "unsupported"],
    ["Rfv;1", "bad-parameter"],
    ["Ss;1", "bad-parameter"],
    ["Se;1;2", "bad-parameter"],
    ["Rco", "bad-parameter"],
    ["Rco;x", "bad-parameter"],
    ["Rco;p;p", "bad-parameter"],
    ["Rlr;x", "bad-parameter"],
    ["Rlr;", "bad-parameter"],
    ["Rse;x", "bad-parameter"],
    ["Sk", "bad-parameter"],
    ["Pem", "bad-parameter"],
    ["Pem;6", "bad-parameter"],
    ["Pem;02", "bad-parameter"],
    ["Pem;2;x", "bad-parameter"],
    ["Pem;2;s;s", "bad-parameter"],
    ["Pr;rainbow", "bad-parameter"],
    ["Pmi;X", "bad-parameter"],
    ["Psc;27;59", "bad-parameter"],
    ["Psc;27;59;59", "bad-parameter"],
    ["Psc;27;59;256", "bad-parameter"],
    ["Psc;0;59;13", "bad-parameter"],
    ["Psc;27;59;65", "bad-parameter"],
    ["Psc;27;59;13;1", "bad-parameter"],
    ["Wcb", "bad-parameter"],
    ["Wcb;y", "bad-parameter"],
    ["Wcb;o;256", "bad-parameter"],
    ["Db;k;32", "bad-parameter"],
    ["Db;y;2", "bad-parameter"],
    ["Db;x;2", "bad-parameter"],
    ["Db;k;2;5", "bad-parameter"],
    ["Db;k;2", "bad-payload"],
    ["Dbc;k;2", "bad-parameter"],
    ["Dbc;k;2;x", "bad-parameter"],
    ["Dbc;k;2;x;5", "bad-parameter"],
    ["Dbc;k;2;0;1;5", "bad-parameter"],
    ["Dbc;k;2;5", "bad-payload"],
  ])("refuses %j as %s", (header, defect) => {
    expect(decodeCommand(header)).toEqual({ ok: false, defect });
  });

  it("refuses a payload that is not as long as its header says", () => {
    const decoded = decodeCommand("Dbc;k;2;5", new Uint8Array(4));
    expect(decoded).toEqual({ ok: false, defect: "bad-payload" });
  });

  it("never throws, and reads what it has written", () => {
    const header = fc.oneof(
      fc.string({ unit: "binary-ascii", maxLength: 300 }),
      fc
        .array(fc.constantFrom("Rco", "Pc", "Psc", "Se", "k", "2", "32", "s", "", "256"), {
          maxLength: 6,
        })
        .map((fields) => fields.join(";")),
    );
    assertProperty(
      fc.property(header, (text) => {
        const decoded = decodeCommand(text);
        if (!decoded.ok) return;
        const written = encodeCommand(decoded.command);
        const again = String.fromCharCode(...written.subarray(1, -1));
        expect(decodeCommand(again)).toEqual(decoded);
      }),
    );
  });
});
