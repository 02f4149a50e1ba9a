import type { Panel } from "../words.ts";
import { commandOf, fieldsOf } from "./command-fields.ts";
import type {
  COUNTERS,
  ERROR_MODES,
  FEED_SOURCES,
  FEEDER_LEVELS,
  LAST_ANSWERS,
  PLAIN_MNEMONICS,
  RIBBONS,
  SENSORS,
} from "./command-words.ts";
import { DEFAULT_FRAMING, type Framing } from "./framing.ts";
import type { Levels } from "./geometry.ts";

/**
 * One command to the printer, both directions. Mnemonics: `command-words.ts`.
 * Source: A5013 Rev. E, list of commands.
 */

/**
 * Most characters between start and stop, payload not counted: the guide's longest, 107 characters
 * of magnetic data and their mnemonic, and as much again for a line of text.
 */
export const HEADER_CHARACTERS_MAX = 256;

export interface PlainCommand {
  readonly kind: keyof typeof PLAIN_MNEMONICS;
}

/** `Db`: one panel as `packPanel` makes it. Its download starts printing the panel before. */
export interface PanelDownload {
  readonly kind: "download-panel";
  readonly panel: Panel;
  readonly levels: Levels;
  readonly bytes: Uint8Array;
}

/** `Dbc`: one panel as `compressPanel` makes it. */
export interface CompressedPanelDownload {
  readonly kind: "download-panel-compressed";
  readonly panel: Panel;
  readonly levels: Levels;
  readonly bytes: Uint8Array;
  /** Present: the header has the four fields of the guide's chapter 8, the third this line. */
  readonly firstLine?: number;
}

export type Command = PlainCommand | ParameterCommand;

export type ParameterCommand =
  /** `Rco` */
  | { readonly kind: "read-counter"; readonly counter: keyof typeof COUNTERS }
  /** `Rlr` */
  | { readonly kind: "read-last-answer"; readonly about: keyof typeof LAST_ANSWERS }
  /** `Rse` */
  | { readonly kind: "read-sensor"; readonly sensor: (typeof SENSORS)[number] }
  /** `Sk` */
  | { readonly kind: "read-feeder"; readonly level: keyof typeof FEEDER_LEVELS }
  /** `Pem`; `stored`: kept over a power-off. */
  | { readonly kind: "set-error-mode"; readonly mode: ErrorMode; readonly stored: boolean }
  /** `Pr` */
  | { readonly kind: "set-ribbon"; readonly ribbon: (typeof RIBBONS)[number] }
  /** `Pmi`; `stored`: kept over a power-off. */
  | {
      readonly kind: "set-feed-source";
      readonly source: keyof typeof FEED_SOURCES;
      readonly stored: boolean;
    }
  /** `Psc` with its three codes; without them it is `restore-framing`. */
  | { readonly kind: "set-framing"; readonly framing: Framing }
  /** `Se`: prints the last panel and ejects. A parameter comes from the vendor's driver alone. */
  | { readonly kind: "end-sequence"; readonly parameter?: string }
  | PanelDownload
  | CompressedPanelDownload
  /** `Wcb`: fills a panel without a download; 255 is full dye. */
  | { readonly kind: "fill-panel"; readonly panel: "k" | "o"; readonly value?: number }
  /** Any other mnemonic, as it came. */
  | {
      readonly kind: "unlisted";
      readonly mnemonic: string;
      readonly parameters: readonly string[];
    };

export type ErrorMode = (typeof ERROR_MODES)[number];

/**
 * Why something heard is no command. The first two are about its parameters (`bad-payload`: not as
 * long as the header says), the rest about the command itself (`unsupported`: a download whose
 * length cannot be told; `cut-off`: the next command began before the end of this one).
 */
export type CommandDefect =
  | "bad-parameter"
  | "bad-payload"
  | "unsupported"
  | "bad-mnemonic"
  | "unreadable"
  | "too-long"
  | "cut-off";

export type Decoded =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly defect: CommandDefect };

/**
 * The bytes of a command; the stop character follows a payload too, as in the vendor's driver.
 * Throws if a field holds a framing character or one that is no single byte: it cannot be said.
 */
export function encodeCommand(command: Command, framing: Framing = DEFAULT_FRAMING): Uint8Array {
  const fields = fieldsOf(command);
  assertSayable(fields, framing);
  const separator = String.fromCharCode(framing.separator);
  if (!("bytes" in command)) return frame(fields.join(separator), NO_PAYLOAD, framing);
  return frame([...fields, ""].join(separator), command.bytes, framing);
}

const NO_PAYLOAD = new Uint8Array(0);

function assertSayable(fields: readonly string[], { start, separator, stop }: Framing): void {
  const codes = Array.from(fields.join(""), (character) => character.charCodeAt(0));
  if (codes.some((code) => code > 0xff || [start, separator, stop].includes(code))) {
    throw new Error("command field holds a character that cannot be sent");
  }
}

function frame(header: string, payload: Uint8Array, { start, stop }: Framing): Uint8Array {
  const bytes = new Uint8Array(1 + header.length + payload.length + 1);
  bytes[0] = start;
  for (let i = 0; i < header.length; i++) bytes[1 + i] = header.charCodeAt(i);
  bytes.set(payload, 1 + header.length);
  bytes[bytes.length - 1] = stop;
  return bytes;
}

/**
 * Reads a command without its start and stop, fields separated by semicolons.
 * `payload` is what follows the header of a download.
 */
export function decodeCommand(header: string, payload?: Uint8Array): Decoded {
  if (header.length > HEADER_CHARACTERS_MAX) return { ok: false, defect: "too-long" };
  return decodeFields(header.split(";"), payload);
}

/** As {@link decodeCommand}, for a header already split: the separator can be another. */
export function decodeFields(fields: readonly string[], payload?: Uint8Array): Decoded {
  const found = commandOf(fields, payload);
  return typeof found === "string" ? { ok: false, defect: found } : { ok: true, command: found };
}
