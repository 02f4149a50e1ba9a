import type { Command } from "commander";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";

export function addCancel(program: Command): void {
  program
    .command("cancel")
    .description("give a job up before its card is begun")
    .argument("<job>", "job_id of a job that waits")
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd cancel oku-2021-000123"))
    .action(cancel);
}

async function cancel(jobId: string, flags: SendFlags): Promise<void> {
  const desk = openDesk(flags);
  const lines = () => [COMMAND_TEXTS[desk.language].canceled(jobId)];
  await sendCommand(desk, { cmd: "cancel", with: { job_id: jobId }, flags, lines });
}
