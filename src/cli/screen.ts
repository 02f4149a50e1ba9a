import { plainText } from "./output.ts";
import type { ScreenLine, ScreenSize } from "./watch-layout.ts";

/** What of a terminal a screen needs; `process.stdout` is one. */
export interface TerminalOutput {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** The whole of a terminal, drawn over and over without a flicker, and left as it was found. */
export interface Screen {
  size(): ScreenSize;
  draw(lines: readonly ScreenLine[]): void;
  leave(): void;
}

const ESC = "\u001b[";
/** Another screen than the one with the shell's lines; no cursor, and long lines are cut off. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}2J`;
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`;
/** Terminals that know these show nothing in between; the others pass over them. */
const BEGIN_FRAME = `${ESC}?2026h${ESC}H`;
const END_FRAME = `${ESC}?2026l`;

const LOOKS: Readonly<Record<ScreenLine["look"], string>> = {
  plain: "",
  table: "",
  strong: "1",
  faint: "2",
  "banner-good": "1;30;42",
  "banner-warning": "1;30;43",
  "banner-bad": "1;37;41",
  "banner-quiet": "1;30;47",
};

const BLANK: ScreenLine = { text: "", look: "plain" };
const SIZE_UNKNOWN: ScreenSize = { columns: 80, rows: 24 };

/** Takes the terminal over until `leave`. Without colours (`NO_COLOR`) the words say it all. */
export function openScreen(output: TerminalOutput, colours: boolean): Screen {
  let isOpen = true;
  output.write(ENTER);
  const size = () => ({
    columns: output.columns || SIZE_UNKNOWN.columns,
    rows: output.rows || SIZE_UNKNOWN.rows,
  });
  return {
    size,
    draw(lines) {
      if (!isOpen) return;
      const { columns, rows } = size();
      // Every place is written, so that nothing has to be erased before.
      const all = Array.from({ length: rows }, (_, n) => lines[n] ?? BLANK);
      const drawn = all.map((line) => styled(line, columns, colours));
      output.write(`${BEGIN_FRAME}${drawn.join("\r\n")}${END_FRAME}`);
    },
    leave() {
      if (isOpen) output.write(LEAVE);
      isOpen = false;
    },
  };
}

function styled({ text, look }: ScreenLine, columns: number, colours: boolean): string {
  const shown = plainText(text).padEnd(columns);
  const codes = LOOKS[look];
  return colours && codes !== "" ? `${ESC}${codes}m${shown}${ESC}0m` : shown;
}
