import type { Geometry } from "../../protocols/evolis/geometry.ts";
import { createRecorder, type Recorder } from "../../protocols/evolis/recorder.ts";
import {
  LEFT_OUT,
  RECORDING_VERSION,
  type RecordedFrame,
  type RecordingHead,
} from "../../protocols/evolis/recording.ts";
import type { Clock } from "../core/ports.ts";
import { openRecordingFile } from "./recording-file.ts";
import { sha256 } from "./sha256.ts";

/** Nearly two weeks of a printer that prints all day, images left out. */
export const RECORDING_BYTES_MAX = 100 * 1024 * 1024;
const FINGERPRINT_DIGITS = 16;

export interface LineRecordingOptions {
  readonly path: string;
  readonly device: string;
  readonly seenBy: RecordingHead["seen_by"];
  readonly geometry: Geometry;
  /** Whether images, fields and noise are kept. */
  readonly keepsData: boolean;
  /** Default {@link RECORDING_BYTES_MAX}. */
  readonly bytesMax?: number;
  readonly payloadTimeoutMs?: number;
  readonly clock: Pick<Clock, "wallMs" | "monotonicMs">;
  /** Told once, when the recording ends before the line does. */
  readonly ended: (why: string) => void;
}

export interface LineRecording extends Recorder {
  close(): void;
}

/**
 * Records one line into a file. Throws `DaemonError` `RECORDING_FAILED` at once when it cannot;
 * later nothing of it ever throws: the line goes on without its recording.
 */
export function openLineRecording(options: LineRecordingOptions): LineRecording {
  const { path, clock, ended } = options;
  const file = openRecordingFile({ path, bytesMax: options.bytesMax ?? RECORDING_BYTES_MAX });
  const begunMs = clock.monotonicMs();
  const now = () => Math.round(clock.monotonicMs() - begunMs);
  let isOpen = true;

  function end(why: string): void {
    if (!isOpen) return;
    isOpen = false;
    file.close();
    ended(why);
  }

  function guard(run: () => void): void {
    if (!isOpen) return;
    try {
      run();
    } catch (error) {
      end(error instanceof Error ? error.message : String(error));
    }
  }

  function write(frame: RecordedFrame | RecordingHead): void {
    if (!isOpen || file.add(frame) === "added") return;
    file.addLast({ t: now(), end: "limit" } satisfies RecordedFrame);
    end("it has reached its limit");
  }

  const recorder = createRecorder({ ...options, ...BYTES_IN_TEXT, now, write });
  guard(() => write(headOf(options)));
  return {
    host: (chunk) => guard(() => recorder.host(chunk)),
    device: (chunk) => guard(() => recorder.device(chunk)),
    line: (state) => guard(() => recorder.line(state)),
    close() {
      if (isOpen) file.close();
      isOpen = false;
    },
  };
}

const BYTES_IN_TEXT = {
  fingerprint: (bytes: Uint8Array) => sha256(bytes).slice(0, FINGERPRINT_DIGITS),
  hex: (bytes: Uint8Array) => Buffer.from(bytes).toString("hex"),
};

function headOf(options: LineRecordingOptions): RecordingHead {
  const { device, seenBy, geometry, keepsData, clock } = options;
  return {
    recording: RECORDING_VERSION,
    protocol: "evolis",
    device,
    begun_at: new Date(clock.wallMs()).toISOString(),
    seen_by: seenBy,
    geometry: { width_dots: geometry.widthDots, height_dots: geometry.heightDots },
    left_out: keepsData ? [] : LEFT_OUT,
  };
}
