import { type Command, InvalidArgumentError, Option } from "commander";
import type { JobRow } from "../io/control-api.ts";
import { JOBS_LIMIT_MAX, LISTED_STATES } from "../io/control-routes.ts";
import { type Desk, openDesk } from "./desk.ts";
import { layTable } from "./layout.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";
import { wordFor } from "./texts.ts";

interface JobsFlags extends CommonFlags {
  readonly state?: string;
  readonly limit: number;
}

export function addJobs(program: Command): void {
  program
    .command("jobs")
    .description("list jobs: open ones in printing order, then ended ones, newest first")
    .addOption(new Option("--state <state>", "only jobs in this state").choices(LISTED_STATES))
    .option("--limit <n>", "at most so many", parseLimit, 100)
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd jobs --state held", "cetakd jobs --limit 10 --json"))
    .action(listJobs);
}

function parseLimit(text: string): number {
  const limit = /^\d+$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= JOBS_LIMIT_MAX) return limit;
  throw new InvalidArgumentError(`It is no whole number from 1 to ${JOBS_LIMIT_MAX}.`);
}

async function listJobs(flags: JobsFlags): Promise<void> {
  const desk = openDesk(flags);
  const query = new URLSearchParams({ limit: String(flags.limit) });
  if (flags.state !== undefined) query.set("state", flags.state);
  const list = await desk.client.get<{ jobs: readonly JobRow[] }>(`/api/1/jobs?${query}`);
  if (flags.json === true) printJson(list);
  else printLines(jobsText(list.jobs, desk, lineWidth()));
}

function jobsText(
  jobs: readonly JobRow[],
  { texts, showTime }: Desk,
  width: number,
): readonly string[] {
  if (jobs.length === 0) return [texts.noJobs];
  const rows = jobs.map((job) => [
    job.job_id,
    wordFor(texts.jobState, job.state),
    String(job.priority),
    String(job.attempts - job.not_printed),
    showTime(job.received_at),
    showTime(job.eta),
    job.reasons.join(", "),
  ]);
  return layTable({ header: texts.jobsHeader, rows }, width);
}
