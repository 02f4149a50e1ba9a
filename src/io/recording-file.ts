import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { DaemonError } from "../core/errors.ts";

/** A file of JSON lines that only grows, and that only its owner may read. */
export interface RecordingFile {
  /** Adds one line in one step: a kill leaves whole lines, and at most half a one at the end. */
  add(line: object): "added" | "full";
  /** Adds one short line beyond the limit. */
  addLast(line: object): void;
  close(): void;
}

export interface RecordingFileOptions {
  readonly path: string;
  /** Bytes above which nothing is added. */
  readonly bytesMax: number;
}

const HEAD = '{"recording":';

/**
 * Opens a recording to add to it, or makes it. Throws `DaemonError` `RECORDING_FAILED`: the file
 * cannot be opened, or is something else.
 */
export function openRecordingFile({ path, bytesMax }: RecordingFileOptions): RecordingFile {
  const file = open(path);
  let { size } = fstatSync(file);
  // What a killed process has left of its last line stays alone in its line.
  let before = size === 0 || lastByte(file, size) === "\n" ? "" : "\n";

  function write(text: string): void {
    before = "";
    size += writeAll(file, Buffer.from(text));
  }

  return {
    add(line) {
      const text = `${before}${JSON.stringify(line)}\n`;
      if (size + Buffer.byteLength(text) > bytesMax) return "full";
      write(text);
      return "added";
    },
    addLast: (line) => write(`${before}${JSON.stringify(line)}\n`),
    close: () => closeSync(file),
  };
}

function open(path: string): number {
  const { O_APPEND, O_CREAT, O_RDWR, O_NOCTTY } = constants;
  let file: number | undefined;
  try {
    file = openSync(path, O_APPEND | O_CREAT | O_RDWR | O_NOCTTY, 0o600);
    assertRecording(file);
    fchmodSync(file, 0o600);
    return file;
  } catch (cause) {
    if (file !== undefined) closeSync(file);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DaemonError("RECORDING_FAILED", `cannot record to ${path}: ${reason}`, {}, cause);
  }
}

function assertRecording(file: number): void {
  const stats = fstatSync(file);
  if (!stats.isFile()) throw new Error("it is no file");
  const start = Buffer.alloc(HEAD.length);
  readSync(file, start, 0, start.length, 0);
  if (stats.size > 0 && start.toString() !== HEAD) {
    throw new Error("the file exists and is no recording; choose another name");
  }
}

function lastByte(file: number, size: number): string {
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last.toString();
}

function writeAll(file: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  return bytes.length;
}
