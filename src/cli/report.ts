import { type Command, InvalidArgumentError } from "commander";
import type { ReportDocument } from "../io/report-document.ts";
import { openDesk } from "./desk.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";
import { reportText } from "./report-text.ts";
import { instantOfSince, isSince } from "./since.ts";

interface ReportFlags extends CommonFlags {
  readonly since?: string;
}

export function addReport(program: Command): void {
  program
    .command("report")
    .description(
      "print what a device has done: failures, MTBF, MTTR, whether it is to be relied on",
    )
    .argument("[device]", "id of a printer or server; absent: all")
    .option("--since <date>", "failures from then on: 2021-01-04, 30d or RFC 3339", parseSince)
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd report server1", "cetakd report --since 2021-01-01"))
    .action(showReport);
}

function parseSince(text: string): string {
  if (isSince(text)) return text;
  throw new InvalidArgumentError("It is no date, as 2021-01-04, no duration, as 30d, no instant.");
}

async function showReport(device: string | undefined, flags: ReportFlags): Promise<void> {
  const desk = openDesk(flags);
  const query = new URLSearchParams();
  if (device !== undefined) query.set("device", device);
  const now = { nowMs: Date.now(), timeZone: desk.timeZone };
  if (flags.since !== undefined) query.set("since", instantOfSince(flags.since, now));
  const report = await desk.client.get<ReportDocument>(`/api/1/report?${query}`);
  if (flags.json === true) printJson(report);
  else printLines(reportText(report, desk, lineWidth()));
}
