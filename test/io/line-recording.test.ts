import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMemoryLine } from "../../simulator/stage/memory-link.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import { type LineRecordingOptions, openLineRecording } from "../../src/io/line-recording.ts";
import { recordLink } from "../../src/io/recorded-link.ts";
import { createPtyPlace, openSession } from "../support/pty.ts";
import { openTmpfs, whyNoDisk } from "../support/small-disk.ts";

// Goal: a recording is a private file that grows by whole lines and costs the line nothing,
// whatever becomes of the file. Method: real files, a real full disk where one can be made.

const GEOMETRY = { widthDots: 16, heightDots: 8 };
const ASK = Buffer.from("\x1bRfv\r");
const ANSWER = Buffer.from("1.0\r\x06");

let folder: string;
let path: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cetakd-rec-"));
  path = join(folder, "r.jsonl");
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(options: Partial<LineRecordingOptions> = {}) {
  return openLineRecording({
    path,
    device: "printer1",
    seenBy: "host",
    geometry: GEOMETRY,
    keepsData: false,
    clock: { wallMs: () => Date.UTC(2021, 0, 4), monotonicMs: () => 7 },
    ended: (why) => told.push(why),
    ...options,
  });
}

function lines(): readonly unknown[] {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("the file", () => {
  it("begins with a head, has a line a frame, and only its owner may read it", () => {
    writeFileSync(path, "", { mode: 0o644 });
    const recording = open();
    recording.host(ASK);
    expect(lines()).toEqual([
      {
        recording: 1,
        protocol: "evolis",
        device: "printer1",
        begun_at: "2021-01-04T00:00:00.000Z",
        seen_by: "host",
        geometry: { width_dots: 16, height_dots: 8 },
        left_out: ["images", "fields", "noise"],
      },
      { t: 0, from: "host", command: "Rfv" },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    recording.close();
  });

  it("is added to by the next recorder, behind what a kill has left", () => {
    open().close();
    writeFileSync(path, '{"t":1,"fr', { flag: "a" });
    const recording = open();
    recording.host(ASK);
    recording.close();
    const [head = "", half, next = "", frame] = readFileSync(path, "utf8").split("\n");
    expect([half, frame]).toEqual(['{"t":1,"fr', '{"t":0,"from":"host","command":"Rfv"}']);
    expect(JSON.parse(next)).toEqual(JSON.parse(head));
  });

  it("that is something else is refused and left alone", () => {
    writeFileSync(path, "site: oku\n");
    expect(() => open()).toThrow(`cannot record to ${path}: the file exists and is no recording`);
    expect(readFileSync(path, "utf8")).toBe("site: oku\n");
    expect(() => open({ path: "/dev/null" })).toThrow("cannot record to /dev/null: it is no file");
  });

  it("in a folder that there is not is refused at once, with its name", () => {
    const missing = join(folder, "none", "r.jsonl");
    expect(() => open({ path: missing })).toThrow(`cannot record to ${missing}: ENOENT`);
  });
});

describe("the end", () => {
  it("comes at the limit, is written and told once; a later start says so again", () => {
    const recording = open({ bytesMax: 300 });
    for (let n = 0; n < 10; n += 1) recording.host(ASK);
    recording.line("lost");
    expect(told).toEqual(["it has reached its limit"]);
    expect(lines().at(-1)).toEqual({ t: 0, end: "limit" });
    expect(lines().length).toBeGreaterThan(2);
    open({ bytesMax: 300 }).host(ASK);
    expect(told).toHaveLength(2);
  });

  const noTmpfs = whyNoDisk(openTmpfs);
  it.skipIf(noTmpfs !== "")(
    `comes on a full disk, is told once and disturbs nobody${noTmpfs && ` (skipped: ${noTmpfs})`}`,
    () => {
      const disk = openTmpfs();
      const recording = open({ path: join(disk.path, "r.jsonl") });
      disk.fill();
      for (let n = 0; n < 200; n += 1) recording.host(ASK);
      recording.close();
      const second = open({ path: join(disk.path, "other.jsonl") });
      second.host(ASK);
      disk.dispose();
      expect(told).toEqual([expect.stringContaining("ENOSPC"), expect.stringContaining("ENOSPC")]);
    },
  );
});

describe("a link that is recorded", () => {
  const FRAMES = [
    { line: "opened" },
    { from: "host", command: "Rfv" },
    { from: "device", answer: "text", text: "1.0\r" },
    { from: "device", answer: "ack" },
    { line: "lost" },
  ];

  it("of the virtual world is the same line, and all of it is written down", async () => {
    const clock = createVirtualClock({ startWallMs: 0 });
    const line = createMemoryLine({ clock });
    const device = line.plug();
    device.onBytes(() => device.write(ANSWER));
    const session = openSession(recordLink(line.openLink(), open({ clock })));
    // Before the line is open nothing is said on it.
    session.link.write(ASK);
    for (let step = 0; step < 2; step += 1) await clock.step();
    session.link.write(ASK);
    for (let step = 0; step < 3; step += 1) await clock.step();
    device.unplug();
    await clock.step();
    expect(session.told).toEqual(["opened", "lost"]);
    expect(session.received.bytes()).toEqual(ANSWER);
    expect(lines().slice(1)).toMatchObject(FRAMES);
    expect(lines()).toHaveLength(1 + FRAMES.length);
  });

  it("of a serial port is the same", async () => {
    const place = createPtyPlace();
    const pty = place.plug();
    pty.onBytes(() => pty.write(ANSWER));
    const session = openSession(recordLink(place.openLink(), open()));
    await session.opened;
    session.link.write(ASK);
    await session.received.atLeast(ANSWER.length);
    pty.close();
    expect(await session.closed).toMatchObject({ kind: "lost" });
    expect(lines().slice(1)).toMatchObject(FRAMES);
    await place.end();
  });
});
