import { Option } from "commander";

/** What every command understands. */
export interface CommonFlags {
  readonly config?: string;
  readonly json?: boolean;
}

export function configOption(): Option {
  const places = "$CETAKD_CONFIG, ./cetakd.yaml, /etc/cetakd/cetakd.yaml";
  return new Option("--config <file>", `configuration file (else ${places})`);
}

export function jsonOption(): Option {
  return new Option("--json", "print one JSON value and nothing else");
}

/** The last part of a command's help. */
export function examples(...lines: readonly string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  $ ${line}`)].join("\n");
}
