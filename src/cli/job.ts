import type { Command } from "commander";
import type { JobDetails } from "../io/control-api.ts";
import { openDesk } from "./desk.ts";
import { jobText } from "./job-text.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";

export function addJob(program: Command): void {
  program
    .command("job")
    .description("show one job and each attempt at its card")
    .argument("<id>", "job_id of its document")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd job oku-2021-000123"))
    .action(showJob);
}

async function showJob(jobId: string, flags: CommonFlags): Promise<void> {
  const desk = openDesk(flags);
  const job = await desk.client.get<JobDetails>(jobPath(jobId));
  if (flags.json === true) printJson(job);
  else printLines(jobText(job, desk, lineWidth()));
}

export function jobPath(jobId: string): string {
  return `/api/1/jobs/${encodeURIComponent(jobId)}`;
}
