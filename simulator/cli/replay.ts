import { createHash } from "node:crypto";
import { geometryOf } from "../../protocols/evolis/recording.ts";
import { openPluggableLine } from "../io/pluggable-line.ts";
import { realTime } from "../io/real-time.ts";
import { readRecording } from "../io/recording-reader.ts";
import { nameOfLink } from "../io/running-printer.ts";
import { exchangesOf } from "../recording/exchanges.ts";
import { createReplay } from "../recording/replay.ts";
import { complain, ready, stopSignal, warn } from "./lifetime.ts";

export interface ReplayFlags {
  readonly link: string;
  readonly speed: number;
  readonly anyImage?: true;
}

/** A device that answers as recorded, until SIGTERM. */
export async function runReplay(file: string, flags: ReplayFlags): Promise<void> {
  const { link, speed, anyImage = false } = flags;
  const lines = readRecording(file);
  const [first] = lines;
  if (first?.kind !== "head") throw new Error(`${file} is no recording`);
  let deviations = 0;
  const replay = createReplay(
    exchangesOf(lines, { anyImage }),
    {
      ...realTime,
      fingerprint: (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16),
      send: (bytes) => line.write(bytes),
      plugged: (isPlugged) => line.setPlugged(isPlugged),
      deviated(how) {
        deviations += 1;
        warn(how);
      },
    },
    { geometry: geometryOf(first.head), speed, anyImage },
  );
  const line = openPluggableLine({
    linkPath: link,
    baud: 0,
    onBytes: (bytes) => replay.receive(bytes),
    ...realTime,
  });
  ready({ device: nameOfLink(link), link, recording: file });
  await stopSignal();
  line.setPlugged(false);
  warn(`${replay.played} commands played, up to line ${replay.at} of ${lines.length}`);
  if (deviations > 0) complain(`the host has deviated ${deviations} times`);
  // What was to be said later has nobody to hear it.
  process.exit();
}
