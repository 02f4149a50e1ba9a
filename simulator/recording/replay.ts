import type { Geometry } from "../../protocols/evolis/geometry.ts";
import { createRecorder } from "../../protocols/evolis/recorder.ts";
import type { RecordedFrame } from "../../protocols/evolis/recording.ts";
import {
  type Exchange,
  type ExchangeRules,
  isOfHost,
  keyOf,
  moves,
  type Reaction,
} from "./exchanges.ts";
import { createScript, type Found } from "./script.ts";

export interface ReplayParts {
  readonly now: () => number;
  readonly timer: (delayMs: number, run: () => void) => () => void;
  readonly fingerprint: (bytes: Uint8Array) => string;
  /** Bytes to the host. */
  readonly send: (bytes: Uint8Array) => void;
  readonly plugged: (isPlugged: boolean) => void;
  /** The host did what it does not do in the recording. */
  readonly deviated: (how: string) => void;
}

export interface ReplayOptions extends ExchangeRules {
  readonly geometry: Geometry;
  /** 1 is the recorded pace, 10 ten times as fast, 0 waits for nothing. */
  readonly speed: number;
}

/** A device that answers as recorded. */
export interface Replay {
  /** Bytes from the host. */
  receive(chunk: Uint8Array): void;
  /** Commands that were answered, or met with the recorded silence. */
  readonly played: number;
  /** The line of the recording that the host has come to. */
  readonly at: number;
}

/**
 * What the recording does not have is told and not answered: a device that does not know better is
 * silent. Answers come in order, each no sooner after its command than recorded.
 */
export function createReplay(
  exchanges: readonly Exchange[],
  parts: ReplayParts,
  options: ReplayOptions,
): Replay {
  const { now, timer, send, plugged, deviated } = parts;
  const script = createScript(exchanges);
  let lastDueMs = 0;
  let played = 0;

  const ear = createRecorder({
    geometry: options.geometry,
    keepsData: false,
    now,
    write: hear,
    fingerprint: parts.fingerprint,
    hex: () => "",
  });

  function hear(frame: RecordedFrame): void {
    if (!isOfHost(frame)) return;
    const key = keyOf(frame, options);
    const found = script.find(key, moves(frame));
    if (found === undefined) {
      deviated(`${key}: the recording has none behind line ${script.at}; it is not answered`);
      return;
    }
    const missed = found.passedOver.map((each) => each.key);
    if (missed.length > 0) deviated(`${key}: before it the recording has ${missed.join(", ")}`);
    play(found);
  }

  function play({ exchange, isRepeat }: Found): void {
    played += 1;
    const { reactions } = exchange;
    // An answer can be given again; a cable is pulled once.
    const due = isRepeat ? reactions.filter(({ kind }) => kind === "say") : reactions;
    for (const reaction of due) schedule(reaction);
  }

  function schedule(reaction: Reaction): void {
    const afterMs = options.speed === 0 ? 0 : reaction.afterMs / options.speed;
    lastDueMs = Math.max(lastDueMs, now() + afterMs);
    timer(Math.max(0, lastDueMs - now()), () => perform(reaction));
  }

  function perform(reaction: Reaction): void {
    if (reaction.kind === "say") send(reaction.bytes);
    else plugged(reaction.kind === "plug");
  }

  return {
    receive: (chunk) => ear.host(chunk),
    get played() {
      return played;
    },
    get at() {
      return script.at;
    },
  };
}
