import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { DaemonError } from "../src/core/errors.ts";
import { type Config, configSchema } from "./schema.ts";

/** Reads and checks a configuration file. Throws `DaemonError` `CONFIG_INVALID` with all problems. */
export function loadConfig(path: string): Config {
  return parseConfig(readText(path));
}

/** The same for a text. Each problem stands on a line of `facts.problems`, its path first. */
export function parseConfig(text: string): Config {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw invalid(document.errors.map(({ message }) => message));
  const parsed = configSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  throw invalid(
    parsed.error.issues.map(({ path, message }) => `${path.join(".") || "file"}: ${message}`),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw invalid([`the file cannot be read: ${(cause as Error).message}`], cause);
  }
}

function invalid(problems: readonly string[], cause?: unknown): DaemonError {
  const facts = { problems: problems.join("\n") };
  return new DaemonError("CONFIG_INVALID", "the configuration is not valid", facts, cause);
}
