import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeCommand } from "../../../protocols/evolis/command.ts";
import {
  type CommandScannerOptions,
  createCommandScanner,
  type Scanned,
} from "../../../protocols/evolis/command-scanner.ts";
import { panelSizes } from "../../../protocols/evolis/geometry.ts";
import { assertProperty } from "./property.ts";
import { ascii, joined, SAMPLES, TINY } from "./samples.ts";

function setUp(options: Partial<CommandScannerOptions> = {}) {
  return createCommandScanner({ ...panelSizes(TINY), ...options });
}

function scan(...chunks: readonly Uint8Array[]): readonly Scanned[] {
  const scanner = setUp();
  return chunks.flatMap((chunk) => scanner.push(chunk));
}

/** One word for each thing heard: the kind of a command, or the defect and what was heard. */
function words(found: readonly Scanned[]): readonly string[] {
  return found.map((scanned) =>
    scanned.kind === "command" ? scanned.command.kind : `${scanned.defect}: ${scanned.header}`,
  );
}

describe("push", () => {
  it.each(SAMPLES)("hears %s the same at every cut and byte by byte", (_header, command) => {
    const bytes = encodeCommand(command);
    const expected = [{ kind: "command", command }];
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(scan(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(expected);
    }
    expect(scan(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it("hears all commands one after another", () => {
    const commands = SAMPLES.map(([, command]) => command);
    const found = scan(joined(...commands.map((command) => encodeCommand(command))));
    expect(found).toEqual(commands.map((command) => ({ kind: "command", command })));
  });

  it.each([
    ["no ESC after a CR", "\x1bSs\rSr\r", ["start-sequence", "select-front"]],
    ["NUL between commands", "\0\0\x1bSs\r\0\0\0\x1bSr\r\0", ["start-sequence", "select-front"]],
    ["NUL before a command without ESC", "\0Ss\r", ["start-sequence"]],
    ["CR between commands", "\r\r\x1bSs\r\r\x1bSr\r", ["start-sequence", "select-front"]],
    ["two ESC", "\x1b\x1bSs\r", ["start-sequence"]],
    ["a payload without a CR", "\x1bDb;k;2;abcdef\x1bSe\r", ["download-panel", "end-sequence"]],
    ["a payload full of framing", "Db;k;2;\r\r\x1b;;\0\rSe\r", ["download-panel", "end-sequence"]],
    ["a command cut off", "\x1bRf\x1bRsn\r", ["cut-off: Rf", "read-serial-number"]],
    ["an empty command", "\x1b\r\x1bSs\r", ["bad-mnemonic: ", "start-sequence"]],
    ["NUL in a command", "S\0s\rSs\r", ["unreadable: S\0s", "start-sequence"]],
    ["a wrong parameter", "Pem;7\rSs\r", ["bad-parameter: Pem;7", "start-sequence"]],
    ["a download cut short by its CR", "Db;k\rSs\r", ["bad-parameter: Db;k", "start-sequence"]],
    ["a wrong panel", "Db;x;2;ab\rSs\r", ["bad-parameter: Db;x;2;", "start-sequence"]],
    ["a count of zero", "Dbc;k;2;0;0;ab\rSs\r", ["bad-parameter: Dbc;k;2;0;0;", "start-sequence"]],
    ["a count that is none", "Dbc;k;2;x;ab\rSs\r", ["bad-parameter: Dbc;k;2;x;", "start-sequence"]],
    [
      "a count above the worst",
      "Dbc;k;2;13;ab\rSs\r",
      ["bad-parameter: Dbc;k;2;13;", "start-sequence"],
    ],
    [
      "a colour count above it",
      "Dbc;y;32;61;ab\rSs\r",
      ["bad-parameter: Dbc;y;32;61;", "start-sequence"],
    ],
    [
      "a download without a length",
      "Dbmp;k;0;0;0;BM\rSs\r",
      ["unsupported: Dbmp;", "start-sequence"],
    ],
  ])("hears %s", (_name, text, expected) => {
    expect(words(scan(ascii(text)))).toEqual(expected);
    expect(words(scan(...Array.from(ascii(text), (byte) => Uint8Array.of(byte))))).toEqual(
      expected,
    );
  });

  it("takes the worst case of a compressed panel", () => {
    const bytes = new Uint8Array(12).fill(0x0d);
    const command = { kind: "download-panel-compressed", panel: "k", levels: 2, bytes } as const;
    expect(scan(encodeCommand(command))).toEqual([{ kind: "command", command }]);
  });

  it("hears the four-field header where the printer has it", () => {
    const scanner = setUp({ compressedHeaderFields: 4 });
    const [found] = scanner.push(ascii("Dbc;k;2;2;3;\r\r\r\r"));
    expect(found).toMatchObject({ command: { firstLine: 2, bytes: ascii("\r\r\r") } });
  });

  it.each([
    [256, "unlisted"],
    [257, "too-long"],
  ])("bounds the header: %i characters are %s", (characters, expected) => {
    const header = `Wt;${"a".repeat(characters - 3)}`;
    const [word = "", next] = words(scan(ascii(`\x1b${header}\r\x1bSs\r`)));
    expect(word.slice(0, expected.length)).toBe(expected);
    expect(word.length).toBeLessThanOrEqual("too-long: ".length + 256);
    expect(next).toBe("start-sequence");
  });

  it("obeys Psc for what follows, and Psc alone puts the default back", () => {
    const text = "\x1bPsc;64;44;35\r@Pem,2,s#@Db,k,2,\r\x1b;;;;#@Psc#\x1bPem;2\r";
    expect(words(scan(ascii(text)))).toEqual([
      "set-framing",
      "set-error-mode",
      "download-panel",
      "restore-framing",
      "set-error-mode",
    ]);
  });

  it("begins with the framing it is given", () => {
    const scanner = setUp({ framing: { start: 0x40, separator: 0x2c, stop: 0x23 } });
    expect(words(scanner.push(ascii("@Rco,p#")))).toEqual(["read-counter"]);
  });

  it("copies a payload: the sender may use its chunk again", () => {
    const chunk = ascii("Db;k;2;abcdef");
    const [found] = setUp().push(chunk);
    chunk.fill(0);
    expect(found).toMatchObject({ command: { bytes: ascii("abcdef") } });
  });

  it("never throws on garbage, holds no more than a header, and hears the next command", () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom("\x1b", "\r", ";", "Db;k;2;", "Dbc;y;64;9;", "Psc;", "Ss").map(ascii),
      fc.constantFrom("\0", "Dbc;k;2;9999999999;", "a".repeat(300)).map(ascii),
    );
    assertProperty(
      fc.property(fc.array(pieces, { maxLength: 30 }), (chunks) => {
        const scanner = setUp();
        const found = chunks.flatMap((chunk) => [...scanner.push(chunk)]);
        expect(found).toEqual(scan(joined(...chunks)));
        for (const scanned of found) {
          if (scanned.kind === "defect") expect(scanned.header.length).toBeLessThanOrEqual(256);
        }
        if (found.some((each) => words([each])[0] === "set-framing")) return;
        scanner.abandonPayload();
        expect(words(scanner.push(ascii("\r\x1bSs\r"))).at(-1)).toBe("start-sequence");
      }),
    );
  });
});

describe("abandonPayload", () => {
  it("drops a payload that was cut off, and the next command is heard", () => {
    const scanner = setUp();
    expect(scanner.push(ascii("Db;k;2"))).toEqual([]);
    expect(scanner.payloadPending).toBe(false);
    scanner.push(ascii(";abc"));
    expect(scanner.payloadPending).toBe(true);
    expect(scanner.abandonPayload()).toBe(true);
    expect(scanner.payloadPending).toBe(false);
    expect(words(scanner.push(ascii("\x1bRfv\r")))).toEqual(["read-firmware"]);
  });

  it("does nothing where no payload is awaited", () => {
    const scanner = setUp();
    scanner.push(ascii("\x1bRf"));
    expect(scanner.abandonPayload()).toBe(false);
    expect(words(scanner.push(ascii("v\r")))).toEqual(["read-firmware"]);
  });
});
