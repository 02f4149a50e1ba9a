import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { InvalidArgumentError, Option } from "commander";
import type { CommandAnswerDocument, CommandName } from "../../protocols/host/commands.ts";
import { containsNik } from "../../protocols/nik.ts";
import { ACCOUNT, REASON_CODE } from "../../protocols/words.ts";
import { CommandError, EXIT } from "./command-error.ts";
import { COMMAND_TEXTS, type CommandTexts } from "./command-texts.ts";
import type { Desk } from "./desk.ts";
import type { CommonFlags } from "./options.ts";
import { printJson, printLines } from "./output.ts";

/** What every command that changes something understands. */
export interface SendFlags extends CommonFlags {
  readonly by?: string;
  readonly reason?: string;
  readonly note?: string;
}

export function byOption(): Option {
  return new Option("--by <account>", "who you are (else your login name)").argParser((text) => {
    if (ACCOUNT.test(text) && !containsNik(text)) return text;
    throw new InvalidArgumentError("It is not 1 to 32 of a-z 0-9 . _ - or reads as a NIK.");
  });
}

export function reasonOption(): Option {
  return new Option("--reason <code>", "why, in one word").argParser((text) => {
    if (REASON_CODE.test(text) && !containsNik(text)) return text;
    throw new InvalidArgumentError("It is not 1 to 40 of a-z 0-9 -, as in wrong-photo.");
  });
}

export function noteOption(): Option {
  return new Option("--note <text>", "a remark; it stays on this computer");
}

export interface Sending {
  readonly cmd: CommandName;
  /** The arguments of the command, in the keys of the contract. */
  readonly with: Readonly<Record<string, unknown>>;
  readonly flags: SendFlags;
  /** What a person reads when it is done. */
  readonly lines: (result: Readonly<Record<string, unknown>>, id: string) => readonly string[];
}

/** Sends one command and shows what became of it. A refusal ends with 1. */
export async function sendCommand(desk: Desk, { cmd, flags, ...sending }: Sending): Promise<void> {
  const texts = COMMAND_TEXTS[desk.language];
  const { reason, note } = flags;
  const document = {
    cmd,
    id: randomUUID(),
    at: new Date().toISOString(),
    by: flags.by ?? loginAccount(texts),
    ...(reason === undefined ? {} : { reason }),
    ...(note === undefined ? {} : { note }),
    ...sending.with,
  };
  const payload = new TextEncoder().encode(JSON.stringify(document));
  const answer = await desk.client.post<CommandAnswerDocument>("/api/1/commands", payload);
  if (flags.json === true) {
    printJson(answer);
    if (!answer.ok) process.exitCode = EXIT.failed;
    return;
  }
  if (!answer.ok) throw new CommandError(EXIT.failed, refusalText(answer, texts), answer.code);
  printLines(sending.lines(answer.result ?? {}, document.id));
}

/** The daemon's own message is English and says more of one case; both help a person. */
function refusalText(
  { code = "", message = "" }: CommandAnswerDocument,
  { refusal }: CommandTexts,
): string {
  const known = refusal[code];
  return known === undefined ? message : `${known}: ${message}`;
}

/** Who types: under `sudo` the one who called it. */
export function loginAccount(texts: Pick<CommandTexts, "noAccount">): string {
  const account = accountOf(process.env["SUDO_USER"] ?? userInfo().username);
  if (account !== undefined) return account;
  throw new CommandError(EXIT.usage, texts.noAccount);
}

/** A login name in the form of an account; `undefined`: nothing usable is left of it. */
export function accountOf(login: string): string | undefined {
  const account = login
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .slice(0, 32);
  return /[a-z0-9]/.test(account) && !containsNik(account) ? account : undefined;
}
