import { type Command, decodeCommand, type PlainCommand } from "./command.ts";
import { isNackCode, NACK_MEANINGS } from "./nack.ts";

/** What a command says, in words, for those who read what has crossed a line. */

const PLAIN: Readonly<Record<PlainCommand["kind"] | "end-sequence", string>> = {
  "read-firmware": "firmware?",
  "read-serial-number": "serial number?",
  "read-model": "model?",
  "read-head-kit": "head kit?",
  "read-ribbon-mark": "ribbon at its end mark?",
  "read-error-mode": "error mode?",
  "restore-framing": "usual framing characters again",
  "start-sequence": "begin a card",
  "select-front": "front side",
  "select-back": "back side: turn the card",
  "end-sequence": "print what is left, card out",
  "insert-front": "draw a card in",
  "insert-back": "draw a card in, turned",
  "insert-contact": "draw a card in, to the contact station",
  "insert-contactless": "draw a card in, to the contactless station",
  "reject-output": "card to the reject box, at the output",
  "reject-feeder": "card to the reject box, at the feeder",
  "copy-sequence": "the last card once more",
  clean: "clean",
  "clear-status-line": "clear the status line",
  reset: "restart",
};

const COUNTED = {
  panels: "panels printed?",
  cards: "cards drawn in?",
  "cleaning-interval-average": "average cards between cleanings?",
  "cleaning-interval-max": "most cards between cleanings?",
  cleanings: "cleanings done?",
  "cards-left": "cards left on the ribbon?",
} as const;

const ABOUT = { last: "last answer?", card: "card inside?", cleaning: "cleaning due?" } as const;

const UNLISTED: Readonly<Record<string, string>> = {
  Dm: "data for a magnetic track",
  Smw: "write the magnetic tracks",
  Smr: "read a magnetic track",
  Sds: "data of a station",
  Wt: "a text on the card",
  Wl: "a line on the card",
  Wb: "a bar code on the card",
  Pcom: "set the serial port",
  Rcom: "serial port?",
  Rr: "ribbon?",
};

/** Of a header with semicolons, as a recording has it; its payload need not be at hand. */
export function commandMeaning(header: string): string {
  const [mnemonic = "", panel, levels] = header.split(";");
  if (mnemonic === "Db" || mnemonic === "Dbc") {
    const packed = mnemonic === "Dbc" ? ", compressed" : "";
    return `panel ${panel} in ${levels} levels${packed}; prints the one before`;
  }
  const decoded = decodeCommand(header);
  if (decoded.ok) return meaningOf(decoded.command);
  return UNLISTED[mnemonic] ?? "";
}

function meaningOf(command: Command): string {
  switch (command.kind) {
    case "read-counter":
      return COUNTED[command.counter];
    case "read-last-answer":
      return ABOUT[command.about];
    case "read-sensor":
      return `voltage of sensor ${command.sensor}?`;
    case "read-feeder":
      return command.level === "empty" ? "which feeder is empty?" : "which feeder is low?";
    case "set-error-mode":
      return command.mode === 4 ? "answer with ACK and NACK" : `error mode ${command.mode}`;
    case "set-ribbon":
      return `ribbon ${command.ribbon}`;
    case "set-feed-source":
      return `cards from: ${command.source}`;
    case "set-framing":
      return "other framing characters";
    case "fill-panel":
      return `fill panel ${command.panel}`;
    case "unlisted":
      return UNLISTED[command.mnemonic] ?? "not in the guide";
    case "download-panel":
    case "download-panel-compressed":
      return `panel ${command.panel}`;
    default:
      return PLAIN[command.kind];
  }
}

/** Of the code behind a NACK. */
export function nackMeaning(code: string): string {
  return isNackCode(code) ? NACK_MEANINGS[code] : "unknown code";
}
