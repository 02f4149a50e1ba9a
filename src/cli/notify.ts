import type { Command } from "commander";
import type { NotifyTestDocument } from "../io/control-api.ts";
import { CommandError, EXIT } from "./command-error.ts";
import { openDesk } from "./desk.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { printJson, printLines } from "./output.ts";

interface NotifyFlags extends CommonFlags {
  readonly test?: boolean;
}

export function addNotify(program: Command): void {
  program
    .command("notify")
    .description("send one test message to the webhook and say what it answered")
    .requiredOption("--test", "send a test message")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd notify --test"))
    .action(sendTest);
}

async function sendTest(flags: NotifyFlags): Promise<void> {
  const { client, texts } = openDesk(flags);
  const result = await client.post<NotifyTestDocument>("/api/1/notify/test");
  if (flags.json === true) printJson(result);
  const { ok, status, answer, reason } = result;
  if (!ok) throw new CommandError(EXIT.failed, texts.notify.failed(reason ?? "", answer ?? ""));
  if (flags.json !== true) printLines([texts.notify.delivered(status ?? 0, answer ?? "")]);
}
