#!/usr/bin/env node
import { Command } from "commander";
import { runBroker } from "./broker.ts";
import { type PrinterFlags, runPrinter } from "./printer.ts";

const program = new Command("cetakd-sim")
  .description("Devices for cetakd that need no hardware.")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program
  .command("printer")
  .description("a card printer on a pseudo-terminal; each card becomes a PNG and a record")
  .requiredOption("--link <path>", "symbolic link to make to the pseudo-terminal")
  .requiredOption("--out <dir>", "folder for the cards")
  .option("--baud <n>", "pace of the line, 0 for unpaced", Number, 115_200)
  .option("--speed <n>", "pace of the mechanism, 1 as a real one, 0 for none", Number, 1)
  .option("--feeder <n>", "blank cards in the feeder", Number, 100)
  .option("--ack <when>", "executed or received", "executed")
  .option("--payload-timeout <ms>", "drop a cut-off payload after so long", Number, 5_000)
  .option("--name <name>", "name in the serial number", "0001")
  .action((flags: PrinterFlags) => runPrinter(flags));

program
  .command("broker")
  .description("an MQTT 3.1.1 broker that keeps everything in memory")
  .option("--port <n>", "port on 127.0.0.1, 0 for a free one", Number, 1883)
  .action((flags: { port: number }) => runBroker(flags.port));

await program.parseAsync();
