import type { Command } from "commander";
import { CommandError, EXIT } from "./command-error.ts";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { SCOPES, untilOf, untilOption } from "./hold.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";

interface ReleaseFlags extends SendFlags {
  readonly override?: boolean;
  readonly until?: string;
}

export function addRelease(program: Command): void {
  program
    .command("release")
    .description("lift what a person has held; what a fault holds ends with the fault")
    .argument("[scope]", SCOPES, "host")
    .option("--override", "print in spite of a fault; it needs --reason, and your name is kept")
    .addOption(untilOption("when the fault may hold again: 14:30, or after 30m, 2h"))
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples(
        "cetakd release",
        "cetakd release printer:printer1",
        "cetakd release server:server1 --override --until 16:00 --reason server-repair",
      ),
    )
    .action(release);
}

async function release(scope: string, flags: ReleaseFlags): Promise<void> {
  const desk = openDesk(flags);
  const texts = COMMAND_TEXTS[desk.language];
  const { override = false, reason } = flags;
  if (override && reason === undefined) throw new CommandError(EXIT.usage, texts.overrideReason);
  if (!override && flags.until !== undefined) throw new CommandError(EXIT.usage, texts.untilAlone);
  await sendCommand(desk, {
    cmd: "release",
    with: { scope, ...(override ? { override } : {}), ...untilOf(flags, desk) },
    flags,
    lines: ({ lifted, faults, accepted, overridden = 0, until }) => [
      ...(accepted === undefined ? [] : [texts.accepted(scope, String(accepted))]),
      ...(Number(lifted) > 0 ? [texts.released(scope, Number(lifted))] : []),
      ...(Number(lifted) === 0 && accepted === undefined ? [texts.notHeld(scope)] : []),
      ...(Number(faults) === 0 ? [] : [texts.stillHeld(Number(faults))]),
      ...(Number(overridden) === 0
        ? []
        : [
            texts.overridden(
              Number(overridden),
              until === undefined ? undefined : desk.showTime(until),
            ),
          ]),
    ],
  });
}
