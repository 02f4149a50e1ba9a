import type { Command } from "commander";
import type { StatusDocument } from "../io/control-api.ts";
import { openDesk } from "./desk.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";
import { statusText } from "./status-text.ts";

export function addStatus(program: Command): void {
  program
    .command("status")
    .description("show on one screen how the host is, what holds it and what a person does")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd status", "cetakd status --json | jq .state.held"))
    .action(showStatus);
}

async function showStatus(flags: CommonFlags): Promise<void> {
  const desk = openDesk(flags);
  const status = await desk.client.get<StatusDocument>("/api/1/status");
  if (flags.json === true) printJson(status);
  else printLines(statusText(status, desk, lineWidth()));
}
