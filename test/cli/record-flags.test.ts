import { expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { recordingWishes } from "../../src/cli/record-flags.ts";

// Goal: each way to ask for a recording comes to one printer and one file.

function wishes(record: readonly string[], ...printers: readonly string[]) {
  const list = printers.map(
    (keys, n) => `  - { id: p${n + 1}, protocol: evolis, line: { path: /dev/ttyS${n} }${keys} }`,
  );
  const text = ["site: s", "host: h", "state_dir: ./s", "mqtt: { url: mqtt://127.0.0.1 }"];
  const config = parseConfig([...text, "printers:", ...list].join("\n"), { folder: "/etc/c/" });
  return recordingWishes(config, record.length === 0 ? {} : { record, recordData: true });
}

const FLAG = { keepsData: true, bytesMax: 104_857_600, isDemanded: true };

it.each([
  [["r.jsonl"], [""], [{ printer: "p1", file: "r.jsonl", ...FLAG }]],
  [["p1=r.jsonl"], [""], [{ printer: "p1", file: "r.jsonl", ...FLAG }]],
  [
    ["p2=b", "p1=a"],
    ["", ""],
    [
      { printer: "p2", file: "b", ...FLAG },
      { printer: "p1", file: "a", ...FLAG },
    ],
  ],
  [[], [""], []],
  [
    [],
    [", record: { file: r.jsonl }"],
    [
      {
        printer: "p1",
        file: "/etc/c/r.jsonl",
        keepsData: false,
        bytesMax: 100_000_000,
        isDemanded: false,
      },
    ],
  ],
  [
    ["p1=a"],
    [", record: { file: /r, data: true, limit_mb: 2 }", ", record: { file: /r2, limit_mb: 2 }"],
    [
      { printer: "p1", file: "a", ...FLAG },
      { printer: "p2", file: "/r2", keepsData: false, bytesMax: 2_000_000, isDemanded: false },
    ],
  ],
])("%j of %j", (record, printers, expected) => {
  expect(wishes(record, ...printers)).toEqual(expected);
});

it.each([
  [["r.jsonl"], ["", ""], "--record needs PRINTER=FILE; the printers: p1, p2"],
  [["p3=r.jsonl"], ["", ""], "--record needs PRINTER=FILE; the printers: p1, p2"],
  [["p1="], [""], "--record needs PRINTER=FILE; the printers: p1"],
  [["p1=a", "p1=b"], [""], "two recordings are wanted of one printer: p1"],
  [["p1=a", "p2=a"], ["", ""], "two recordings are wanted of one file: a"],
])("%j of %j is a wrong usage", (record, printers, message) => {
  expect(() => wishes(record, ...printers)).toThrow(message);
});
