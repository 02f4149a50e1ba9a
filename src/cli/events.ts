import { Argument, type Command, InvalidArgumentError } from "commander";
import { COMMAND_TEXTS } from "./command-texts.ts";
import { openDesk } from "./desk.ts";
import { configOption, examples, jsonOption } from "./options.ts";
import { byOption, noteOption, reasonOption, type SendFlags, sendCommand } from "./send-command.ts";

interface EventsFlags extends SendFlags {
  readonly from: number;
}

export function addEvents(program: Command): void {
  const stream = new Argument("<stream>", "which numbered messages").choices([
    "event",
    "job-event",
  ]);
  program
    .command("events")
    .description("send numbered messages to the broker again, at most 1000 of them")
    .addArgument(stream)
    .requiredOption("--from <seq>", "the first `seq` that is missing", parseSeq)
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(noteOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd events job-event --from 12001"))
    .action(events);
}

function parseSeq(text: string): number {
  const seq = /^\d+$/.test(text) ? Number(text) : 0;
  if (seq >= 1 && Number.isSafeInteger(seq)) return seq;
  throw new InvalidArgumentError("It is not a whole number from 1 on.");
}

async function events(stream: string, flags: EventsFlags): Promise<void> {
  const desk = openDesk(flags);
  const texts = COMMAND_TEXTS[desk.language];
  await sendCommand(desk, {
    cmd: "events",
    with: { stream, from_seq: flags.from },
    flags,
    lines: ({ sent, next_seq: next, last_seq: last }) => [
      texts.sentAgain(Number(sent)),
      ...(Number(next) > Number(last)
        ? []
        : [texts.sendMoreWith(`cetakd events ${stream} --from ${next}`)]),
    ],
  });
}
