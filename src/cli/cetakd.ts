#!/usr/bin/env node
import { Command } from "commander";
import { DaemonError } from "../core/errors.ts";
import { checkConfig } from "./check-config.ts";
import { configPath } from "./config-path.ts";
import { run } from "./run.ts";

const program = new Command("cetakd")
  .description("Prints ID cards, each exactly once.")
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program
  .command("run")
  .description("run the daemon until SIGTERM")
  .option("--config <file>", "configuration file")
  .action((options: { config?: string }) => run(configPath(options.config)));

program
  .command("check-config")
  .description("check a configuration file and name every problem in it")
  .argument("<file>", "configuration file")
  .action(checkConfig);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof DaemonError)) throw error;
  process.stderr.write(`cetakd: ${error.message}\n`);
  const problems = error.facts["problems"];
  if (problems !== undefined) process.stderr.write(`${problems}\n`);
  process.exitCode = error.code === "CONFIG_INVALID" ? 2 : 1;
}
