#!/usr/bin/env node
import { Argument, Command, Option } from "commander";
import { KIND_NAMES } from "../campaign/kinds.ts";
import { TELLER_COMMAND } from "../campaign/teller-command.ts";
import type { ControlRequest } from "../io/control-request.ts";
import { HAND_ACTIONS } from "../printer/hands.ts";
import { RIBBON_KINDS } from "../printer/ribbon.ts";
import type { CampaignFlags } from "./campaign.ts";
import {
  count,
  deviceId,
  deviceName,
  durationMs,
  number,
  port,
  seedRange,
  wholeNumber,
} from "./flags.ts";
import { complain } from "./lifetime.ts";
import type { PrinterFlags } from "./printer.ts";
import type { ReplayFlags } from "./replay.ts";
import type { RunFlags } from "./run.ts";
import type { ServerFlags } from "./server.ts";

const program = new Command("cetakd-sim")
  .description("Devices for cetakd that need no hardware.")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program
  .command("printer")
  .description("a card printer on a pseudo-terminal; each card becomes a PNG and a record")
  .requiredOption("--link <path>", "symbolic link to make to the pseudo-terminal")
  .requiredOption("--out <dir>", "folder for the cards, and for what the printer remembers")
  .addOption(
    new Option("--protocol <name>", "language of the printer")
      .choices(["evolis"])
      .default("evolis"),
  )
  .option("--model <name>", "model that it says it is; Dualys, Tattoo and others lack stations")
  .option("--baud <n>", "pace of the line, 0 for unpaced", wholeNumber, 115_200)
  .option("--speed <n>", "pace of the mechanism, 1 as a real one, 0 for none", number, 1)
  .option("--seed <n>", "together with the name it gives the serial number", wholeNumber, 0)
  .option("--feeder <n>", "blank cards in the feeder", wholeNumber, 100)
  .option("--ribbon <n>", "cards that the ribbon is good for (default: a new one)", wholeNumber)
  .addOption(
    new Option("--ribbon-kind <kind>", "the ribbon fitted; a colour one prints black cards too")
      .choices(RIBBON_KINDS)
      .default("ymcko"),
  )
  .addOption(
    new Option("--ack <when>", "a command is acknowledged when it is executed, or when received")
      .choices(["executed", "received"])
      .default("executed"),
  )
  .option("--payload-timeout <duration>", "drop a cut-off payload after so long", durationMs, 5_000)
  .option("--name <name>", "name for fault and hand (default: the end of --link)", deviceName)
  .option("--record <file>", "write down what crosses the line, images and fields left out")
  .option("--record-data", "keep images and fields in the recording too")
  .action(async (flags: PrinterFlags, command: Command) => {
    if (flags.recordData && flags.record === undefined) {
      command.error("error: --record-data goes with --record");
    }
    await (await import("./printer.ts")).runPrinter(flags);
  });

program
  .command("server")
  .description("a server that has cards printed, reports its health and watches the host")
  .requiredOption("--mqtt <url>", "broker, for example mqtt://127.0.0.1:1883")
  .requiredOption("--site <id>", "site of the host", deviceId)
  .requiredOption("--host <id>", "host that is to print", deviceId)
  .option("--id <id>", "id of the server (default: server1, not named in the documents)", deviceId)
  .addOption(new Option("--jobs <dir>", "send the documents *.json of a folder"))
  .addOption(
    new Option("--count <n>", "send so many jobs of invented people; 0 sends none and lives on")
      .argParser(wholeNumber)
      .conflicts("jobs"),
  )
  .option("--probe-port <n>", "take connections on this port of 127.0.0.1, for a probe", port)
  .option("--credit", "send no job before the host asks; once it has, its credit is kept anyway")
  .option("--timeout <duration>", "end with 1 if not all jobs are final by then", durationMs)
  .action(async (flags: ServerFlags, command: Command) => {
    if (flags.jobs === undefined && flags.count === undefined) {
      command.error("error: one of --jobs and --count is needed");
    }
    await (await import("./server.ts")).runServer(flags);
  });

program
  .command("broker")
  .description("an MQTT 3.1.1 broker that keeps everything in memory")
  .option("--port <n>", "port on 127.0.0.1, 0 for a free one", port, 1883)
  .action(async (flags: { port: number }) => (await import("./broker.ts")).runBroker(flags.port));

program
  .command("fault")
  .description("let a condition of the fault catalogue befall a running device, or take it back")
  .argument("<device>", "its name", deviceName)
  .argument("<condition>", "for example media-jam; a wrong one is answered with all there are")
  .option("--clear", "the condition is over")
  .option("--next-step", "not at once but in the midst of the next step it can befall")
  .action((device: string, condition: string, flags: { clear?: true; nextStep?: true }) => {
    if (flags.clear) return control(device, { do: "clear", condition });
    const when = flags.nextStep ? "next-step" : "at-once";
    return control(device, { do: "raise", condition, when });
  });

program
  .command("hand")
  .description("do at a running device what a person does with the hands")
  .argument("<device>", "its name", deviceName)
  .addArgument(new Argument("<action>", "a server knows only the last two").choices(HAND_ACTIONS))
  .action((device: string, action: string) => control(device, { do: "hand", action }));

program
  .command("run")
  .description("tell scenarios: stories in YAML, with what has to come of them")
  .argument("<file...>", "scenario files")
  .option("--junit <file>", "write a report for a CI, too")
  .option("--quiet", "without the timelines")
  .option("--real-time", "over pseudo-terminals and a broker (Mosquitto, where it is installed)")
  .option("--speed <n>", "with --real-time: printers so many times as fast", number, 1)
  .addHelpText("after", "\nExit codes: 0 all passed, 1 one failed, 2 wrong usage or a wrong file.")
  .action(async (files: string[], flags: RunFlags, command: Command) => {
    if (flags.realTime === undefined && command.getOptionValueSource("speed") === "cli") {
      command.error("error: --speed goes with --real-time");
    }
    await (await import("./run.ts")).runScenarios(files, flags);
  });

program
  .command("campaign")
  .description("whole offices in virtual time, drawn by seeds; every promise is judged all along")
  .option("--seed <n>", "one seed, with all that happens", wholeNumber)
  .option("--seeds <a..b>", "these seeds (default: 100 that nobody has chosen)", seedRange)
  .option("--for <duration>", "begin no seed after so long, for example 150s", durationMs)
  .option("--jobs <n>", "processes that tell at the same time", count, 1)
  .addOption(
    new Option("--kind <kind>", "one kind of world (default: what the seed draws)").choices(
      KIND_NAMES,
    ),
  )
  .option("--bail", "begin no seed after one that breaks a promise")
  .addHelpText("after", "\nExit codes: 0 every promise kept, 1 one was broken, 2 wrong usage.")
  .action(async (flags: CampaignFlags) => (await import("./campaign.ts")).runCampaign(flags));

program
  .command(TELLER_COMMAND, { hidden: true })
  .action(async () => (await import("../campaign/tellers.ts")).tellOnDemand());

program
  .command("show")
  .description("print a recording of --record, one line a frame")
  .argument("<file>", "the recording")
  .action(async (file: string) => (await import("./show.ts")).runShow(file));

program
  .command("replay")
  .description("a printer that answers as recorded; what the recording does not have is told")
  .argument("<file>", "the recording")
  .requiredOption("--link <path>", "symbolic link to make to the pseudo-terminal")
  .option("--speed <n>", "pace of the answers, 1 as recorded, 0 waits for nothing", number, 1)
  .option("--any-image", "take any image for the recorded one of its panel")
  .addHelpText("after", "\nExit codes: 0 ended by SIGTERM, 1 the host has deviated, 2 wrong usage.")
  .action(async (file: string, flags: ReplayFlags) =>
    (await import("./replay.ts")).runReplay(file, flags),
  );

// Each command loads what it needs: a fault is raised without a renderer or a broker in memory.
async function control(device: string, request: ControlRequest): Promise<void> {
  await (await import("./control.ts")).runControl(device, request);
}

try {
  await program.parseAsync();
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
}
