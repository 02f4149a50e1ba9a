import { readFileSync } from "node:fs";
import { type Document, LineCounter, parseDocument } from "yaml";
import { DaemonError } from "../src/core/errors.ts";
import { MISSING, problemLines } from "./problems.ts";
import { type Config, configSchema } from "./schema.ts";
import type { ConfigContext } from "./values.ts";

/** Without the scheduler an expression is checked by its number of fields alone. */
const looksLikeCron = (text: string) => /^(@\w+|\S+(\s+\S+){4,5})$/.test(text);

/**
 * Reads and checks a configuration file; its relative paths count from its own folder. Throws
 * `DaemonError` `CONFIG_INVALID` with all problems.
 */
export function loadConfig(path: string, context: Partial<ConfigContext> = {}): Config {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return parseConfig(readText(path), { folder, ...context });
}

/** The same for a text. Each problem stands on a line of `facts.problems`, its path first. */
export function parseConfig(text: string, context: Partial<ConfigContext> = {}): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const flaws = [...document.errors, ...document.warnings];
  if (flaws.length > 0) throw invalid(flaws.map(({ message }) => firstLine(message)));
  const { isCron = looksLikeCron, folder = "" } = context;
  const parsed = configSchema({ isCron, folder }).safeParse(valuesOf(document), {
    error: ({ input }) => (input === undefined ? MISSING : undefined),
  });
  if (parsed.success) return parsed.data;
  throw invalid(problemLines(parsed.error.issues, { document, lines }));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw invalid([`the file cannot be read: ${(cause as Error).message}`], cause);
  }
}

function valuesOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // An alias without its anchor, or so many that they would fill the memory.
    throw invalid([firstLine((cause as Error).message)], cause);
  }
}

/** The lines below it quote the file. */
function firstLine(message: string): string {
  return message.replace(/:?\n[\s\S]*/, "");
}

function invalid(problems: readonly string[], cause?: unknown): DaemonError {
  const facts = { problems: problems.join("\n") };
  return new DaemonError("CONFIG_INVALID", "the configuration is not valid", facts, cause);
}
