import { fieldsOf } from "../../protocols/evolis/command-fields.ts";
import { createCommandScanner } from "../../protocols/evolis/command-scanner.ts";
import { type Geometry, panelSizes } from "../../protocols/evolis/geometry.ts";
import type { DeviceEnd } from "../../simulator/stage/memory-link.ts";

/** What a scripted printer says to a command; `undefined`: nothing. Or what happens instead. */
export type ScriptedAnswer = string | undefined | (() => void);

export const ACK = "\x06";
export const NACK = "\x15";

/** A healthy printer's answers, by the whole header. */
const ANSWERS: Readonly<Record<string, string>> = {
  Rfv: "V3.21",
  Rsn: "0042",
  Rtp: "Quantum",
  Rem: "2;0",
  "Rlr;p": "NO CARD",
  "Rlr;r": "OK",
  Rcr: "OK",
  "Rco;l": "150",
  "Rco;n": "0",
  "Rco;a": "0",
  "Sk;f": "0",
  "Sk;w": "0",
};

/** A printer that says what a test wants it to say, and counts the cards of good sequences. */
export interface ScriptedPrinter {
  /** Headers of the commands that came, without payloads. */
  readonly heard: string[];
  readonly counters: { cards: number; panels: number };
  /** All bytes that came, as hexadecimal digits. */
  hex(): string;
  /** From now on, in turn, the last one for ever: to commands whose header begins so. */
  answer(header: string, ...answers: readonly ScriptedAnswer[]): void;
  /** Unasked. */
  say(characters: string): void;
}

export function createScriptedPrinter(device: DeviceEnd, geometry: Geometry): ScriptedPrinter {
  const scanner = createCommandScanner(panelSizes(geometry));
  const scripts = new Map<string, ScriptedAnswer[]>();
  const counters = { cards: 100, panels: 500 };
  const heard: string[] = [];
  const received: Uint8Array[] = [];
  let isCardDrawn = false;

  function say(characters: string): void {
    device.write(Buffer.from(characters, "latin1"));
  }

  function obey(header: string): void {
    heard.push(header);
    const answer = answerTo(header);
    if (answer === ACK) count(header);
    if (typeof answer === "function") answer();
    else if (answer !== undefined) say(answer);
  }

  function answerTo(header: string): ScriptedAnswer {
    const known = [...scripts.keys()].find((begin) => header.startsWith(begin));
    const script = known === undefined ? undefined : scripts.get(known);
    if (script !== undefined) return script.length > 1 ? script.shift() : script[0];
    const text = header.startsWith("Rco;") ? counted(header) : ANSWERS[header];
    return text === undefined ? ACK : `${text}\r${ACK}`;
  }

  function counted(header: string): string | undefined {
    if (header === "Rco;c") return String(counters.cards);
    return header === "Rco;p" ? String(counters.panels) : ANSWERS[header];
  }

  /** A panel counts as it comes, and the first one of a sequence draws a card. */
  function count(header: string): void {
    if (header === "Ss") isCardDrawn = false;
    if (!/^(Dbc?|Wcb);/.test(header)) return;
    if (!isCardDrawn) counters.cards += 1;
    isCardDrawn = true;
    counters.panels += 1;
  }

  device.onBytes((chunk) => {
    received.push(chunk);
    for (const scanned of scanner.push(chunk)) {
      if (scanned.kind === "defect") throw new Error(`no command: ${scanned.header}`);
      obey(fieldsOf(scanned.command).join(";"));
    }
  });

  return {
    heard,
    counters,
    hex: () => Buffer.concat(received).toString("hex"),
    answer: (header, ...answers) => void scripts.set(header, [...answers]),
    say,
  };
}
