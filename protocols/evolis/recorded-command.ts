import type { Command } from "./command.ts";
import { fieldsOf } from "./command-fields.ts";
import type { BytesInText, RecordedCommand, RecordedDefect } from "./recording.ts";

/**
 * What a recording may say of a command. What the guide lists has parameters from small tables and
 * is written down as it is; its payload by length and fingerprint. Magnetic tracks, texts and
 * bar codes are a person's: of them the mnemonic and a length, and no fingerprint, for sixteen
 * digits could be guessed from it.
 */
export type CommandForm =
  | Pick<RecordedCommand, "command" | "payload" | "parameters">
  | Pick<RecordedDefect, "defect" | "bytes" | "text">;

/** Unlisted commands that set the printer up: nothing of a card is in them. */
const SETTINGS: ReadonlySet<string> = new Set(
  "Pcom Rcom Rr Pc Pdt Ppws Mr Pmc Pmt Pos Poc Psm Piem Sie Sp Ssd Smw".split(" "),
);

/** Those that carry or read what is on a card. */
const DATA: ReadonlySet<string> = new Set("Dm Smr Sds Wt Wl Wb".split(" "));

/** Shorter than a resident's number, and than most of what a person is called. */
const SETTING = /^[\w+=./-]{0,12}$/;
const COUNT = /^\d{1,3}$/;

export function recordedForm(
  command: Command,
  { keepsData, fingerprint, hex }: BytesInText & { readonly keepsData: boolean },
): CommandForm {
  const header = fieldsOf(command).join(";");
  if ("bytes" in command) {
    const { bytes } = command;
    const payload = { bytes: bytes.length, sha256: fingerprint(bytes) };
    return { command: header, payload: keepsData ? { ...payload, hex: hex(bytes) } : payload };
  }
  if (keepsData || isHarmless(command)) return { command: header };
  const [mnemonic = "", ...parameters] = fieldsOf(command);
  // What follows a cut-off command can read as one more: then its mnemonic is a word of somebody's.
  if (!isKnown(command)) return { defect: "unlisted", bytes: header.length };
  return { command: mnemonic, parameters: parameters.join(";").length };
}

/** Whether the answer to it, or the command itself, can hold what is on a card. */
export function isOfACard(command: Command): boolean {
  return command.kind === "unlisted" && !SETTINGS.has(command.mnemonic);
}

function isHarmless(command: Command): boolean {
  if (command.kind === "end-sequence") return COUNT.test(command.parameter ?? "0");
  if (command.kind !== "unlisted") return true;
  return SETTINGS.has(command.mnemonic) && command.parameters.every((text) => SETTING.test(text));
}

function isKnown(command: Command): boolean {
  if (command.kind !== "unlisted") return true;
  return SETTINGS.has(command.mnemonic) || DATA.has(command.mnemonic);
}
