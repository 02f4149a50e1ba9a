import type { Command } from "commander";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { SCOPES } from "./hold.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";

export function addRelease(program: Command): void {
  program
    .command("release")
    .description("lift what a person has held; what a fault holds ends with the fault")
    .argument("[scope]", SCOPES, "host")
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd release", "cetakd release printer:printer1"))
    .action(release);
}

async function release(scope: string, flags: SendFlags): Promise<void> {
  const desk = openDesk(flags);
  const texts = COMMAND_TEXTS[desk.language];
  await sendCommand(desk, {
    cmd: "release",
    with: { scope },
    flags,
    lines: ({ lifted, faults, accepted }) => [
      ...(accepted === undefined ? [] : [texts.accepted(scope, String(accepted))]),
      ...(Number(lifted) > 0 ? [texts.released(scope, Number(lifted))] : []),
      ...(Number(lifted) === 0 && accepted === undefined ? [texts.notHeld(scope)] : []),
      ...(Number(faults) === 0 ? [] : [texts.stillHeld(Number(faults))]),
    ],
  });
}
