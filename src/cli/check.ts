import type { Command } from "commander";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, type SendFlags, sendCommand } from "./send-command.ts";

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("look at the devices now, whatever their schedule says")
    .argument("[device]", "id of a printer or server (else all)")
    .addOption(byOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd check", "cetakd check printer1"))
    .action(check);
}

async function check(device: string | undefined, flags: SendFlags): Promise<void> {
  const desk = openDesk(flags);
  const texts = COMMAND_TEXTS[desk.language];
  await sendCommand(desk, {
    cmd: "check",
    with: device === undefined ? {} : { device },
    flags,
    lines: ({ checks }) => [texts.checks(Number(checks))],
  });
}
