import type { Command } from "commander";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";

export function addAdopt(program: Command): void {
  program
    .command("adopt")
    .description("say that this host, or its restored store, is the one that prints")
    .addOption(reasonOption().makeOptionMandatory())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd adopt --reason restored-backup"))
    .action(adopt);
}

async function adopt(flags: SendFlags): Promise<void> {
  const desk = openDesk(flags);
  const { done } = COMMAND_TEXTS[desk.language];
  await sendCommand(desk, { cmd: "adopt", with: {}, flags, lines: () => [done] });
}
