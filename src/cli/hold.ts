import { type Command, InvalidArgumentError, Option } from "commander";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { type Desk, openDesk } from "./desk.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";
import { instantOfUntil, isUntil } from "./until.ts";

interface HoldFlags extends SendFlags {
  readonly until?: string;
}

export const SCOPES = "host, printer:ID, server:ID or job:ID";

export function addHold(program: Command): void {
  program
    .command("hold")
    .description("keep jobs from starting; a card in progress is finished")
    .argument("[scope]", SCOPES, "host")
    .addOption(untilOption("when it ends by itself: 14:30, or after 30m, 2h"))
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples("cetakd hold", "cetakd hold printer:printer1 --until 14:30 --reason cleaning"),
    )
    .action(hold);
}

export function untilOption(description: string): Option {
  return new Option("--until <time>", description).argParser((text) => {
    if (isUntil(text)) return text;
    const known = "14:30, 30m, 2h or 2021-01-04T14:30:00+07:00";
    throw new InvalidArgumentError(`It is no time like ${known}.`);
  });
}

/** As an instant, by the clock of the office. */
export function untilOf(
  { until }: { readonly until?: string },
  { timeZone }: Desk,
): { readonly until?: string } {
  if (until === undefined) return {};
  return { until: instantOfUntil(until, { nowMs: Date.now(), timeZone }) };
}

async function hold(scope: string, flags: HoldFlags): Promise<void> {
  const desk = openDesk(flags);
  const texts = COMMAND_TEXTS[desk.language];
  await sendCommand(desk, {
    cmd: "hold",
    with: { scope, ...untilOf(flags, desk) },
    flags,
    lines: ({ until: end }) => [
      end === undefined ? texts.held(scope) : texts.heldUntil(scope, desk.showTime(end)),
    ],
  });
}
