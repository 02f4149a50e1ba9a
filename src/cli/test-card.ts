import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import type { JobDetails } from "../io/control-api.ts";
import { CommandError, EXIT } from "./command-error.ts";
import { type Desk, openDesk } from "./desk.ts";
import { jobPath } from "./job.ts";
import { jobText } from "./job-text.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";
import { wordFor } from "./texts.ts";

interface TestCardFlags extends CommonFlags {
  readonly wait?: boolean;
}

/** A card takes half a minute; a person does not notice this much. */
const LOOK_EVERY_MS = 500;

export function addTestCard(program: Command): void {
  program
    .command("test-card")
    .description("print a card that says SPECIMEN on one printer")
    .argument("<printer>", "id of a printer in the configuration")
    .option("--wait", "wait until the job has ended or is in doubt; fails unless a card came out")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd test-card printer1 --wait"))
    .action(printTestCard);
}

async function printTestCard(printer: string, flags: TestCardFlags): Promise<void> {
  const desk = openDesk(flags);
  const path = `/api/1/printers/${encodeURIComponent(printer)}/test-card`;
  const answer = await desk.client.post<JobAnswer>(path);
  const { job_id: jobId } = answer;
  if (answer.result === "rejected" || answer.result === "conflict" || jobId === null) {
    throw new CommandError(EXIT.failed, answer.message ?? answer.result, answer.code);
  }
  if (flags.wait === true) return await waitForEnd(desk, jobId, flags);
  if (flags.json === true) printJson(answer);
  else printLines([desk.texts.queued(jobId)]);
}

async function waitForEnd(desk: Desk, jobId: string, { json }: CommonFlags): Promise<void> {
  const job = await followJob(desk, jobId);
  if (json === true) printJson(job);
  else printLines(jobText(job, desk, lineWidth()));
  if (job.state !== "completed") process.exitCode = EXIT.failed;
}

/** Says on stderr what the job is doing; the answer is the job when nothing more will happen. */
async function followJob({ client, texts }: Desk, jobId: string): Promise<JobDetails> {
  for (let told = ""; ; await pause(LOOK_EVERY_MS)) {
    const job = await client.get<JobDetails>(jobPath(jobId));
    if (!OPEN_STATES.includes(job.state)) return job;
    const now = [wordFor(texts.jobState, job.state), ...job.reasons].join(", ");
    if (now !== told) process.stderr.write(`${jobId}: ${now}\n`);
    told = now;
  }
}

const OPEN_STATES: readonly string[] = ["pending", "held", "processing"];
