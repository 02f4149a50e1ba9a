import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMemoryLine } from "../../simulator/stage/memory-link.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import { openRecordings, type RecordingWish } from "../../src/daemon/recordings.ts";

// Goal: a printer's line is recorded where it is wished, and printing goes before recording.

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cetakd-rec-"));
  file = join(folder, "r.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(wish: Partial<RecordingWish> = {}) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const log: unknown[][] = [];
  const wishes = [
    { printer: "p1", file, keepsData: false, bytesMax: 10_000, isDemanded: false, ...wish },
  ];
  const write = (...entry: unknown[]) => log.push(entry);
  const recordings = openRecordings(wishes, { clock, log: { write } });
  const line = createMemoryLine({ clock });
  line.plug();
  return { clock, line, log, recordings };
}

async function openLine({ clock, line, recordings }: ReturnType<typeof open>, printer: string) {
  const link = recordings.of(printer, line.openLink());
  link.open({ opened: () => {}, bytes: () => {}, closed: () => {} });
  await clock.step();
  link.write(Buffer.from("\x1bRfv\r"));
}

it("records the line of its printer, and no other", async () => {
  const wished = open();
  const bare = wished.line.openLink();
  expect(wished.recordings.of("p2", bare)).toBe(bare);
  await openLine(wished, "p1");
  wished.recordings.close();
  expect(readFileSync(file, "utf8")).toContain('{"t":0,"from":"host","command":"Rfv"}');
  expect(wished.log).toEqual([]);
});

it("tells once in the log that it has ended, and the line goes on", async () => {
  const wished = open({ bytesMax: 10 });
  await openLine(wished, "p1");
  const why = "it has reached its limit";
  expect(wished.log).toEqual([["warn", "the recording has ended", { printer: "p1", file, why }]]);
});

it("that cannot be written is told in the log, or refused where a person waits for it", async () => {
  writeFileSync(file, "site: oku\n");
  const wished = open();
  expect(wished.log).toMatchObject([["error", "the line is not recorded", { printer: "p1" }]]);
  await openLine(wished, "p1");
  expect(() => open({ isDemanded: true })).toThrow(`cannot record to ${file}`);
});
