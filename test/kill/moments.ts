import { createSeededRandom } from "../../simulator/stage/chance.ts";

/** What of a daemon's life a kill is aimed at. */
export type Aim = "start" | "recovery" | "sending" | "moving" | "end";

/** When to kill: so long after the start of the process, or after `processing`. */
export interface Moment {
  readonly aim: Aim;
  readonly after: "start" | "processing";
  /** So many cards are let pass. */
  readonly skip: number;
  readonly delayMs: number;
}

interface Target extends Pick<Moment, "aim" | "after"> {
  /** Share of all kills. */
  readonly share: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Cards let pass are fewer than this. */
const SKIP_MAX = 3;

export interface Durations {
  /** What a recovery waits for before it asks the printer. */
  readonly quietMs: number;
  /** A card's way over the line, and its way through the printer. */
  readonly sendMs: number;
  readonly moveMs: number;
}

/** From the start of a process to its being online, or little more. */
const START_MS = 800;
/** What comes after a card's two ways: questions, records, and drawing the next one. */
const AFTER_CARD_MS = 450;
/** An event is heard a little later than it happened. */
const LAG_MS = 20;

/**
 * Moments without end. Each phase of a card has its share, however short it is: a moment chosen
 * evenly would nearly always fall into the long ones.
 */
export function createMoments(seed: number, durations: Durations): () => Moment {
  const { jitter } = createSeededRandom(seed);
  const targets = targetsOf(durations);
  return () => {
    const { aim, after, fromMs, toMs } = pick(targets, jitter());
    const skip = Math.floor(jitter() * jitter() * SKIP_MAX);
    return { aim, after, skip, delayMs: Math.round(fromMs + jitter() * (toMs - fromMs)) };
  };
}

function targetsOf({ quietMs, sendMs, moveMs }: Durations): readonly Target[] {
  const outMs = sendMs + moveMs;
  const recoveredMs = START_MS + 2 * quietMs;
  return [
    { aim: "start", after: "start", share: 0.15, fromMs: 0, toMs: START_MS },
    { aim: "recovery", after: "start", share: 0.2, fromMs: START_MS, toMs: recoveredMs },
    { aim: "sending", after: "processing", share: 0.2, fromMs: 0, toMs: sendMs + LAG_MS },
    { aim: "moving", after: "processing", share: 0.25, fromMs: sendMs, toMs: outMs },
    { aim: "end", after: "processing", share: 0.2, fromMs: outMs, toMs: outMs + AFTER_CARD_MS },
  ];
}

function pick(targets: readonly Target[], at: number): Target {
  let sum = 0;
  const found = targets.find(({ share }) => {
    sum += share;
    return at < sum;
  });
  const chosen = found ?? targets.at(-1);
  if (chosen === undefined) throw new Error("there is nothing to aim at");
  return chosen;
}
