#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { DaemonError } from "../core/errors.ts";
import { addAdopt } from "./adopt.ts";
import { addBackup } from "./backup.ts";
import { addCancel } from "./cancel.ts";
import { addCheck } from "./check.ts";
import { addCheckConfig } from "./check-config.ts";
import { CommandError, EXIT, type ExitCode } from "./command-error.ts";
import { configPath } from "./config-path.ts";
import { addEvents } from "./events.ts";
import { addHold } from "./hold.ts";
import { addJob } from "./job.ts";
import { addJobs } from "./jobs.ts";
import { addNotify } from "./notify.ts";
import { configOption, examples } from "./options.ts";
import type { RecordFlags } from "./record-flags.ts";
import { addRelease } from "./release.ts";
import { addReport } from "./report.ts";
import { addReprint } from "./reprint.ts";
import { addResolve } from "./resolve.ts";
import { addSchedule } from "./schedule.ts";
import { addStatus } from "./status.ts";
import { addSubmit } from "./submit.ts";
import { addTestCard } from "./test-card.ts";
import { addUndo } from "./undo.ts";
import { VERSION } from "./version.ts";
import { addWhy } from "./why.ts";

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage or invalid configuration, 3 daemon not reachable.`;

const program = new Command("cetakd")
  .description("Prints ID cards, each exactly once.")
  .version(VERSION)
  .addHelpText("after", EXIT_CODES)
  .exitOverride();

program
  .command("run")
  .description("run the daemon until SIGTERM")
  .addOption(configOption())
  .option(
    "--record <file...>",
    "write down what crosses a printer's line, images and fields left out; of several printers: PRINTER=FILE",
  )
  .option("--record-data", "keep images and fields in these recordings too: personal data")
  .addHelpText(
    "after",
    examples(
      "cetakd run --config /etc/cetakd/cetakd.yaml",
      "cetakd run --record printer1=./printer1.jsonl",
    ),
  )
  .action(async (flags: RecordFlags & { readonly config?: string }, command: Command) => {
    if (flags.recordData && flags.record === undefined) {
      command.error("error: --record-data goes with --record");
    }
    const path = configPath(flags.config);
    // The other commands are quick because they do not load the daemon.
    const { run } = await import("./run.ts");
    await run(path, flags);
  });

addCheckConfig(program);
addStatus(program);
addSchedule(program);
addJobs(program);
addJob(program);
addWhy(program);
addReport(program);
addSubmit(program);
addTestCard(program);
addResolve(program);
addUndo(program);
addReprint(program);
addHold(program);
addRelease(program);
addCancel(program);
addCheck(program);
addEvents(program);
addAdopt(program);
addBackup(program);
addNotify(program);

// `cetakd jobs | head -1` closes the pipe early: nobody is left to read the rest.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT.done);
});

try {
  await program.parseAsync();
} catch (error) {
  // A daemon that could not start may already hold a line or a broker open.
  process.exit(explain(error));
}

/** Tells on stderr why the command ended; a programmer's error keeps its stack. */
function explain(error: unknown): ExitCode {
  // commander has already written its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CommandError) {
    tell(error.code === undefined ? error.message : `${error.message} (${error.code})`);
    return error.exitCode;
  }
  if (error instanceof DaemonError) {
    const { problems, ...facts } = error.facts;
    tell([error.message, ...Object.entries(facts).map((fact) => fact.join(" "))].join("; "));
    if (problems !== undefined) process.stderr.write(`${problems}\n`);
    return error.code === "CONFIG_INVALID" ? EXIT.usage : EXIT.failed;
  }
  throw error;
}

function tell(message: string): void {
  process.stderr.write(`cetakd: ${message}\n`);
}
