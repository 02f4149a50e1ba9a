import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { SNAPSHOT_TYPE } from "../io/send-snapshot.ts";
import { CommandError, EXIT } from "./command-error.ts";
import { openDesk } from "./desk.ts";
import { openNewFile } from "./new-file.ts";
import { type CommonFlags, configOption, examples, jsonOption } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import type { BackupTexts } from "./texts.ts";

export function addBackup(program: Command): void {
  program
    .command("backup")
    .description("save a copy of the store of the running daemon; never overwrites a file")
    .argument("<file>", "where to; only its owner can read it")
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText("after", examples("cetakd backup /secure/place/cetakd-2021-01-04.db"))
    .action(saveBackup);
}

async function saveBackup(file: string, flags: CommonFlags): Promise<void> {
  const { client, texts } = openDesk(flags);
  const words = texts.backup;
  if (existsSync(file)) throw new CommandError(EXIT.failed, words.exists(file), "exists");
  const response = await client.open("/api/1/backup");
  if (response.headers["content-type"] !== SNAPSHOT_TYPE) {
    response.destroy();
    throw new CommandError(EXIT.failed, words.incomplete("content-type"), "incomplete");
  }
  const bytes = await write(response, file, words);
  if (flags.json === true) printJson({ file: resolve(file), bytes });
  else printLines([words.saved(file, bytes)]);
}

async function write(
  source: AsyncIterable<Uint8Array> & { destroy(): unknown },
  file: string,
  words: BackupTexts,
): Promise<number> {
  const refuse = (error: unknown) => {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return new CommandError(EXIT.failed, words.exists(file), "exists");
    return new CommandError(EXIT.failed, words.unwritable(file, code), "unwritable");
  };
  const { add, keep, remove } = attempt(() => openNewFile(file), refuse);
  const interrupted = () => {
    remove();
    process.exit(EXIT.failed);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    let bytes = 0;
    for await (const chunk of cutShort(source, words)) {
      attempt(() => add(chunk), refuse);
      bytes += chunk.length;
    }
    attempt(keep, refuse);
    return bytes;
  } finally {
    remove();
    source.destroy();
    for (const signal of SIGNALS) process.off(signal, interrupted);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The daemon sends all that it has said it would, or the connection is cut. */
async function* cutShort(source: AsyncIterable<Uint8Array>, words: BackupTexts) {
  try {
    yield* source;
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new CommandError(EXIT.failed, words.incomplete(code), "incomplete");
  }
}

function attempt<T>(run: () => T, refuse: (error: unknown) => CommandError): T {
  try {
    return run();
  } catch (error) {
    throw refuse(error);
  }
}
