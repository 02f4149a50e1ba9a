import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRecording } from "../../../simulator/io/recording-reader.ts";
import { blocksOf, page } from "../../docs/pages.ts";

// Goal: every recording that a recorder can leave is read, and anything else is refused with file
// and line. Method: files written here by hand, as docs/recordings.md describes them.

const HEAD = JSON.stringify({
  recording: 1,
  protocol: "evolis",
  device: "printer1",
  begun_at: "2021-01-04T01:00:00.000Z",
  seen_by: "host",
  geometry: { width_dots: 16, height_dots: 8 },
  left_out: ["images", "fields", "noise"],
});
const ASKED = '{"t":1,"from":"host","command":"Rfv"}';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cetakd-rec-"));
  path = join(folder, "r.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  writeFileSync(path, text);
  return readRecording(path).map(({ at, kind }) => `${at} ${kind}`);
}

describe("a recording", () => {
  it("is read line by line", () => {
    expect(read(`${HEAD}\n${ASKED}\n`)).toEqual(["1 head", "2 frame"]);
  });

  it("may end in half a line, as a kill leaves it", () => {
    expect(read(`${HEAD}\n${ASKED}\n{"t":2,"fr`)).toEqual(["1 head", "2 frame", "3 cut"]);
  });

  it("may have half a line before the head of the next recorder", () => {
    const lines = [HEAD, '{"t":2,"fr', HEAD, ASKED, ""];
    expect(read(lines.join("\n"))).toEqual(["1 head", "2 cut", "3 head", "4 frame"]);
  });

  it("may have keys that this version does not know", () => {
    expect(read(`${HEAD}\n{"t":1,"line":"lost","later":true}\n`)).toEqual(["1 head", "2 frame"]);
  });

  it.each([
    '{"t":1,"from":"device","answer":"ack"}',
    '{"t":1,"from":"device","answer":"nack","code":"F"}',
    '{"t":1,"from":"device","answer":"text","text":"OK\\r"}',
    '{"t":1,"from":"device","answer":"text","characters":16,"end":"\\r"}',
    '{"t":1,"from":"device","answer":"noise","bytes":2,"hex":"00ff"}',
    '{"t":1,"from":"host","defect":"noise","bytes":2}',
    '{"t":1,"end":"limit"}',
  ])("may have %s", (line) => {
    expect(read(`${HEAD}\n${line}\n`)).toEqual(["1 head", "2 frame"]);
  });
});

describe("docs/recordings.md", () => {
  it("shows a recording that can be read, with all that it says", () => {
    const [example] = blocksOf(page("docs/recordings.md")).filter(({ info }) => info === "json");
    expect(read(example?.code ?? "")).toHaveLength(13);
  });
});

describe("what is no recording", () => {
  it.each([
    ["", "1: it is no recording: it does not begin with a head"],
    [`${ASKED}\n`, "1: it is no recording: it does not begin with a head"],
    ["site: oku\n", "1: it is no JSON object"],
    [`${HEAD}\nhello\n${ASKED}\n`, "2: it is no JSON object"],
    [`${HEAD}\n12\n`, "2: it is no JSON object"],
    [`${HEAD.replace('"recording":1', '"recording":2')}\n`, "1: recording: Invalid input"],
    [`${HEAD}\n{"t":-1,"from":"host","command":"Rfv"}\n`, "2: t: "],
    [`${HEAD}\n{"t":1,"from":"host"}\n`, "2: end: "],
    [`${HEAD}\n{"t":1,"from":"device","answer":"text"}\n`, "2: : expected text, or characters"],
    [`${HEAD}\n{"t":1,"from":"device","answer":"maybe"}\n`, "2: answer: "],
    [`${HEAD}\n{"t":1,"line":"open"}\n`, "2: line: "],
  ])("%j is refused with file and line", (text, problem) => {
    expect(() => read(text)).toThrow(`${path}:${problem}`);
  });

  it("a file that is not there is named", () => {
    expect(() => readRecording(path)).toThrow(`${path} cannot be read: ENOENT`);
  });
});
