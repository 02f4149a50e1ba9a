import { CARD_GEOMETRY } from "../protocols/evolis/geometry.ts";
import { type LineRecording, openLineRecording } from "../src/io/line-recording.ts";
import { realTime } from "./io/real-time.ts";
import { nameOfLink, openPrinter } from "./io/running-printer.ts";
import type { PrinterOptions, RunningPrinter } from "./library.ts";

/**
 * A printer, its line recorded if that is wished. Throws before there is one if the recording
 * cannot be written; `ended` is told once if it ends before the printer does.
 */
export function openRecordedPrinter(
  options: PrinterOptions,
  ended: (why: string) => void,
): RunningPrinter {
  const recording = openRecording(options, ended);
  try {
    const printer = openPrinter(options, recording);
    return {
      ...printer,
      async stop() {
        await printer.stop();
        recording?.close();
      },
    };
  } catch (error) {
    recording?.close();
    throw error;
  }
}

function openRecording(
  { link, name = nameOfLink(link), record, recordData = false, payloadTimeoutMs }: PrinterOptions,
  ended: (why: string) => void,
): LineRecording | undefined {
  if (record === undefined) return undefined;
  return openLineRecording({
    path: record,
    device: name,
    seenBy: "device",
    geometry: CARD_GEOMETRY,
    keepsData: recordData,
    ...(payloadTimeoutMs !== undefined && { payloadTimeoutMs }),
    clock: { wallMs: () => Date.now(), monotonicMs: realTime.now },
    ended: (why) => ended(`the recording has ended: ${why}`),
  });
}
