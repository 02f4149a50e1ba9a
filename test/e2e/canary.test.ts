import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../simulator/io/free-port.ts";
import { KTP_EL_FIELDS } from "../../src/render/fields.ts";
import { jobDocument, REFUSED, TWO_SERVERS } from "../support/job-documents.ts";
import {
  isOnline,
  isState,
  type Listener,
  openStand,
  topics,
  type Written,
} from "../support/processes.ts";

// Goal: personal data of a job is in the store and nowhere else (I9): not in the log, with every
// frame in it, nor in topics, answers, commands, the control API or names of files.
// Method: one story with all that befalls a job, told by documents whose every value is a canary;
// then everything that came out is searched for canaries, as text, base64 and hexadecimal. That
// the search finds them is shown where they belong: on the topic `job` and in `cetakd.db`.

const CANARY = "KANARI";
/** Built like one; the subdistrict does not exist. */
const NIK = "1601990411690001";
const FIELDS = Object.fromEntries(
  KTP_EL_FIELDS.map((name) => [name, name === "nik" ? NIK : `${CANARY} ${name.slice(0, 7)}`]),
);
/** Three bytes a dot, so the dots of the picture say it over and over again. */
const RUN = `${CANARY}-FOTO!`;

/** A picture that is not compressed: its file has the bytes of its dots. */
function canaryPng(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 3, RUN);
  return Buffer.from(encode({ width, height, channels: 3, data }, { zlib: { level: 0 } }));
}

const PHOTO = canaryPng(60, 80);

function canaryDocument(jobId: string, changes: object = {}): string {
  const front = { template: "ktp-el", fields: FIELDS, photo: PHOTO.toString("base64") };
  const back = { image: canaryPng(102, 65).toString("base64") };
  const known = { card: { front, back }, subject: CANARY, [NIK]: CANARY };
  return JSON.stringify(jobDocument(jobId, { ...known, ...changes }));
}

/** The ways in which a text may hide in another; base64 depends on where in it the text begins. */
function formsOf(text: string): readonly string[] {
  const base64 = [0, 1, 2].map((before) => {
    const coded = Buffer.from("\0".repeat(before) + text).toString("base64");
    const end = Math.floor(((before + text.length) * 4) / 3);
    return coded.slice(Math.ceil((before * 4) / 3), end);
  });
  return [text, text.toLowerCase(), Buffer.from(text).toString("hex"), ...base64];
}

const FORMS = [...new Set([CANARY, NIK, RUN].flatMap(formsOf))];

/** The canaries in what came out, each with what is around it. */
function canariesIn(text: string): readonly string[] {
  return FORMS.flatMap((form) => {
    const at = text.indexOf(form);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 40), at + 60)];
  });
}

const stand = openStand();
const commands: string[] = [];
const pages: string[] = [];
const logs: Written[] = [];
let listener: Listener;

async function runCommand(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await stand.cetakd(...args);
  commands.push(`${code} ${stdout}${stderr}`);
}

async function askCommands(...jobIds: readonly string[]): Promise<void> {
  const questions = [["status"], ["jobs"], ...jobIds.map((jobId) => ["job", jobId])];
  await Promise.all(
    questions.flatMap((question) => [runCommand(...question), runCommand(...question, "--json")]),
  );
}

async function askPages(port: number, ...jobIds: readonly string[]): Promise<void> {
  const paths = ["readyz", "healthz", "api/1/status", "api/1/jobs", `api/1/jobs/${CANARY}`];
  for (const path of [...paths, ...jobIds.map((jobId) => `api/1/jobs/${jobId}`)]) {
    pages.push(await textOf(await fetch(`http://127.0.0.1:${port}/${path}`)));
  }
  const body = canaryDocument("over-the-port");
  pages.push(
    await textOf(await fetch(`http://127.0.0.1:${port}/api/1/jobs`, { method: "POST", body })),
  );
}

async function textOf(response: Response): Promise<string> {
  return `${response.status} ${[...response.headers].join("\n")}\n${await response.text()}`;
}

function fileOf(name: string, document: string | Uint8Array): string {
  const path = join(stand.folder, name);
  writeFileSync(path, document);
  return path;
}

async function tellStory(): Promise<void> {
  const url = await stand.startBroker();
  listener = await stand.listen(url, "#");
  await stand.startPrinter("--speed", "30");
  const port = await freePort();
  const startDaemon = () =>
    stand.startDaemon(`{ url: "${url}" }`, {
      env: { LOG_LEVEL: "trace" },
      printer: 'ribbon: ymcko, counters: untrusted, checks: { health: "* * * * * *" }',
      config: [`http: { listen: "127.0.0.1:${port}" }`, "good_checks: 1", ...TWO_SERVERS],
    });

  const first = startDaemon();
  await listener.wait(isOnline);
  await listener.ask(canaryDocument("printed"));
  await listener.wait(isState("printed", "completed"));
  await listener.ask(canaryDocument("printed", { priority: 1 }));
  for (const [code, documents] of Object.entries(REFUSED)) {
    for (const { payload } of documents) {
      expect(await listener.ask(payload)).toMatchObject({ code });
    }
  }
  await runCommand("submit", fileOf("good.json", canaryDocument("submitted")));
  const refused = Object.values(REFUSED).flatMap(([document]) => document ?? []);
  const files = refused.map(({ payload }, n) => fileOf(`refused-${n}.json`, payload));
  await runCommand("submit", ...files);
  await runCommand("submit", "--json", ...files);
  await listener.wait(isState("submitted", "completed"));

  await stand.act("fault", "printer", "marker-supply-empty", "--next-step");
  await listener.ask(canaryDocument("cut-short"));
  await listener.wait(isState("cut-short", "in-doubt"));
  await askCommands("printed", "submitted", "cut-short");
  await askPages(port, "printed", "submitted", "cut-short");

  await listener.ask(canaryDocument("killed"));
  await stand.act("hand", "printer", "take-card");
  await stand.act("hand", "printer", "ribbon");
  await listener.wait(isState("killed", "processing"));
  first.child.kill("SIGKILL");
  logs.push(await first.written);
  const second = startDaemon();
  await listener.wait(isState("killed", "in-doubt"));
  await listener.ask(canaryDocument("killed"));
  await askCommands("killed");
  await askPages(port, "killed");
  await second.stop();
  logs.push(await second.written);
}

beforeAll(tellStory, 240_000);
afterAll(() => stand.close());

describe("the search", () => {
  it("finds a canary as text, in base64 and in hexadecimal", () => {
    expect(PHOTO.includes(RUN)).toBe(true);
    for (const form of ["latin1", "base64", "hex"] as const) {
      expect(canariesIn(PHOTO.toString(form))).not.toEqual([]);
    }
  });

  it("finds every value on the topic job and in cetakd.db, where they belong", () => {
    const sent = listener.heard.filter(({ topic }) => topic === topics.job);
    const store = storeFiles().filter(isDatabase).map(readState);
    // The store cuts what is long into pages: what is looked for is short.
    const values = [...Object.values(FIELDS), Buffer.from(RUN).toString("base64")];
    for (const text of [sent.map(({ payload }) => payload).join(), store.join()]) {
      expect(values.filter((value) => !text.includes(value))).toEqual([]);
    }
  });
});

describe("no canary is", () => {
  it("in the log, which has every frame and no line over 2000 characters", () => {
    const lines = logs.flatMap(({ stderr }) => stderr.split("\n"));
    const frames = lines.filter((line) => line.includes('"msg":"frame"'));
    const panels = frames.filter((line) => /"frame":"Dbc?;[ymck];[^"]*<\d+ bytes>"/.test(line));
    expect(panels.length).toBeGreaterThanOrEqual(2 * 2 * 4);
    expect(frames.some((line) => line.includes('"direction":"in"'))).toBe(true);
    expect(lines.filter((line) => line.length > 2_000)).toEqual([]);
    expect(lines.flatMap(canariesIn)).toEqual([]);
    expect(logs.map(({ stdout }) => stdout)).toEqual(["", ""]);
  });

  it("in a topic or a message but the job's own, answers and retained ones among them", () => {
    const told = listener.heard.filter(({ topic }) => topic !== topics.job);
    const spoken = new Set(told.map(({ topic }) => topic));
    for (const topic of [topics.jobAck, topics.jobEvent, topics.event, topics.state]) {
      expect(spoken).toContain(topic);
    }
    expect(told.flatMap(({ topic, payload }) => canariesIn(`${topic} ${payload}`))).toEqual([]);
  });

  it("in what the commands print", () => {
    // All are answered; `submit` with documents that are refused fails.
    expect(commands.map((said) => said.slice(0, 2))).toEqual([
      ...["0 ", "1 ", "1 "],
      ...Array.from({ length: 10 + 6 }, () => "0 "),
    ]);
    expect(commands.flatMap(canariesIn)).toEqual([]);
  });

  it("on a page of the control API", () => {
    expect(pages.filter((page) => page.startsWith("200"))).toHaveLength(4 + 3 + 4 + 1);
    expect(pages.flatMap(canariesIn)).toEqual([]);
  });

  it("in the name of a file, nor in a file but the store's own", () => {
    const names = storeFiles();
    expect(names).toContain("cetakd.db");
    expect(canariesIn(names.join("\n"))).toEqual([]);
    const others = names.filter((name) => !isDatabase(name)).map(readState);
    expect(others.flatMap(canariesIn)).toEqual([]);
  });
});

/** Files below the state folder; the daemon has ended, so there is no socket. */
function storeFiles(): readonly string[] {
  return readdirSync(stand.state, { recursive: true, encoding: "utf8" });
}

function isDatabase(name: string): boolean {
  return name.startsWith("cetakd.db");
}

function readState(name: string): string {
  return readFileSync(join(stand.state, name), "latin1");
}
