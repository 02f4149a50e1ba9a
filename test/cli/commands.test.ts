import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandAnswerDocument } from "../../protocols/host/commands.ts";
import { decodeCommand } from "../../protocols/host/commands.ts";
import { COMMAND_TEXTS } from "../../src/cli/command-texts.ts";
import { accountOf } from "../../src/cli/send-command.ts";
import { openCommandStand } from "./command-stand.ts";
import { JOB, PNG } from "./sample-control-api.ts";

// Goal: what a clerk types becomes the command that the daemon knows, and its answer his words.
// Method: each command as a child process against a control server that keeps what it is sent.

async function setUp(answer: Partial<CommandAnswerDocument> = {}) {
  const stand = openCommandStand();
  const sent: Readonly<Record<string, unknown>>[] = [];
  await stand.serve({
    command(payload) {
      const decoded = decodeCommand(payload);
      if (!decoded.ok) throw new Error(decoded.message);
      sent.push(decoded.document);
      const { id = "" } = decoded.document;
      return { id, ok: true, ...answer };
    },
  });
  return { ...stand, sent };
}

const ID = /^[0-9a-f-]{36}$/;
const later = { until: "2021-01-04T14:30:00+07:00" };

interface Case {
  readonly args: readonly string[];
  readonly document: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly said: readonly string[];
}

const job = JOB.job_id;
const CASES: readonly Case[] = [
  {
    args: ["resolve", job, "--printed"],
    document: { cmd: "resolve", job_id: job, attempt: 1, as: "printed", reason: "card-found" },
    said: [`Dicatat: kartu ${job} baik. Pekerjaan selesai.`],
  },
  {
    args: ["resolve", job, "--spoiled", "--attempt", "7", "--note", "sudut bengkok"],
    document: { attempt: 7, as: "spoiled", reason: "card-destroyed", note: "sudut bengkok" },
    said: [`kartu ${job} dimusnahkan`, "Keliru? Sebelum pencetakan dimulai: cetakd undo "],
  },
  {
    args: ["resolve", job, "--not-printed", "--reason", "box-empty", "--by", "rina"],
    document: { as: "not-printed", reason: "box-empty", by: "rina" },
    said: [`kartu ${job} tidak keluar`, "cetakd undo "],
  },
  {
    args: ["undo", "c-7"],
    document: { cmd: "undo", of: "c-7" },
    result: { job_id: job, attempt: 1, state: "in-doubt" },
    said: [`${job} diragukan lagi`],
  },
  {
    args: ["reprint", job, "--old-card", "handed-over", "--reason", "wrong-photo"],
    document: { cmd: "reprint", job_id: job, old_card: "handed-over", reason: "wrong-photo" },
    result: { job_id: `${job}.r1`, state: "held" },
    said: [`pekerjaan ${job}.r1 (tertahan)`],
  },
  {
    args: ["hold"],
    document: { cmd: "hold", scope: "host" },
    result: { scope: "host" },
    said: ["Ditahan: host, sampai dilepaskan."],
  },
  {
    args: ["hold", "printer:printer1", "--until", later.until],
    document: { scope: "printer:printer1", until: "2021-01-04T07:30:00.000Z" },
    result: { scope: "printer:printer1", ...later },
    said: ["Ditahan: printer:printer1, sampai 4 Jan 2021, 14.30."],
  },
  {
    args: ["release", "server:server1"],
    document: { cmd: "release", scope: "server:server1" },
    result: { scope: "server:server1", lifted: 1, faults: 2 },
    said: ["Dilepaskan: server:server1 (1 tahanan).", "Masih tertahan karena 2 gangguan"],
  },
  {
    args: ["release"],
    document: { cmd: "release", scope: "host" },
    result: { scope: "host", lifted: 0, faults: 0 },
    said: ["host tidak ditahan siapa pun."],
  },
  {
    args: ["release", "server:server1", "--override", "--reason", "server-repair"],
    document: { scope: "server:server1", override: true, reason: "server-repair" },
    result: { scope: "server:server1", lifted: 2, faults: 0, overridden: 2 },
    said: ["Tetap mencetak meskipun ada 2 gangguan, sampai gangguannya pernah hilang."],
  },
  {
    args: ["release", "--override", "--until", later.until, "--reason", "server-repair"],
    document: { scope: "host", override: true, until: "2021-01-04T07:30:00.000Z" },
    result: { scope: "host", lifted: 1, faults: 0, overridden: 1, ...later },
    said: ["Tetap mencetak meskipun ada 1 gangguan, sampai 4 Jan 2021, 14.30."],
  },
  {
    args: ["cancel", job],
    document: { cmd: "cancel", job_id: job },
    said: [`Dibatalkan: kartu ${job} tidak akan dicetak.`],
  },
  {
    args: ["events", "job-event", "--from", "12001"],
    document: { cmd: "events", stream: "job-event", from_seq: 12_001 },
    result: { sent: 1_000, next_seq: 13_001, last_seq: 13_604 },
    said: ["Dikirim ulang: 1000 pesan.", "Masih ada lagi: cetakd events job-event --from 13001"],
  },
  {
    args: ["check", "printer1"],
    document: { cmd: "check", device: "printer1" },
    result: { checks: 1 },
    said: ["1 pemeriksaan dijalankan sekarang."],
  },
  {
    args: ["adopt", "--reason", "restored-backup"],
    document: { cmd: "adopt", reason: "restored-backup" },
    said: ["Selesai."],
  },
];

describe("cetakd", () => {
  it.each(CASES)("$args sends one command and says what became of it", async (row) => {
    const { cetakd, sent } = await setUp({ result: row.result ?? {} });
    const { code, stdout, stderr } = await cetakd(row.args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const words of row.said) expect(stdout).toContain(words);
    expect(sent).toMatchObject([{ ...row.document, id: expect.stringMatching(ID) }]);
    const age = Date.now() - Date.parse(String(sent[0]?.["at"]));
    expect(Math.abs(age)).toBeLessThan(60_000);
  });

  it.each([
    [["--override"], "--reason"],
    [["--until", "30m"], "--override"],
  ])("release %j wants %s, too, and sends nothing", async (args, wanted) => {
    const { cetakd, sent } = await setUp();
    const ended = await cetakd(["release", ...args]);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toContain(wanted);
    expect(sent).toEqual([]);
  });

  it("prints the answer with --json, and ends with 1 if it is a refusal", async () => {
    const refusal = { ok: false, code: "too-late", message: "the job is completed" };
    const { cetakd, sent } = await setUp(refusal);
    const { code, stdout, stderr } = await cetakd(["cancel", job, "--json"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ id: sent[0]?.["id"], ...refusal });
  });

  it("says in the office's language why a command is refused", async () => {
    const { cetakd } = await setUp({ ok: false, code: "too-late", message: "the job is canceled" });
    expect(await cetakd(["cancel", job])).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "cetakd: sudah terlambat: sudah diputuskan atau sudah dimulai: " +
        "the job is canceled (too-late)\n",
    });
  });

  it("takes the one who has called sudo for the one who decides", async () => {
    const { cetakd, sent } = await setUp();
    await cetakd(["check"], { env: { SUDO_USER: "Rina Ayu" } });
    expect(sent).toMatchObject([{ by: "rina-ayu" }]);
  });

  it("asks for a name where the login has none that can be used", async () => {
    const { cetakd, sent } = await setUp();
    const env = { SUDO_USER: "1601990411690001" };
    const ended = await cetakd(["check"], { env });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toContain("--by NAMA");
    expect(ended.stderr).not.toContain("1601990411690001");
    expect(sent).toEqual([]);
  });
});

describe("cetakd job --card", () => {
  it("writes the picture for nobody else to read, and says who looks", async () => {
    const stand = openCommandStand();
    const asked: string[] = [];
    await stand.serve({
      card(jobId, by) {
        asked.push(`${jobId} ${by}`);
        return { ok: true, png: PNG };
      },
    });
    const file = join(stand.folder, "card.png");
    const { code, stdout } = await stand.cetakd(["job", job, "--card", file, "--by", "rina"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Gambar kartu ada di ${file}.`);
    expect(readFileSync(file)).toEqual(PNG);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(asked).toEqual([`${job} rina`]);
  });

  it("fails with 1 where there is none to show, or nowhere to write it", async () => {
    const stand = openCommandStand();
    await stand.serve({ card: () => ({ ok: false, code: "content-erased" }) });
    const erased = await stand.cetakd(["job", job, "--card", join(stand.folder, "card.png")]);
    expect(erased).toMatchObject({ code: 1, stdout: "" });
    expect(erased.stderr).toContain("(content-erased)");
    const other = openCommandStand();
    await other.serve();
    const nowhere = await other.cetakd(["job", job, "--card", join(other.folder, "a", "b.png")]);
    expect(nowhere).toMatchObject({ code: 1, stdout: "" });
    expect(nowhere.stderr).toContain("(unwritable)");
  });
});

describe("accountOf", () => {
  it.each([
    ["rina", "rina"],
    ["DESK\\Rina", "desk-rina"],
    ["a".repeat(40), "a".repeat(32)],
    ["1601990411690001", undefined],
    ["", undefined],
  ])("makes of '%s' %s", (login, account) => {
    expect(accountOf(login)).toBe(account);
  });
});

describe("the texts of commands", () => {
  it("have the same words in both languages", () => {
    const keys = (table: object) => Object.keys(table).sort();
    expect(keys(COMMAND_TEXTS.id.refusal)).toEqual(keys(COMMAND_TEXTS.en.refusal));
    expect(keys(COMMAND_TEXTS.id.evidence)).toEqual(keys(COMMAND_TEXTS.en.evidence));
  });
});
