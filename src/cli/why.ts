import type { Command } from "commander";
import type { WhyDocument } from "../../protocols/host/why-document.ts";
import { openDesk } from "./desk.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";
import { whyText } from "./why-text.ts";

export function addWhy(program: Command): void {
  program
    .command("why")
    .description("say why a job is where it is: what holds it, and what ends that")
    .argument("<job>", "id of the job")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd why oku-2021-000123"))
    .action(showWhy);
}

async function showWhy(jobId: string, flags: CommonFlags): Promise<void> {
  const desk = openDesk(flags);
  const path = `/api/1/jobs/${encodeURIComponent(jobId)}/why`;
  const why = await desk.client.get<WhyDocument>(path);
  if (flags.json === true) printJson(why);
  else printLines(whyText(why, desk, lineWidth()));
}
