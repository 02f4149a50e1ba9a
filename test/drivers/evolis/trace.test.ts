import { describe, expect, it } from "vitest";
import { type Command, encodeCommand } from "../../../protocols/evolis/command.ts";
import { commandText, tokenText } from "../../../src/drivers/evolis/trace.ts";

const bytes = Buffer.alloc(82_296, "DOTS");

describe("commandText", () => {
  it.each<[Command, string]>([
    [{ kind: "read-counter", counter: "panels" }, "Rco;p"],
    [{ kind: "set-error-mode", mode: 2, stored: false }, "Pem;2"],
    [{ kind: "fill-panel", panel: "o", value: 255 }, "Wcb;o;255"],
    [{ kind: "download-panel", panel: "k", levels: 2, bytes }, "Db;k;2;<82296 bytes>"],
    [
      { kind: "download-panel-compressed", panel: "y", levels: 64, bytes },
      "Dbc;y;64;82296;<82296 bytes>",
    ],
  ])("shows the header and the length of %j", (command, shown) => {
    expect(commandText(encodeCommand(command))).toBe(shown);
  });
});

describe("tokenText", () => {
  it.each([
    [{ kind: "ack" }, "ACK"],
    [{ kind: "nack", code: "F" }, "NACK F"],
    [{ kind: "text", bytes: Buffer.from("V3.21\r\n") }, '"V3.21\\r\\n"'],
    [{ kind: "text", bytes: Buffer.alloc(500, "x") }, "<500 bytes of text>"],
    [{ kind: "noise", bytes: Buffer.alloc(3, 0xfe) }, "<3 bytes of noise>"],
  ] as const)("shows a token as a person reads it", (token, shown) => {
    expect(tokenText(token)).toBe(shown);
  });
});

it("shortens a command of any length", () => {
  const long = new Uint8Array(2_000_000).fill(0x41);
  expect(commandText(long)).toBe("A".repeat(64));
});
