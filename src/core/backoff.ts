import type { Random } from "./ports.ts";

export interface Pauses {
  /** The next pause: it doubles each time up to the longest and varies by half of itself. */
  nextMs(): number;
  /** After a success the pauses start short again. */
  reset(): void;
}

/** Growing pauses with jitter, so that many hosts do not come back in one instant. */
export function backoff(
  { firstMs, longestMs }: { readonly firstMs: number; readonly longestMs: number },
  random: Pick<Random, "jitter">,
): Pauses {
  let pauseMs = firstMs;
  return {
    nextMs() {
      const presentMs = pauseMs;
      pauseMs = Math.min(pauseMs * 2, longestMs);
      return Math.round(presentMs * (0.5 + random.jitter() / 2));
    },
    reset() {
      pauseMs = firstMs;
    },
  };
}
