import type { Command } from "commander";
import { loadConfig } from "../../config/load.ts";
import { DaemonError } from "../core/errors.ts";
import { isCronExpression } from "../io/schedule.ts";
import { EXIT } from "./command-error.ts";
import { configPath } from "./config-path.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { printJson } from "./output.ts";

export function addCheckConfig(program: Command): void {
  program
    .command("check-config")
    .description("check a configuration file and name every problem in it")
    .argument("[file]", "configuration file")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd check-config /etc/cetakd/cetakd.yaml"))
    .action((file: string | undefined, flags: CommonFlags) => {
      const path = file ?? configPath(flags.config);
      if (flags.json === true) reportConfig(path);
      else checkConfig(path);
    });
}

/** Says that a file is valid. Throws `DaemonError` `CONFIG_INVALID` if it is not. */
function checkConfig(file: string): void {
  const { site, host, printers, notify } = loadConfig(file, { isCron: isCronExpression });
  const count = printers.length === 1 ? "1 printer" : `${printers.length} printers`;
  process.stdout.write(`${file} is valid: host ${host} of site ${site}, ${count}\n`);
  if (notify.webhook === undefined) {
    process.stdout.write("nobody is told of failures: it has no notify.webhook\n");
  }
}

/** The same as a JSON value: here the problems are the result. */
function reportConfig(file: string): void {
  try {
    const { site, host, printers, notify } = loadConfig(file, { isCron: isCronExpression });
    const webhook = notify.webhook !== undefined;
    const ids = printers.map(({ id }) => id);
    printJson({ valid: true, file, site, host, printers: ids, webhook, problems: [] });
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    const problems = String(error.facts["problems"] ?? error.message).split("\n");
    printJson({ valid: false, file, problems });
    process.exitCode = EXIT.usage;
  }
}
