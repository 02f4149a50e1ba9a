import type { Cancel, Clock } from "../core/ports.ts";

/** Longest delay that `setTimeout` keeps; a longer one would fire at once. In milliseconds. */
const STEP_MS_MAX = 2 ** 31 - 1;

/**
 * The system's clock. A timer never fires early by the monotonic reading, and any finite delay
 * is kept, months included.
 *
 * Its timers keep the process alive. While every line and the broker are away, the timers of the
 * next attempts are all that the daemon has: without them it would end quietly, with code 0. A
 * timer that was forgotten at the stop shows at once, as a process that does not end.
 */
export function createSystemClock(): Clock {
  const monotonicMs = () => performance.now();
  return {
    wallMs: () => Date.now(),
    monotonicMs,
    timer: (delayMs, run) => startTimer({ dueMs: monotonicMs() + delayMs, monotonicMs, run }),
  };
}

interface Due {
  readonly dueMs: number;
  monotonicMs(): number;
  run(): void;
}

function startTimer({ dueMs, monotonicMs, run }: Due): Cancel {
  let timeout = setTimeout(fire, stepMs(dueMs - monotonicMs()));

  function fire(): void {
    const leftMs = dueMs - monotonicMs();
    if (leftMs <= 0) run();
    else timeout = setTimeout(fire, stepMs(leftMs));
  }

  return () => clearTimeout(timeout);
}

/** One more than asked for: `setTimeout` counts whole milliseconds and may be early by a part. */
function stepMs(leftMs: number): number {
  return leftMs <= 0 ? 0 : Math.min(Math.ceil(leftMs) + 1, STEP_MS_MAX);
}
