import {
  type Command,
  type CommandDefect,
  decodeFields,
  HEADER_CHARACTERS_MAX,
} from "./command.ts";
import { DEFAULT_FRAMING, type Framing } from "./framing.ts";
import type { PanelSizes } from "./geometry.ts";
import { type CompressedHeaderFields, payloadBytes } from "./payload-length.ts";

/**
 * The printer's ear: takes commands out of a byte stream, however it is cut.
 *
 * - After a stop the next start character is optional; stops and NUL bytes between commands are
 *   nothing (the vendor's driver pads with NUL).
 * - A payload is taken by count and copied once, into a buffer bounded by the worst case of its
 *   panel. The command is complete with its last byte; a stop that follows is nothing.
 * - A start character inside a header begins anew: the sender was cut off.
 * - After a header that cannot be read on, everything up to the next stop is passed over.
 */
export interface CommandScanner {
  push(chunk: Uint8Array): readonly Scanned[];
  /** Whether a payload is begun and not complete: until then every byte is taken for it. */
  readonly payloadPending: boolean;
  /** Drops a payload that was cut off, with its header. Whether there was one. */
  abandonPayload(): boolean;
  /** Bytes so far that were passed over behind a header that cannot be read on. */
  readonly passedOver: number;
}

export type Scanned =
  | { readonly kind: "command"; readonly command: Command }
  /** `header` is what was heard, at most {@link HEADER_CHARACTERS_MAX} characters. Not for logs. */
  | { readonly kind: "defect"; readonly defect: CommandDefect; readonly header: string };

export interface CommandScannerOptions extends PanelSizes {
  readonly framing?: Framing;
  /** 3 if absent. */
  readonly compressedHeaderFields?: CompressedHeaderFields;
}

export function createCommandScanner(options: CommandScannerOptions): CommandScanner {
  return new Scanner(options);
}

interface Payload {
  readonly bytes: Uint8Array;
  filledBytes: number;
}

const NUL = 0;

class Scanner implements CommandScanner {
  readonly #sizes: PanelSizes;
  readonly #compressedHeaderFields: CompressedHeaderFields;
  #framing: Framing;
  /** Fields that a separator has ended, and the one under way; `undefined` between commands. */
  #fields: string[] = [];
  #field: string | undefined;
  #headerCharacters = 0;
  #payload: Payload | undefined;
  #skipping = false;
  #passedOver = 0;
  #found: Scanned[] = [];

  constructor(options: CommandScannerOptions) {
    this.#sizes = options;
    this.#compressedHeaderFields = options.compressedHeaderFields ?? 3;
    this.#framing = options.framing ?? DEFAULT_FRAMING;
  }

  push(chunk: Uint8Array): readonly Scanned[] {
    this.#found = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#payload !== undefined) at += this.#fill(this.#payload, chunk.subarray(at));
      else this.#hear(chunk[at++] ?? NUL);
    }
    return this.#found;
  }

  get payloadPending(): boolean {
    return this.#payload !== undefined;
  }

  abandonPayload(): boolean {
    if (this.#payload === undefined) return false;
    this.#forget();
    return true;
  }

  get passedOver(): number {
    return this.#passedOver;
  }

  /** Takes what belongs to the payload; how many bytes that was. */
  #fill(payload: Payload, rest: Uint8Array): number {
    const taken = rest.subarray(0, payload.bytes.length - payload.filledBytes);
    payload.bytes.set(taken, payload.filledBytes);
    payload.filledBytes += taken.length;
    if (payload.filledBytes === payload.bytes.length) this.#complete(payload.bytes);
    return taken.length;
  }

  #hear(byte: number): void {
    const { start, separator, stop } = this.#framing;
    if (this.#skipping) this.#passOver(byte);
    else if (byte === start) this.#begin();
    else if (byte === stop) this.#stop();
    else if (byte === NUL && this.#field === undefined) return;
    else if (this.#headerCharacters === HEADER_CHARACTERS_MAX) this.#skip("too-long");
    else if (byte === separator) this.#separate();
    else this.#append(byte);
  }

  #passOver(byte: number): void {
    this.#skipping = byte !== this.#framing.stop;
    if (this.#skipping) this.#passedOver += 1;
  }

  #begin(): void {
    if (this.#headerCharacters > 0) this.#report("cut-off");
    this.#forget();
    this.#field = "";
  }

  #stop(): void {
    if (this.#field !== undefined) this.#complete();
  }

  #append(byte: number): void {
    this.#headerCharacters += 1;
    this.#field = (this.#field ?? "") + String.fromCharCode(byte);
  }

  #separate(): void {
    this.#headerCharacters += 1;
    this.#fields.push(this.#field ?? "");
    this.#field = "";
    const length = payloadBytes(this.#fields, this.#sizes, this.#compressedHeaderFields);
    if (typeof length === "string") this.#skip(length);
    else if (length) this.#payload = { bytes: new Uint8Array(length), filledBytes: 0 };
  }

  #complete(payload?: Uint8Array): void {
    const fields = payload ? this.#fields : [...this.#fields, this.#field ?? ""];
    const decoded = decodeFields(fields, payload);
    if (decoded.ok) this.#obey(decoded.command);
    else this.#report(decoded.defect);
    this.#forget();
  }

  #obey(command: Command): void {
    this.#found.push({ kind: "command", command });
    if (command.kind === "set-framing") this.#framing = command.framing;
    if (command.kind === "restore-framing") this.#framing = DEFAULT_FRAMING;
  }

  #skip(defect: CommandDefect): void {
    this.#report(defect);
    this.#forget();
    this.#skipping = true;
  }

  #report(defect: CommandDefect): void {
    const separator = String.fromCharCode(this.#framing.separator);
    const header = [...this.#fields, this.#field ?? ""].join(separator);
    this.#found.push({ kind: "defect", defect, header });
  }

  #forget(): void {
    this.#fields = [];
    this.#field = undefined;
    this.#headerCharacters = 0;
    this.#payload = undefined;
  }
}
