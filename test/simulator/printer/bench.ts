import { createAnswerScanner } from "../../../protocols/evolis/answer-scanner.ts";
import { DEFAULT_FRAMING } from "../../../protocols/evolis/framing.ts";
import { colourPanelBytes, monoPanelBytes } from "../../../protocols/evolis/geometry.ts";
import type { CardRecord } from "../../../simulator/printer/card.ts";
import { createSimulatedPrinter } from "../../../simulator/printer/machine.ts";
import type { PrinterMemory } from "../../../simulator/printer/memory.ts";
import type { PrinterSettings } from "../../../simulator/printer/options.ts";

/** Small enough that a panel is a handful of bytes. */
export const SMALL = { widthDots: 16, heightDots: 8 } as const;

/** Time that passes when it is told to, everything within one call. */
export function createHandClock() {
  let nowMs = 0;
  let timers: { readonly dueMs: number; readonly run: () => void }[] = [];

  function nextDue() {
    return timers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
  }

  return {
    now: () => nowMs,
    timer(delayMs: number, run: () => void) {
      const timer = { dueMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    /** All that is due within this time, in order. */
    pass(durationMs: number): void {
      const untilMs = nowMs + durationMs;
      for (let next = nextDue(); next !== undefined && next.dueMs <= untilMs; next = nextDue()) {
        const due = next;
        timers = timers.filter((other) => other !== due);
        nowMs = due.dueMs;
        due.run();
      }
      nowMs = untilMs;
    },
  };
}

/** A printer, a host's end of its line, and the boxes its cards fall into. */
export function setUp(settings: Partial<PrinterSettings> = {}, memory?: PrinterMemory) {
  const clock = createHandClock();
  const cards: CardRecord[] = [];
  const kept: PrinterMemory[] = [];
  const plugs: boolean[] = [];
  const ear = createAnswerScanner();
  let heard: string[] = [];
  const printer = createSimulatedPrinter(
    {
      clock,
      send(bytes) {
        for (const token of ear.push(bytes)) heard.push(...wordsOf(token));
      },
      cardOut: (card) => cards.push(card),
      keep: (changed) => kept.push(structuredClone(changed)),
      plugged: (isPlugged) => plugs.push(isPlugged),
      ...(memory && { memory }),
    },
    { geometry: SMALL, ...settings },
  );

  function answers(): readonly string[] {
    const since = heard;
    heard = [];
    return since;
  }

  /** Sends commands, lets all movements run out, and gives what was answered. */
  function ask(...commands: readonly string[]): readonly string[] {
    for (const command of commands) printer.receive(bytesOf(command));
    clock.pass(10 * 60_000);
    return answers();
  }

  /** The same without any time passing. */
  function askAtOnce(...commands: readonly string[]): readonly string[] {
    for (const command of commands) printer.receive(bytesOf(command));
    return answers();
  }

  return { printer, clock, cards, kept, plugs, ask, askAtOnce, answers };
}

export type Bench = ReturnType<typeof setUp>;

function wordsOf(token: ReturnType<ReturnType<typeof createAnswerScanner>["push"]>[number]) {
  switch (token.kind) {
    case "ack":
      return ["ack"];
    case "nack":
      return [`nack ${token.code}`];
    case "text":
      return [...new TextDecoder().decode(token.bytes).matchAll(/[^\r\n\0]+/g)].map(
        ([word]) => word,
      );
    case "noise":
      return ["noise"];
  }
}

/** A command by its header; a download of `y m c k o` is given its payload. */
export function bytesOf(header: string): Uint8Array {
  const { start, stop } = DEFAULT_FRAMING;
  const [mnemonic, panel] = header.split(";");
  const payload = mnemonic === "Db" ? payloadOf(panel) : [];
  const separator = mnemonic === "Db" ? ";" : "";
  const text = [...`${header}${separator}`].map((character) => character.charCodeAt(0));
  return Uint8Array.from([start, ...text, ...payload, stop]);
}

function payloadOf(panel = ""): readonly number[] {
  const isMono = panel === "k" || panel === "o";
  const length = isMono ? monoPanelBytes(SMALL) : colourPanelBytes(SMALL, 32);
  return new Array<number>(length).fill(panel.charCodeAt(0));
}

export const BLACK_CARD = ["Ss", "Sr", "Db;k;2", "Se"] as const;
export const COLOUR_CARD = [
  "Ss",
  "Sr",
  "Db;y;32",
  "Db;m;32",
  "Db;c;32",
  "Db;k;2",
  "Db;o;2",
  "Se",
] as const;

export function panelsOf({ panels }: CardRecord): string {
  return panels.map(({ side, panel }) => (side === "front" ? panel : `back-${panel}`)).join(" ");
}
