import type { Command } from "commander";
import type { ScheduleDocument } from "../io/schedule-document.ts";
import { openDesk } from "./desk.ts";
import { createShowTime } from "./local-time.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { lineWidth, printJson, printLines } from "./output.ts";
import { scheduleText } from "./schedule-text.ts";
import { SCHEDULE_TEXTS } from "./schedule-texts.ts";

export function addSchedule(program: Command): void {
  program
    .command("schedule")
    .description("show every check: its next runs, what it last showed, and what was missed")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd schedule", "cetakd schedule --json | jq .checks[].next"))
    .action(showSchedule);
}

async function showSchedule(flags: CommonFlags): Promise<void> {
  const { client, language, timeZone } = openDesk(flags);
  const schedule = await client.get<ScheduleDocument>("/api/1/schedule");
  if (flags.json === true) printJson(schedule);
  else {
    // Checks are seconds apart.
    const showTime = createShowTime(language, timeZone, "medium");
    const view = { texts: SCHEDULE_TEXTS[language], showTime };
    printLines(scheduleText(schedule, view, lineWidth()));
  }
}
