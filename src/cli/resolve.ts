import { type Command, InvalidArgumentError, Option } from "commander";
import { RESOLUTIONS, type Resolution } from "../../protocols/words.ts";
import type { JobDetails } from "../io/control-api.ts";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { jobPath } from "./job.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";

interface ResolveFlags extends SendFlags {
  readonly attempt?: number;
  readonly printed?: boolean;
  readonly spoiled?: boolean;
  readonly notPrinted?: boolean;
}

/** Why, when a clerk says no more than what he sees. */
const REASONS: Readonly<Record<Resolution, string>> = {
  printed: "card-found",
  spoiled: "card-destroyed",
  "not-printed": "no-card",
};

export function addResolve(program: Command): void {
  program
    .command("resolve")
    .description("say what became of a card in doubt")
    .argument("<job>", "job_id of a job in doubt; `cetakd job` shows the question")
    .addOption(answerOption("printed", "the card is good: the job is done"))
    .addOption(answerOption("spoiled", "the card is bad and destroyed: print again"))
    .addOption(answerOption("not-printed", "no card came out: print again"))
    .option("--attempt <n>", "which attempt (else the one in doubt)", parseAttempt)
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples(
        "cetakd resolve oku-2021-000123 --printed",
        "cetakd resolve oku-2021-000123 --spoiled --note 'a corner was bent'",
      ),
    )
    .action(resolveJob);
}

function answerOption(answer: Resolution, meaning: string): Option {
  const others = RESOLUTIONS.filter((other) => other !== answer).map(camelCase);
  return new Option(`--${answer}`, meaning).conflicts(others);
}

function camelCase(words: string): string {
  return words.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function parseAttempt(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is no whole number from 1.");
}

async function resolveJob(jobId: string, flags: ResolveFlags, command: Command): Promise<void> {
  const as = answerOf(flags);
  if (as === undefined) {
    command.error("error: say one of --printed, --spoiled, --not-printed");
  }
  const desk = openDesk(flags);
  const attempt = flags.attempt ?? (await desk.client.get<JobDetails>(jobPath(jobId))).attempts;
  const texts = COMMAND_TEXTS[desk.language];
  await sendCommand(desk, {
    cmd: "resolve",
    // Without an attempt there is nothing to decide, and the daemon says so.
    with: { job_id: jobId, attempt: Math.max(attempt, 1), as },
    flags: { reason: REASONS[as], ...flags },
    lines: (_result, id) => [
      texts.resolved[as](jobId),
      ...(as === "printed" ? [] : [texts.undoWith(`cetakd undo ${id}`)]),
    ],
  });
}

function answerOf({ printed, spoiled, notPrinted }: ResolveFlags): Resolution | undefined {
  if (printed === true) return "printed";
  if (spoiled === true) return "spoiled";
  return notPrinted === true ? "not-printed" : undefined;
}
