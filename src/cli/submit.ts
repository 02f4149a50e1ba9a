import { createReadStream } from "node:fs";
import type { Command } from "commander";
import { JOB_DOCUMENT_BYTES_MAX } from "../../protocols/host/job-document.ts";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import { CommandError, EXIT } from "./command-error.ts";
import type { ControlClient } from "./control-client.ts";
import { openDesk } from "./desk.ts";
import { layTable } from "./layout.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";

/** What became of one file: the daemon's answer, or why there is none. */
type Submission = { readonly file: string } & (
  | JobAnswer
  | { readonly error: { readonly code: string; readonly message: string } }
);

export function addSubmit(program: Command): void {
  program
    .command("submit")
    .description("hand job documents to the daemon, each file as it is; fails if one is refused")
    .argument("<file...>", "JSON files with one job document each; - is standard input")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd submit job-1.json job-2.json", "cetakd submit - <job"))
    .action(submitFiles);
}

async function submitFiles(files: readonly string[], flags: CommonFlags): Promise<void> {
  const { client } = openDesk(flags);
  const done: Submission[] = [];
  try {
    for (const file of files) done.push(await submitFile(client, file));
  } finally {
    // Also when the daemon went away in the middle: what it took, it has.
    if (done.length > 0) report(done, flags);
  }
  if (!done.every(isTaken)) process.exitCode = EXIT.failed;
}

function isTaken(submission: Submission): boolean {
  if ("error" in submission) return false;
  return submission.result === "accepted" || submission.result === "duplicate";
}

async function submitFile(client: ControlClient, file: string): Promise<Submission> {
  try {
    const document = await readDocument(file);
    return { file, ...(await client.post<JobAnswer>("/api/1/jobs", document)) };
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.failed) throw error;
    return { file, error: { code: error.code ?? "failed", message: error.message } };
  }
}

/** Never more than one byte too much: the daemon refuses that, and a file may have no end. */
async function readDocument(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const source = file === "-" ? process.stdin : createReadStream(file);
  let bytes = 0;
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > JOB_DOCUMENT_BYTES_MAX) break;
    }
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new CommandError(EXIT.failed, `the file cannot be read: ${code}`, "unreadable");
  }
  return Buffer.concat(chunks).subarray(0, JOB_DOCUMENT_BYTES_MAX + 1);
}

function report(done: readonly Submission[], { json }: CommonFlags): void {
  if (json === true) {
    printJson(done);
    return;
  }
  const header = ["FILE", "JOB", "RESULT", "CODE", "MESSAGE"];
  printLines(layTable({ header, rows: done.map(submissionRow) }, lineWidth()));
}

function submissionRow(submission: Submission): readonly string[] {
  const { file } = submission;
  if ("error" in submission) {
    const { code, message } = submission.error;
    return [file, "-", "failed", code, message];
  }
  const { job_id: jobId, result, code = "-", message, warnings = [] } = submission;
  return [file, jobId ?? "-", result, code, message ?? (warnings.join("; ") || "-")];
}
