import { type Command, Option } from "commander";
import type { StatusDocument } from "../io/control-api.ts";
import { openDesk } from "./desk.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";
import { statusText } from "./status-text.ts";
import { watchStatus } from "./watch.ts";

/** A clerk who looks at a screen is not to look at an old one for longer. */
const WATCH_TIMEOUT_MS = 5_000;

export function addStatus(program: Command): void {
  program
    .command("status")
    .description("show on one screen how the host is, what holds it and what a person does")
    .addOption(configOption())
    .addOption(watchOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples("cetakd status", "cetakd status --watch", "cetakd status --json | jq .state.held"),
    )
    .action(showStatus);
}

interface StatusFlags extends CommonFlags {
  readonly watch?: boolean;
}

function watchOption(): Option {
  const what = "stay on the screen and follow what happens; leave with q or Ctrl-C";
  return new Option("--watch", what).conflicts("json");
}

async function showStatus(flags: StatusFlags): Promise<void> {
  if (flags.watch === true) {
    await watchStatus(openDesk(flags, WATCH_TIMEOUT_MS));
    return;
  }
  const desk = openDesk(flags);
  const status = await desk.client.get<StatusDocument>("/api/1/status");
  if (flags.json === true) printJson(status);
  else printLines(statusText(status, desk, lineWidth()));
}
