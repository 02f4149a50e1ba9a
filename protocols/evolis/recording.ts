import type { Geometry } from "./geometry.ts";

/**
 * The lines of a recording: JSON, one object a line. A head, then what crossed the line, in order;
 * a recorder that is started again on the same file adds another head. Described for people in
 * docs/recordings.md.
 */

export const RECORDING_VERSION = 1;

/** What a recording does not have unless it was asked for: it may be somebody's. */
export const LEFT_OUT = ["images", "fields", "noise"] as const;

export interface RecordingHead {
  readonly recording: typeof RECORDING_VERSION;
  readonly protocol: "evolis";
  /** Id of the printer, or the name of the simulated one. */
  readonly device: string;
  /** RFC 3339; the times of the frames count from here. */
  readonly begun_at: string;
  /** At which end of the line it was recorded. */
  readonly seen_by: "host" | "device";
  readonly geometry: { readonly width_dots: number; readonly height_dots: number };
  readonly left_out: readonly (typeof LEFT_OUT)[number][];
}

interface Timed {
  /** Milliseconds since the head's `begun_at` on a monotonic clock: when its last byte was seen. */
  readonly t: number;
}

/** A command that the guide knows, by its header with semicolons: `Rco;p`, `Dbc;k;2;83312`. */
export interface RecordedCommand extends Timed {
  readonly from: "host";
  readonly command: string;
  /** When its first byte was seen, where that is another time. */
  readonly began?: number;
  readonly payload?: RecordedPayload;
  /** Characters of parameters that are left out; `command` is the mnemonic alone. */
  readonly parameters?: number;
}

export interface RecordedPayload {
  readonly bytes: number;
  /** The first 16 digits of its SHA-256. */
  readonly sha256: string;
  /** The payload in hexadecimal, if it was asked for. */
  readonly hex?: string;
}

/** What the host said that is no command that can be written down. */
export interface RecordedDefect extends Timed {
  readonly from: "host";
  /** A `CommandDefect`, `unlisted` for a mnemonic the guide does not know, `noise` for neither. */
  readonly defect: string;
  readonly bytes: number;
  readonly text?: string;
}

export type RecordedAnswer = Timed & { readonly from: "device" } & (
    | { readonly answer: "ack" }
    | { readonly answer: "nack"; readonly code: string }
    /** `text` with its end; of one that is left out the length without its end, and the end. */
    | { readonly answer: "text"; readonly text: string }
    | { readonly answer: "text"; readonly characters: number; readonly end: string }
    | { readonly answer: "noise"; readonly bytes: number; readonly hex?: string }
  );

/** What became of the line: the cable at the device's end, the session at the host's. */
export interface RecordedEvent extends Timed {
  readonly line: LineState;
}

export const LINE_STATES = ["opened", "closed", "lost", "open-failed"] as const;
export type LineState = (typeof LINE_STATES)[number];

/** The recording has come to its limit: nothing more is written. */
export interface RecordingEnd extends Timed {
  readonly end: "limit";
}

export type RecordedFrame =
  | RecordedCommand
  | RecordedDefect
  | RecordedAnswer
  | RecordedEvent
  | RecordingEnd;

/** What a recorder has to be given to say anything about bytes. */
export interface BytesInText {
  /** The first 16 hexadecimal digits of the SHA-256. */
  readonly fingerprint: (bytes: Uint8Array) => string;
  readonly hex: (bytes: Uint8Array) => string;
}

export function geometryOf({ geometry }: RecordingHead): Geometry {
  return { widthDots: geometry.width_dots, heightDots: geometry.height_dots };
}
