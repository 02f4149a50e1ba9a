import { createHash } from "node:crypto";
import type { Geometry } from "../../protocols/evolis/geometry.ts";
import { createRecorder } from "../../protocols/evolis/recorder.ts";
import type { RecordedFrame } from "../../protocols/evolis/recording.ts";

/** A recorder whose lines are kept, at a time that the test sets. */
export function setUpRecorder(geometry: Geometry, keepsData = false) {
  const frames: RecordedFrame[] = [];
  let nowMs = 0;
  const recorder = createRecorder({
    geometry,
    keepsData,
    now: () => nowMs,
    write: (frame) => frames.push(frame),
    fingerprint,
    hex: (bytes) => Buffer.from(bytes).toString("hex"),
  });
  return {
    frames,
    fingerprint,
    line: recorder.line.bind(recorder),
    at(ms: number) {
      nowMs = ms;
    },
    host: (...texts: readonly (string | Uint8Array)[]) =>
      texts.map(bytesOf).forEach(recorder.host.bind(recorder)),
    device: (...texts: readonly (string | Uint8Array)[]) =>
      texts.map(bytesOf).forEach(recorder.device.bind(recorder)),
  };
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? Buffer.from(text, "latin1") : text;
}

function fingerprint(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
