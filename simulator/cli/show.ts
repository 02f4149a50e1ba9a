import { readRecording } from "../io/recording-reader.ts";
import { transcript } from "../recording/transcript.ts";

/** Prints a recording, one line a frame. */
export function runShow(file: string): void {
  // `show FILE | head` closes the pipe early.
  process.stdout.on("error", () => process.exit());
  process.stdout.write(`${transcript(readRecording(file)).join("\n")}\n`);
}
