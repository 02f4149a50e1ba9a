import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Command, encodeCommand } from "../../../protocols/evolis/command.ts";
import { createCommandScanner, type Scanned } from "../../../protocols/evolis/command-scanner.ts";
import { CARD_GEOMETRY, type Geometry, panelSizes } from "../../../protocols/evolis/geometry.ts";
import { unpackPanel } from "../../../protocols/evolis/panel.ts";
import { compressPanel, expandPanel } from "../../../protocols/evolis/run-length.ts";
import { bytesOf, geometryOf, pictureRows, vectors } from "./vectors.ts";

// Goal: what the vendor's own driver sends is understood to the last byte. Method: streams that it
// wrote, where the folder with them is at hand, and always a stream of ours of the same shape.
const FOLDER = process.env["CETAKD_CAPTURES"];
const REASON = FOLDER === undefined ? " (skipped: CETAKD_CAPTURES is not set)" : "";

function scan(stream: Uint8Array, geometry: Geometry, chunkBytes: number): readonly Scanned[] {
  const scanner = createCommandScanner(panelSizes(geometry));
  const found: Scanned[] = [];
  for (let at = 0; at < stream.length; at += chunkBytes) {
    found.push(...scanner.push(stream.subarray(at, at + chunkBytes)));
  }
  return found;
}

function commandsOf(found: readonly Scanned[]): readonly Command[] {
  return found.map((scanned) => {
    if (scanned.kind === "defect") throw new Error(`stream holds a defect: ${scanned.defect}`);
    return scanned.command;
  });
}

/** The header of each command, as it stands on the line. */
function headersOf(commands: readonly Command[]): readonly string[] {
  return commands.map((command) => {
    const payloadBytes = "bytes" in command ? command.bytes.length + 1 : 0;
    return String.fromCharCode(...encodeCommand(command).subarray(1, -1 - payloadBytes));
  });
}

function payloadOf(commands: readonly Command[]): Uint8Array {
  const download = commands.find((command) => command.kind === "download-panel-compressed");
  if (download === undefined) throw new Error("stream holds no compressed panel");
  return download.bytes;
}

function expanded(data: Uint8Array, geometry: Geometry): Uint8Array {
  const result = expandPanel(data, 2, geometry);
  if (!result.ok) throw new Error(`panel does not expand: ${result.defect}`);
  return result.bytes;
}

const BEFORE = ["Pr;k", "Pmi;F;s", "Pc;k;=;10", "Pdt;DU", "Mr;s"];

describe.each([
  {
    file: "windows-driver-halftone.bin",
    ppws: "Ppws;1281755559",
    dataBytes: 83_312,
    sha256: "e41bc4ba0f8b3d14",
  },
  {
    file: "windows-driver-text.bin",
    ppws: "Ppws;1281754918",
    dataBytes: 83_223,
    sha256: "7db4e6b80e168560",
  },
])("$file", ({ file, ppws, dataBytes, sha256 }) => {
  const read = () => Uint8Array.from(readFileSync(join(FOLDER ?? "", file)));

  it.skipIf(FOLDER === undefined)(`scans whole, however it is cut${REASON}`, () => {
    const dbc = `Dbc;k;2;${dataBytes}`;
    const expected = [...BEFORE, ppws, "Ss", "Sr", dbc, "Se;1"];
    for (const chunkBytes of [1, 64, 1000, 100_000]) {
      expect(headersOf(commandsOf(scan(read(), CARD_GEOMETRY, chunkBytes)))).toEqual(expected);
    }
  });

  it.skipIf(FOLDER === undefined)(`expands to the known panel, and back${REASON}`, () => {
    const data = payloadOf(commandsOf(scan(read(), CARD_GEOMETRY, 4096)));
    const bytes = expanded(data, CARD_GEOMETRY);
    expect(bytes.length).toBe(82_296);
    expect(createHash("sha256").update(bytes).digest("hex").slice(0, 16)).toBe(sha256);
    expect(compressPanel(bytes, 2, CARD_GEOMETRY)).toEqual(data);
  });
});

describe("a stream of the same shape", () => {
  const [[, dots, hex] = []] = vectors("stream");
  const stream = bytesOf(hex);
  const geometry = geometryOf(dots);

  it("scans whole, at every cut", () => {
    const expected = [...BEFORE, "Ppws;1234567890", "Ss", "Sr", "Dbc;k;2;31", "Se;1"];
    for (let chunkBytes = 1; chunkBytes <= stream.length; chunkBytes++) {
      expect(headersOf(commandsOf(scan(stream, geometry, chunkBytes)))).toEqual(expected);
    }
  });

  it("expands to its picture, readable and not mirrored, and back", () => {
    const data = payloadOf(commandsOf(scan(stream, geometry, stream.length)));
    const bytes = expanded(data, geometry);
    const dots = unpackPanel(bytes, 2, geometry);
    const row = (y: number) => dots.subarray(y * geometry.widthDots, (y + 1) * geometry.widthDots);
    const rows = pictureRows().map((_, y) => [...row(y)].map((dot) => (dot ? "#" : ".")).join(""));
    expect(rows).toEqual(pictureRows());
    expect(compressPanel(bytes, 2, geometry)).toEqual(data);
  });
});
