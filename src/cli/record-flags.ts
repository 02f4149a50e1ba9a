import type { Config, PrinterConfig } from "../../config/schema.ts";
import type { RecordingWish } from "../daemon/recordings.ts";
import { RECORDING_BYTES_MAX } from "../io/line-recording.ts";
import { CommandError, EXIT } from "./command-error.ts";

export interface RecordFlags {
  /** `FILE`, or `PRINTER=FILE`. */
  readonly record?: readonly string[];
  readonly recordData?: boolean;
}

const MB = 1_000_000;

/** What is to be recorded; the command line goes before the configuration. */
export function recordingWishes(config: Config, flags: RecordFlags): readonly RecordingWish[] {
  const demanded = (flags.record ?? []).map((text) => demandedBy(text, config, flags));
  const printers = demanded.map(({ printer }) => printer);
  const configured = config.printers.flatMap(configuredFor);
  const wishes = [...demanded, ...configured.filter(({ printer }) => !printers.includes(printer))];
  for (const what of ["printer", "file"] as const) {
    const twice = wishes.find((wish, n) => wishes.findIndex((w) => w[what] === wish[what]) < n);
    if (twice === undefined) continue;
    throw usage(`two recordings are wanted of one ${what}: ${twice[what]}`);
  }
  return wishes;
}

function configuredFor({ id, record }: PrinterConfig): readonly RecordingWish[] {
  if (record === undefined) return [];
  const { file, data: keepsData, limit_mb: limit } = record;
  return [{ printer: id, file, keepsData, bytesMax: limit * MB, isDemanded: false }];
}

function demandedBy(
  text: string,
  { printers }: Config,
  { recordData: keepsData = false }: RecordFlags,
): RecordingWish {
  const ids = printers.map(({ id }) => id);
  const named = ids.find((id) => text.startsWith(`${id}=`));
  const file = named === undefined ? text : text.slice(named.length + 1);
  const printer = named ?? ids[0];
  const isClear = named !== undefined || ids.length === 1;
  if (printer === undefined || !isClear || file === "") {
    throw usage(`--record needs PRINTER=FILE; the printers: ${ids.join(", ")}`);
  }
  return { printer, file, keepsData, bytesMax: RECORDING_BYTES_MAX, isDemanded: true };
}

function usage(message: string): CommandError {
  return new CommandError(EXIT.usage, message);
}
