import type { Step } from "./schema.ts";

/** What a story takes at least: the times at which its steps are, and how long they last. */
export function leastMs(steps: readonly Pick<Step, "at" | "after" | "for">[]): number {
  return steps.reduce((elapsedMs, { at = 0, after, for: lastsMs = 0 }) => {
    const waitMs = after !== undefined && "ms" in after ? after.ms : 0;
    return Math.max(elapsedMs, at) + waitMs + lastsMs;
  }, 0);
}
