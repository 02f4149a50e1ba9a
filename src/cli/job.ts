import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { JobDetails } from "../io/control-api.ts";
import { CommandError, EXIT } from "./command-error.ts";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { type Desk, openDesk } from "./desk.ts";
import { jobText } from "./job-text.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";
import { decisionText, questionText } from "./question-text.ts";
import { byOption, loginAccount } from "./send-command.ts";

interface JobFlags extends CommonFlags {
  readonly card?: string;
  readonly by?: string;
}

export function addJob(program: Command): void {
  program
    .command("job")
    .description("show one job and each attempt at its card; in doubt: what to decide")
    .argument("<id>", "job_id of its document")
    .option("--card <file>", "write a PNG of what the card looks like; who looks is recorded")
    .addOption(byOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples("cetakd job oku-2021-000123", "cetakd job oku-2021-000123 --card card.png"),
    )
    .action(showJob);
}

async function showJob(jobId: string, flags: JobFlags): Promise<void> {
  const desk = openDesk(flags);
  const job = await desk.client.get<JobDetails>(jobPath(jobId));
  if (flags.card !== undefined) await writeCard(desk, jobId, { by: flags.by, file: flags.card });
  if (flags.json === true) {
    printJson(job);
    return;
  }
  const width = lineWidth();
  const told =
    flags.card === undefined ? [] : [COMMAND_TEXTS[desk.language].cardWritten(flags.card)];
  const parts = [
    jobText(job, desk, width),
    decisionText(job, desk, width),
    questionText(job, desk, width),
    told,
  ];
  const shown = parts.filter((lines) => lines.length > 0);
  printLines(shown.flatMap((lines, n) => (n === 0 ? lines : ["", ...lines])));
}

/** It shows a person: nobody else on this computer may read it. */
async function writeCard(
  { client, language }: Desk,
  jobId: string,
  { by, file }: { readonly by: string | undefined; readonly file: string },
): Promise<void> {
  const query = new URLSearchParams({ by: by ?? loginAccount(COMMAND_TEXTS[language]) });
  const picture = await client.getPicture(`${jobPath(jobId)}/card?${query}`);
  try {
    writeFileSync(file, picture, { mode: 0o600 });
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new CommandError(EXIT.failed, `the file cannot be written: ${code}`, "unwritable");
  }
}

export function jobPath(jobId: string): string {
  return `/api/1/jobs/${encodeURIComponent(jobId)}`;
}
