import { type Command, Option } from "commander";
import { OLD_CARDS, type OldCard } from "../../protocols/words.ts";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";
import { wordFor } from "./texts.ts";

interface ReprintFlags extends SendFlags {
  readonly oldCard: OldCard;
}

export function addReprint(program: Command): void {
  const oldCard = new Option("--old-card <where>", "where the card that came out is now");
  program
    .command("reprint")
    .description("print another card in place of one that came out")
    .argument("<job>", "job_id of a job that is done")
    .addOption(oldCard.choices(OLD_CARDS).makeOptionMandatory())
    .addOption(reasonOption().makeOptionMandatory())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples("cetakd reprint oku-2021-000123 --old-card destroyed --reason wrong-photo"),
    )
    .action(reprint);
}

async function reprint(jobId: string, flags: ReprintFlags): Promise<void> {
  const desk = openDesk(flags);
  const texts = COMMAND_TEXTS[desk.language];
  await sendCommand(desk, {
    cmd: "reprint",
    with: { job_id: jobId, old_card: flags.oldCard },
    flags,
    lines: ({ job_id: newId, state }) => [
      texts.reprinted(String(newId), wordFor(desk.texts.jobState, state)),
    ],
  });
}
