import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CARD_GEOMETRY, monoPanelBytes } from "../../../protocols/evolis/geometry.ts";
import { createSerialLink } from "../../../src/io/serial-link.ts";
import { openSession, watchLinks } from "../../support/pty.ts";
import { openSimBench, type SimBench } from "./sim-processes.ts";

// Goal: `--record` and `show` as a user has them. Method: real processes and pseudo-terminals; the
// picture on the card is a text, so that it can be looked for in the file.

const SECRET = "SPECIMEN CONTOH ";

let bench: SimBench;
let links: ReturnType<typeof watchLinks>;
beforeEach(() => {
  bench = openSimBench();
  links = watchLinks();
});
afterEach(async () => {
  await links.closeAll();
  await bench.close();
});

function startPrinter(...flags: readonly string[]) {
  const place = ["--link", bench.at("p1"), "--out", bench.at("cards")];
  return bench.start("printer", ...place, "--baud", "0", "--speed", "0", ...flags);
}

/**
 * Says one command after the other; each is answered by so many bytes, or by an ACK. Settles with
 * all that was answered; an ACK is `+`.
 */
async function say(...commands: readonly (string | readonly [string, number])[]): Promise<string> {
  const link = links.watch(createSerialLink({ path: bench.at("p1"), baudRate: 115_200 }));
  const session = openSession(link);
  await Promise.race([session.opened, session.closed]);
  let answered = 0;
  for (const command of commands) {
    const [text, bytes] = typeof command === "string" ? [command, 1] : command;
    link.write(Buffer.from(`\x1b${text}\r`, "latin1"));
    answered += bytes;
    await session.received.atLeast(answered);
  }
  link.close();
  await session.closed;
  return session.received.bytes().toString("latin1").replaceAll("\x06", "+");
}

function picture(): string {
  const bytes = monoPanelBytes(CARD_GEOMETRY);
  return SECRET.repeat(Math.ceil(bytes / SECRET.length)).slice(0, bytes);
}

const CARD = ["Ss", "Sr", `Db;k;2;${picture()}`, `Dm;2;${SECRET}`, "Se"];

async function shown(): Promise<readonly string[]> {
  const { code, stdout, stderr } = await bench.run("show", bench.at("r.jsonl"));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.trimEnd().split("\n");
}

/** Without times and silences. */
function words(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.slice(12)).filter((text) => !text.startsWith("…"));
}

describe("--record", () => {
  it("writes down what crosses the line, for its owner alone, and nothing of the card", async () => {
    const printer = await startPrinter("--record", bench.at("r.jsonl"));
    await say(...CARD, ["Rco;c", 3]);
    expect(await printer.stop()).toBe(0);
    const [head = "", ...lines] = await shown();
    expect(head).toMatch(/^p1 \(evolis\), begun .*, seen by the device; left out: images, fields/);
    expect(words(lines)).toEqual([
      "→ Ss                 begin a card",
      "← ACK",
      "→ Sr                 front side",
      "← ACK",
      expect.stringMatching(
        /^→ Db;k;2 {13}panel k in 2 levels; .* {2}82296 bytes, SHA-256 \w{16}…$/,
      ),
      "← ACK",
      `→ Dm;<${SECRET.length + 2} characters> data for a magnetic track`,
      "← ACK",
      "→ Se                 print what is left, card out",
      "← ACK",
      "→ Rco;c              cards drawn in?",
      "← 1 <CR>",
      "← ACK",
    ]);
    const text = readFileSync(bench.at("r.jsonl"), "latin1");
    expect(text).not.toMatch(/SPECI|CONTOH|53504543/);
    expect(statSync(bench.at("r.jsonl")).mode & 0o777).toBe(0o600);
  });

  it("keeps the card where it was asked for", async () => {
    await startPrinter("--record", bench.at("r.jsonl"), "--record-data");
    await say(...CARD);
    const text = readFileSync(bench.at("r.jsonl"), "latin1");
    expect(text).toContain(`"Dm;2;${SECRET}"`);
    expect(text).toContain(Buffer.from(picture(), "latin1").toString("hex"));
    expect((await shown())[0]).toContain("everything is kept");
  });

  it("tells of the cable", async () => {
    await startPrinter("--record", bench.at("r.jsonl"));
    await bench.run("hand", "p1", "unplug");
    await bench.run("hand", "p1", "plug");
    expect(words((await shown()).slice(1))).toEqual(["-- line lost", "-- line opened"]);
  });

  it("survives a kill, and goes on in the same file", async () => {
    const killed = await startPrinter("--record", bench.at("r.jsonl"));
    await say("Ss");
    await killed.stop("SIGKILL");
    writeFileSync(bench.at("r.jsonl"), '{"t":12,"fro', { flag: "a" });
    await startPrinter("--record", bench.at("r.jsonl"));
    await say("Pem;2");
    const lines = await shown();
    expect(lines.map((line) => line.slice(12)).filter((text) => /^[→…]/.test(text))).toEqual(
      expect.arrayContaining([
        "→ Ss                 begin a card",
        "… half a line: the recorder was killed here",
        "→ Pem;2              error mode 2",
      ]),
    );
    expect(lines.filter((line) => line.startsWith("p1 (evolis)"))).toHaveLength(2);
  });

  it.each([
    [["--record", "none/r.jsonl"], 1, "cannot record to none/r.jsonl: ENOENT"],
    [["--record", "package.json"], 1, "the file exists and is no recording"],
    [["--record-data"], 2, "--record-data goes with --record"],
  ])("%j is refused before there is a printer", async (flags, code, message) => {
    const place = ["--link", bench.at("p1"), "--out", bench.at("cards")];
    const run = await bench.run("printer", ...place, ...flags);
    expect(run).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });
});

describe("show", () => {
  it("names the file and the line that is none", async () => {
    writeFileSync(bench.at("r.jsonl"), "site: oku\n");
    const { code, stdout, stderr } = await bench.run("show", bench.at("r.jsonl"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(`cetakd-sim: ${bench.at("r.jsonl")}:1: it is no JSON object\n`);
  });
});

describe("replay", () => {
  it("answers as recorded, and ends with 1 and a line when the host deviates", async () => {
    const printer = await startPrinter("--record", bench.at("r.jsonl"));
    await say(["Rco;c", 3], ...CARD, ["Rco;c", 3]);
    await printer.stop();

    const args = ["replay", bench.at("r.jsonl"), "--link", bench.at("p1"), "--speed", "0"];
    const replay = await bench.start(...args);
    expect(replay.ready).toEqual({
      ready: true,
      device: "p1",
      link: bench.at("p1"),
      recording: bench.at("r.jsonl"),
    });
    const texts = await say(["Rco;c", 3], ["Rco;c", 3], ...CARD, ["Rco;c", 3]);
    expect(texts).toBe("0\r+0\r++++++1\r+");
    await say(["Scp", 0], ["Rco;c", 3]);
    expect(await replay.stop()).toBe(1);
    expect((await replay.complaints).split("\n")).toEqual([
      "cetakd-sim: Scp: the recording has none behind line 15; it is not answered",
      expect.stringMatching(/^cetakd-sim: 9 commands played, up to line 15 of 17$/),
      "cetakd-sim: the host has deviated 1 times",
      "",
    ]);
  });

  it("stays without its cable where the recording ends so", async () => {
    const printer = await startPrinter("--record", bench.at("r.jsonl"));
    await say(["Rco;c", 3]);
    await bench.run("hand", "p1", "unplug");
    await printer.stop();
    const replay = await bench.start("replay", bench.at("r.jsonl"), "--link", bench.at("p1"));
    const session = openSession(
      links.watch(createSerialLink({ path: bench.at("p1"), baudRate: 115_200 })),
    );
    await Promise.race([session.opened, session.closed]);
    session.link.write(Buffer.from("\x1bRco;c\r"));
    expect(await session.closed).toMatchObject({ kind: "lost" });
    expect(existsSync(bench.at("p1"))).toBe(false);
    expect(await replay.stop()).toBe(0);
  });

  it("refuses what is no recording, and no link", async () => {
    const missing = bench.at("none.jsonl");
    const none = await bench.run("replay", missing, "--link", bench.at("p1"));
    expect(none).toMatchObject({ code: 1, stdout: "" });
    expect(none.stderr).toContain(`${missing} cannot be read: ENOENT`);
    expect(await bench.run("replay", missing)).toMatchObject({ code: 2, stdout: "" });
  });
});
