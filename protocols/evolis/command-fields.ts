import { PANELS } from "../words.ts";
import type { Command, CommandDefect, ParameterCommand, PlainCommand } from "./command.ts";
import {
  COUNTERS,
  decodeLevels,
  ERROR_MODES,
  FEED_SOURCES,
  FEEDER_LEVELS,
  LAST_ANSWERS,
  PLAIN_MNEMONICS,
  RIBBONS,
  SENSORS,
  UNSUPPORTED_DOWNLOADS,
} from "./command-words.ts";
import { isUsableFraming } from "./framing.ts";
import { decodeInteger } from "./integer.ts";
import { nameOf } from "./name-of.ts";

/** Between a command and its fields as text: mnemonic first, the payload apart. */

/** The fields of a command's header. */
export function fieldsOf(command: Command): readonly string[] {
  return isPlain(command) ? [PLAIN_MNEMONICS[command.kind]] : fieldsWithParameters(command);
}

function isPlain(command: Command): command is PlainCommand {
  return Object.hasOwn(PLAIN_MNEMONICS, command.kind);
}

function fieldsWithParameters(command: ParameterCommand): readonly string[] {
  switch (command.kind) {
    case "read-counter":
      return ["Rco", COUNTERS[command.counter]];
    case "read-last-answer":
      return present(["Rlr", LAST_ANSWERS[command.about]]);
    case "read-sensor":
      return ["Rse", command.sensor];
    case "read-feeder":
      return ["Sk", FEEDER_LEVELS[command.level]];
    case "set-error-mode":
      return present(["Pem", String(command.mode), storedMark(command)]);
    case "set-ribbon":
      return ["Pr", command.ribbon];
    case "set-feed-source":
      return present(["Pmi", FEED_SOURCES[command.source], storedMark(command)]);
    case "set-framing": {
      const { start, separator, stop } = command.framing;
      return ["Psc", ...[start, separator, stop].map(String)];
    }
    case "end-sequence":
      return present(["Se", command.parameter]);
    case "download-panel":
      return ["Db", command.panel, String(command.levels)];
    case "download-panel-compressed": {
      const { panel, levels, firstLine, bytes } = command;
      return present(["Dbc", panel, levels, firstLine, bytes.length]);
    }
    case "fill-panel":
      return present(["Wcb", command.panel, command.value]);
    case "unlisted":
      return [command.mnemonic, ...command.parameters];
  }
}

function storedMark({ stored }: { readonly stored: boolean }): string | undefined {
  return stored ? "s" : undefined;
}

function present(fields: readonly (string | number | undefined)[]): readonly string[] {
  return fields.filter((field) => field !== undefined).map(String);
}

// Latin-1 without its control characters: a font of the printer may have more than ASCII.
const READABLE = /^[\x20-\x7e\xa0-\xff]*$/;
// The longest mnemonics of the guide have four letters.
const MNEMONIC = /^[A-Z][A-Za-z]{0,7}$/;

/** The command that these fields are; a payload belongs to `Db` and `Dbc`. */
export function commandOf(
  [mnemonic = "", ...parameters]: readonly string[],
  payload: Uint8Array | undefined,
): Command | CommandDefect {
  if (![mnemonic, ...parameters].every((field) => READABLE.test(field))) return "unreadable";
  if (!MNEMONIC.test(mnemonic)) return "bad-mnemonic";
  if (UNSUPPORTED_DOWNLOADS.has(mnemonic)) return "unsupported";

  const kind = nameOf(PLAIN_MNEMONICS, mnemonic);
  if (kind !== undefined && parameters.length === 0) return { kind };
  const reader = READERS.get(mnemonic);
  if (reader !== undefined) return reader(parameters, payload) ?? "bad-parameter";
  return kind === undefined ? { kind: "unlisted", mnemonic, parameters } : "bad-parameter";
}

type Reader = (
  parameters: readonly string[],
  payload: Uint8Array | undefined,
) => Command | CommandDefect | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["Rco", readCounter],
  ["Rlr", readLastAnswer],
  ["Rse", readSensor],
  ["Sk", readFeeder],
  ["Pem", setErrorMode],
  ["Pr", setRibbon],
  ["Pmi", setFeedSource],
  ["Psc", setFraming],
  ["Se", endSequence],
  ["Db", downloadPanel],
  ["Dbc", downloadPanelCompressed],
  ["Wcb", fillPanel],
]);

function readCounter([letter, ...rest]: readonly string[]): Command | undefined {
  const counter = nameOf(COUNTERS, letter);
  if (counter === undefined || rest.length > 0) return undefined;
  return { kind: "read-counter", counter };
}

function readLastAnswer([letter, ...rest]: readonly string[]): Command | undefined {
  const about = nameOf(LAST_ANSWERS, letter);
  if (about === undefined || rest.length > 0) return undefined;
  return { kind: "read-last-answer", about };
}

function readSensor([letter, ...rest]: readonly string[]): Command | undefined {
  const sensor = SENSORS.find((known) => known === letter);
  if (sensor === undefined || rest.length > 0) return undefined;
  return { kind: "read-sensor", sensor };
}

function readFeeder([letter, ...rest]: readonly string[]): Command | undefined {
  const level = nameOf(FEEDER_LEVELS, letter);
  if (level === undefined || rest.length > 0) return undefined;
  return { kind: "read-feeder", level };
}

function setErrorMode([number, ...rest]: readonly string[]): Command | undefined {
  const mode = ERROR_MODES.find((known) => String(known) === number);
  const stored = decodeStored(rest);
  if (mode === undefined || stored === undefined) return undefined;
  return { kind: "set-error-mode", mode, stored };
}

function setRibbon([name, ...rest]: readonly string[]): Command | undefined {
  const ribbon = RIBBONS.find((known) => known === name);
  if (ribbon === undefined || rest.length > 0) return undefined;
  return { kind: "set-ribbon", ribbon };
}

function setFeedSource([letter, ...rest]: readonly string[]): Command | undefined {
  const source = nameOf(FEED_SOURCES, letter);
  const stored = decodeStored(rest);
  if (source === undefined || stored === undefined) return undefined;
  return { kind: "set-feed-source", source, stored };
}

/** What follows the value of a setting: nothing, or the mark that it is to be kept. */
function decodeStored(rest: readonly string[]): boolean | undefined {
  if (rest.length === 0) return false;
  return rest.length === 1 && rest[0] === "s" ? true : undefined;
}

function setFraming(parameters: readonly string[]): Command | undefined {
  const [start, separator, stop, ...rest] = parameters.map((code) => decodeInteger(code, 0xff));
  if (start === undefined || separator === undefined || stop === undefined) return undefined;
  const framing = { start, separator, stop };
  return rest.length === 0 && isUsableFraming(framing)
    ? { kind: "set-framing", framing }
    : undefined;
}

function endSequence([parameter, ...rest]: readonly string[]): Command | undefined {
  if (rest.length > 0) return undefined;
  return parameter === undefined ? { kind: "end-sequence" } : { kind: "end-sequence", parameter };
}

function downloadPanel(
  [letter, resolution, ...rest]: readonly string[],
  bytes: Uint8Array | undefined,
): Command | CommandDefect | undefined {
  const panel = PANELS.find((known) => known === letter);
  const levels = panel && decodeLevels(panel, resolution);
  if (panel === undefined || levels === undefined || rest.length > 0) return undefined;
  return bytes === undefined ? "bad-payload" : { kind: "download-panel", panel, levels, bytes };
}

function downloadPanelCompressed(
  [letter, resolution, ...counts]: readonly string[],
  bytes: Uint8Array | undefined,
): Command | CommandDefect | undefined {
  const panel = PANELS.find((known) => known === letter);
  const levels = panel && decodeLevels(panel, resolution);
  // Four fields: the line comes before the byte count.
  const [byteCount, firstLine] = counts.map((count) => decodeInteger(count, 0xffffffff)).reverse();
  if (panel === undefined || levels === undefined || byteCount === undefined) return undefined;
  if (counts.length > 2 || (counts.length === 2 && firstLine === undefined)) return undefined;
  if (bytes?.length !== byteCount) return "bad-payload";
  const download = { kind: "download-panel-compressed", panel, levels, bytes } as const;
  return firstLine === undefined ? download : { ...download, firstLine };
}

function fillPanel([letter, amount, ...rest]: readonly string[]): Command | undefined {
  const panel = (["k", "o"] as const).find((known) => known === letter);
  if (panel === undefined || rest.length > 0) return undefined;
  if (amount === undefined) return { kind: "fill-panel", panel };
  const value = decodeInteger(amount, 255);
  return value === undefined ? undefined : { kind: "fill-panel", panel, value };
}
