import type { VirtualClock } from "../stage/virtual-clock.ts";
import type { Cable } from "../stage/world-printer.ts";
import type { Dice } from "./dice.ts";
import type { Tally } from "./tally.ts";

const ESC = 0x1b;
const CR = 0x0d;
/** A byte that no command has and no number. */
const NONSENSE = 0x7e;
/** Between two changes of a line: longer than an exchange, or both rounds of evidence. */
const CHANGE_EVERY_MS = 40_000;
const DELAY_MOST_MS = 700;

/** A line that splits, delays, loses, changes and repeats what it carries. */
export interface LineNoise {
  /** From now on it is a good line. */
  isOver: boolean;
  readonly toPrinter: Cable;
  readonly toHost: Cable;
}

interface Parts {
  readonly dice: Dice;
  readonly clock: () => VirtualClock;
  readonly tally: Tally;
  /** Of all pieces, how many are changed, 0 to 1, if it is time for it. */
  readonly changes: number;
}

/**
 * Noise within what is promised (docs/reliability.md): pieces are split and delayed as it comes;
 * at most one is lost, changed or repeated in an exchange, never one in each of two rounds of
 * evidence. The line has no checksums: so no byte of a picture is changed, and no command becomes
 * another one by a lost byte. It is lost or repeated whole, or has a byte that no command has.
 */
export function createNoise({ dice, clock, tally, changes }: Parts): LineNoise {
  let changedMs = Number.NEGATIVE_INFINITY;

  function mayChange(): boolean {
    if (noise.isOver || clock().monotonicMs() - changedMs < CHANGE_EVERY_MS) return false;
    if (!dice.chance(changes)) return false;
    changedMs = clock().monotonicMs();
    return true;
  }

  function count(what: string, pieces: readonly Uint8Array[]): readonly Uint8Array[] {
    tally.add("noise", what);
    return pieces;
  }

  /** What becomes of what the host has written at once. */
  function spoilCommand(bytes: Uint8Array): readonly Uint8Array[] {
    if (!isCommand(bytes)) return count("payload lost", [cutOut(bytes, dice)]);
    return dice.weighted<() => readonly Uint8Array[]>([
      [1, () => count("command lost", [])],
      [1, () => count("command repeated", [bytes, bytes])],
      [
        1,
        () => count("command changed", [changed(bytes, dice.int(1, bytes.length - 2), NONSENSE)]),
      ],
    ])();
  }

  function spoilAnswer(bytes: Uint8Array): readonly Uint8Array[] {
    return dice.weighted<() => readonly Uint8Array[]>([
      [1, () => count("answer lost", [])],
      [1, () => count("answer repeated", [bytes, bytes])],
      [1, () => count("byte of an answer lost", [without(bytes, dice.int(0, bytes.length - 1))])],
      [
        2,
        () =>
          count("answer changed", [
            changed(bytes, dice.int(0, bytes.length - 1), dice.int(0, 255)),
          ]),
      ],
    ])();
  }

  function lane(spoil: (bytes: Uint8Array) => readonly Uint8Array[]): Cable {
    let freeAtMs = 0;
    return (bytes, pass) => {
      const pieces = mayChange() ? spoil(bytes) : [bytes];
      for (const piece of pieces.flatMap(split)) {
        const now = clock().monotonicMs();
        freeAtMs = Math.max(freeAtMs, now + delayMs());
        if (freeAtMs === now) pass(piece);
        else clock().timer(freeAtMs - now, () => pass(piece));
      }
    };
  }

  function delayMs(): number {
    return !noise.isOver && dice.chance(0.05) ? dice.int(1, DELAY_MOST_MS) : 0;
  }

  function split(bytes: Uint8Array): readonly Uint8Array[] {
    if (noise.isOver || bytes.length < 2 || !dice.chance(0.15)) return [bytes];
    const at = dice.int(1, bytes.length - 1);
    return [bytes.subarray(0, at), bytes.subarray(at)];
  }

  const noise: LineNoise = {
    isOver: false,
    toPrinter: lane(spoilCommand),
    toHost: lane(spoilAnswer),
  };
  return noise;
}

/** One whole command without a payload: no download `Db…` of a panel. */
function isCommand(bytes: Uint8Array): boolean {
  const isDownload = bytes[1] === 0x44 && bytes[2] === 0x62;
  return bytes[0] === ESC && bytes.indexOf(CR) === bytes.length - 1 && !isDownload;
}

/** Some bytes of a payload are lost: the rest is too short, and dropped after a while. */
function cutOut(bytes: Uint8Array, dice: Dice): Uint8Array {
  const header = bytes.lastIndexOf(0x3b) + 1;
  const at = dice.int(Math.min(header, bytes.length - 1), bytes.length - 1);
  return bytes.subarray(0, at);
}

function without(bytes: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
}

function changed(bytes: Uint8Array, at: number, by: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = by;
  return copy;
}
