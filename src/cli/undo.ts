import type { Command } from "commander";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";

export function addUndo(program: Command): void {
  program
    .command("undo")
    .description("take back a resolve, until the card is being printed again")
    .argument("<id>", "the id that `cetakd resolve` has shown")
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd undo 3d0ecb09-4f6c-4e10-9f2b-8d5f5d0c8a77"))
    .action(undo);
}

async function undo(of: string, flags: SendFlags): Promise<void> {
  const desk = openDesk(flags);
  const texts = COMMAND_TEXTS[desk.language];
  const lines = (result: Readonly<Record<string, unknown>>) => [
    texts.undone(String(result["job_id"])),
  ];
  await sendCommand(desk, { cmd: "undo", with: { of }, flags, lines });
}
