import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { JOB_DOCUMENT_BYTES_MAX } from "../../protocols/host/job-document.ts";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import { openCommandStand } from "./command-stand.ts";
import { ANSWER } from "./sample-control-api.ts";

/** Answers each document with the result that it names. */
function answerAsTold(payload: Uint8Array): JobAnswer {
  const { result, ...rest } = JSON.parse(Buffer.from(payload).toString()) as JobAnswer;
  return { ...ANSWER, result, ...rest };
}

async function setUp() {
  const stand = openCommandStand();
  await stand.serve({ submit: answerAsTold });
  function write(name: string, content: string | Uint8Array): string {
    const file = join(stand.folder, name);
    writeFileSync(file, content);
    return file;
  }
  return { ...stand, write };
}

describe("cetakd submit", () => {
  it.each([
    { result: "accepted", code: 0 },
    { result: "duplicate", code: 0 },
    { result: "conflict", code: 1 },
    { result: "rejected", code: 1 },
  ])("ends with $code when a job is $result", async ({ result, code }) => {
    const { cetakd, write } = await setUp();
    const good = write("good.json", '{"result":"accepted"}');
    const file = write("job.json", JSON.stringify({ result }));
    const ended = await cetakd(["submit", good, file, "--json"]);
    expect(ended).toMatchObject({ code, stderr: "" });
    expect(JSON.parse(ended.stdout)).toEqual([
      { ...ANSWER, file: good },
      { ...ANSWER, file, result },
    ]);
  });

  it("shows a table of results", async () => {
    const { cetakd, write } = await setUp();
    const refusal = { result: "rejected", code: "fields", message: "nik: missing" };
    const file = write("b.json", JSON.stringify(refusal));
    const { stdout } = await cetakd(["submit", write("a.json", '{"result":"accepted"}'), file]);
    const [header, first, second] = stdout.split("\n");
    expect(header).toMatch(/^FILE +JOB +RESULT +CODE +MESSAGE$/);
    expect(first).toMatch(/a\.json {2}oku-2021-000125 {2}accepted {2}- +-$/);
    expect(second).toMatch(/b\.json {2}oku-2021-000125 {2}rejected {2}fields {2}nik: missing$/);
  });

  it("sends standard input as it is", async () => {
    const { cetakd } = await setUp();
    const ended = await cetakd(["submit", "-", "--json"], { stdin: '{"result":"duplicate"}' });
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject([{ file: "-", result: "duplicate" }]);
  });

  it("goes on after a file that is missing, too large or of no end, and fails", async () => {
    const { cetakd, write } = await setUp();
    const large = write("large.json", new Uint8Array(JOB_DOCUMENT_BYTES_MAX + 1));
    const good = write("good.json", '{"result":"accepted"}');
    const ended = await cetakd(["submit", "missing.json", large, "/dev/zero", good, "--json"]);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject([
      { file: "missing.json", error: { code: "unreadable" } },
      { file: large, error: { code: "too-large" } },
      { file: "/dev/zero", error: { code: "too-large" } },
      { file: good, result: "accepted" },
    ]);
  });
});
