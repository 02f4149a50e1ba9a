import type { Command } from "../../../protocols/evolis/command.ts";
import { PLAIN_MNEMONICS } from "../../../protocols/evolis/command-words.ts";

/** Small enough to try every cut, and a height that is not a multiple of 8. */
export const TINY = { widthDots: 3, heightDots: 10 } as const;

const MONO_BYTES = Uint8Array.of(0x0d, 0x1b, 0x3b, 0x00, 0xff, 0xc0);
const COLOUR_BYTES = Uint8Array.from({ length: 19 }, (_, i) => (i * 37) & 0xff);

function plain(kind: keyof typeof PLAIN_MNEMONICS): readonly [string, Command] {
  return [PLAIN_MNEMONICS[kind], { kind }];
}

const PARAMETER_SAMPLES: readonly (readonly [string, Command])[] = [
  ["Rco;p", { kind: "read-counter", counter: "panels" }],
  ["Rco;c", { kind: "read-counter", counter: "cards" }],
  ["Rco;a", { kind: "read-counter", counter: "cleaning-interval-average" }],
  ["Rco;m", { kind: "read-counter", counter: "cleaning-interval-max" }],
  ["Rco;n", { kind: "read-counter", counter: "cleanings" }],
  ["Rco;l", { kind: "read-counter", counter: "cards-left" }],
  ["Rlr", { kind: "read-last-answer", about: "last" }],
  ["Rlr;p", { kind: "read-last-answer", about: "card" }],
  ["Rlr;r", { kind: "read-last-answer", about: "cleaning" }],
  ["Rse;o", { kind: "read-sensor", sensor: "o" }],
  ["Sk;f", { kind: "read-feeder", level: "empty" }],
  ["Sk;w", { kind: "read-feeder", level: "low" }],
  ["Pem;2", { kind: "set-error-mode", mode: 2, stored: false }],
  ["Pem;18;s", { kind: "set-error-mode", mode: 18, stored: true }],
  ["Pr;ymcko", { kind: "set-ribbon", ribbon: "ymcko" }],
  ["Pmi;F", { kind: "set-feed-source", source: "feeder", stored: false }],
  ["Pmi;M;s", { kind: "set-feed-source", source: "manual", stored: true }],
  ["Pmi;B", { kind: "set-feed-source", source: "automatic", stored: false }],
  ["Psc;27;59;13", { kind: "set-framing", framing: { start: 27, separator: 59, stop: 13 } }],
  ["Se", { kind: "end-sequence" }],
  ["Se;1", { kind: "end-sequence", parameter: "1" }],
  ["Db;k;2", { kind: "download-panel", panel: "k", levels: 2, bytes: MONO_BYTES }],
  ["Db;y;32", { kind: "download-panel", panel: "y", levels: 32, bytes: COLOUR_BYTES }],
  ["Dbc;o;2;6", { kind: "download-panel-compressed", panel: "o", levels: 2, bytes: MONO_BYTES }],
  [
    "Dbc;k;2;0;6",
    { kind: "download-panel-compressed", panel: "k", levels: 2, bytes: MONO_BYTES, firstLine: 0 },
  ],
  ["Wcb;k", { kind: "fill-panel", panel: "k" }],
  ["Wcb;o;255", { kind: "fill-panel", panel: "o", value: 255 }],
  ["Pc;k;=;10", { kind: "unlisted", mnemonic: "Pc", parameters: ["k", "=", "10"] }],
  ["Pdt;DU", { kind: "unlisted", mnemonic: "Pdt", parameters: ["DU"] }],
  ["Mr;s", { kind: "unlisted", mnemonic: "Mr", parameters: ["s"] }],
  ["Ppws;", { kind: "unlisted", mnemonic: "Ppws", parameters: [""] }],
];

/** Every kind of command: its header, and what it is. */
export const SAMPLES: readonly (readonly [string, Command])[] = [
  ...(Object.keys(PLAIN_MNEMONICS) as (keyof typeof PLAIN_MNEMONICS)[]).map(plain),
  ...PARAMETER_SAMPLES,
];

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
