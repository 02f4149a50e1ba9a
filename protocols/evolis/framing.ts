/**
 * The characters around an Evolis command: start, mnemonic, separated parameters, stop.
 * Example: `ESC P e m ; 2 CR` is `1B 50 65 6D 3B 32 0D`. Source: A5013 Rev. E, command format.
 */

/** The three framing bytes; the command `Psc` changes them for what follows. */
export interface Framing {
  readonly start: number;
  readonly separator: number;
  readonly stop: number;
}

/** ESC, semicolon, CR. */
export const DEFAULT_FRAMING: Framing = { start: 0x1b, separator: 0x3b, stop: 0x0d };

/** Answer to an accepted command in ACK/NACK mode. */
export const ACK = 0x06;

/** Opens a refusal in ACK/NACK mode; a code character follows. The guide has no number for it. */
export const NACK = 0x15;

const LETTER_OR_DIGIT = /^[A-Za-z0-9]$/;

/** Whether commands can still be told apart: three different bytes, no NUL, letter or digit. */
export function isUsableFraming({ start, separator, stop }: Framing): boolean {
  const bytes = [start, separator, stop];
  return new Set(bytes).size === bytes.length && bytes.every(isUsable);
}

/** NUL is padding between commands; letters and digits are what commands are made of. */
function isUsable(byte: number): boolean {
  return byte > 0 && byte <= 0xff && !LETTER_OR_DIGIT.test(String.fromCharCode(byte));
}
