import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import { DaemonError } from "../core/errors.ts";
import type { ByteLink, Clock, Log } from "../core/ports.ts";
import { type LineRecording, openLineRecording } from "../io/line-recording.ts";
import { recordLink } from "../io/recorded-link.ts";

/** What is to be recorded of a printer's line, by its configuration or the command line. */
export interface RecordingWish {
  readonly printer: string;
  readonly file: string;
  readonly keepsData: boolean;
  readonly bytesMax: number;
  /** A person waits for it; else printing goes before recording, at the start too. */
  readonly isDemanded: boolean;
}

/** The recordings of the printers' lines. */
export interface Recordings {
  /** The same link, recorded if that is wished for its printer. */
  of(printer: string, link: ByteLink): ByteLink;
  close(): void;
}

/** Throws `DaemonError` `RECORDING_FAILED` where one that is demanded cannot be written. */
export function openRecordings(
  wishes: readonly RecordingWish[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Recordings {
  const open = new Map<string, LineRecording>();
  for (const wish of wishes) {
    const recording = tryOpen(wish, clock, log);
    if (recording !== undefined) open.set(wish.printer, recording);
  }
  return {
    of(printer, link) {
      const recording = open.get(printer);
      return recording === undefined ? link : recordLink(link, recording);
    },
    close() {
      for (const recording of open.values()) recording.close();
    },
  };
}

function tryOpen(wish: RecordingWish, clock: Clock, log: Log): LineRecording | undefined {
  const { printer, file, keepsData, bytesMax } = wish;
  try {
    return openLineRecording({
      path: file,
      device: printer,
      seenBy: "host",
      geometry: CARD_GEOMETRY,
      keepsData,
      bytesMax,
      clock,
      ended: (why) => log.write("warn", "the recording has ended", { printer, file, why }),
    });
  } catch (error) {
    if (wish.isDemanded || !(error instanceof DaemonError)) throw error;
    log.write("error", "the line is not recorded", { printer, err: error });
    return undefined;
  }
}
