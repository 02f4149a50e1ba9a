import type { Cancel, Clock } from "../../src/core/ports.ts";

export interface VirtualClock extends Clock {
  /**
   * One turn of the virtual world: the earliest timer, ties by the order they were set, then one
   * full `setImmediate` drain. False when no timer is left. Rejects with what the timer throws.
   */
  step(): Promise<boolean>;
  /**
   * All turns due up to this monotonic reading, which is then the time; or only those until it is
   * so. Tells whether it is. Rejects when an instant has no end: something goes round in circles.
   */
  runUntil(monotonicMs: number, isSo?: () => boolean): Promise<boolean>;
  /** Turns until no timer is left; their number. Rejects when there are more than `maxTurns`. */
  runUntilIdle(limit: { readonly maxTurns: number }): Promise<number>;
  /** Moves the wall reading alone, as a person or NTP would; negative is back. */
  jumpWall(byMs: number): void;
}

interface Timer {
  readonly dueMs: number;
  /** Breaks ties: timers of one instant fire in the order they were set. */
  readonly order: number;
  /** `undefined`: cancelled; its place in the heap is given up when it comes to the top. */
  run: (() => void) | undefined;
}

/** Turns of one instant; a whole card of the fastest printer has some hundred. */
const INSTANT_MAX = 100_000;

/** Time that passes only in turns. Delays are whole milliseconds: rounded, and never below 0. */
export function createVirtualClock({
  startWallMs,
}: {
  readonly startWallMs: number;
}): VirtualClock {
  const heap: Timer[] = [];
  let nowMs = 0;
  let wallOffsetMs = startWallMs;
  let order = 0;
  let instantTurns = 0;

  function timer(delayMs: number, run: () => void): Cancel {
    const set: Timer = { dueMs: nowMs + Math.max(0, Math.round(delayMs)), order: order++, run };
    push(heap, set);
    return () => {
      set.run = undefined;
    };
  }

  function nextDueMs(): number {
    while (heap[0] !== undefined && heap[0].run === undefined) pop(heap);
    return heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  function pass(untilMs: number): void {
    instantTurns = untilMs === nowMs ? instantTurns + 1 : 0;
    nowMs = untilMs;
    if (instantTurns <= INSTANT_MAX) return;
    throw new Error(`the virtual world does not leave the instant ${nowMs} ms`);
  }

  /** One turn, unless no timer is due by then. */
  async function turn(untilMs: number): Promise<boolean> {
    // Promises that are under way may still set a timer: they get one drain to do it.
    if (nextDueMs() > untilMs) await drain();
    if (nextDueMs() > untilMs) return false;
    const next = pop(heap);
    pass(next?.dueMs ?? nowMs);
    next?.run?.();
    await drain();
    return true;
  }

  const step = () => turn(Number.MAX_VALUE);
  return {
    wallMs: () => nowMs + wallOffsetMs,
    monotonicMs: () => nowMs,
    timer,
    step,
    async runUntil(untilMs, isSo = () => false) {
      await drain();
      while (!isSo()) {
        if (await turn(untilMs)) continue;
        nowMs = Math.max(nowMs, untilMs);
        return isSo();
      }
      return true;
    },
    async runUntilIdle({ maxTurns }) {
      await drain();
      for (let turns = 0; turns <= maxTurns; turns++) if (!(await step())) return turns;
      throw new Error(`the virtual world is still busy after ${maxTurns} turns`);
    },
    jumpWall(byMs) {
      wallOffsetMs += byMs;
    },
  };
}

function drain(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

/** Puts a timer into the binary heap: parents are before their children. */
function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || isBefore(parent, timer)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = timer;
}

/** Takes the earliest timer out: the last one sinks from the top to its place. */
function pop(heap: Timer[]): Timer | undefined {
  const earliest = heap[0];
  const last = heap.pop();
  if (last === undefined || earliest === last) return earliest;
  let at = 0;
  for (;;) {
    const below = earlierChild(heap, at);
    const child = heap[below];
    if (child === undefined || isBefore(last, child)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
  return earliest;
}

function earlierChild(heap: readonly Timer[], at: number): number {
  const left = heap[2 * at + 1];
  const right = heap[2 * at + 2];
  const isRight = left !== undefined && right !== undefined && isBefore(right, left);
  return isRight ? 2 * at + 2 : 2 * at + 1;
}
