import {
  createSmallWorld,
  jobOnCard,
  type SmallWorld,
  type SmallWorldOptions,
} from "../../simulator/office/small-world.ts";
import { isResting, judge } from "../../simulator/stage/judge.ts";
import { LIVES, type Life, type LifeName } from "./crash-lives.ts";
import { createTold, leftBehind } from "./left-behind.ts";
import { sendUntilAnswered } from "./server-actor.ts";

const JOB = { jobId: "oku-2021-000123", image: "picture of 123", back: "back of 123" };
const jobOn = jobOnCard({ [JOB.jobId]: JOB.image });
/** Long enough for the slowest recovery: a card that was stuck until help came, and two deaths. */
const STORY_MS = 900_000;
/** After the last word has been said, acknowledgements are still under way. */
const EPILOGUE_MS = 2_000;

/** One job from its first sending to its rest, with the deaths on the way. */
export interface Story {
  readonly violations: readonly string[];
  /** Crash points passed by each process. */
  readonly points: readonly number[];
  /** What each death has left behind. */
  readonly behind: readonly string[];
  /** Whether it was followed to its rest. */
  readonly isWhole: boolean;
  readonly state: string | undefined;
  readonly log: string;
}

export interface StoryOptions extends SmallWorldOptions {
  readonly life?: LifeName;
  /** Whether a world in which no more deaths are to come need not be followed to its rest. */
  readonly isKnown?: (behind: string) => boolean;
}

export async function play(options: StoryOptions): Promise<Story> {
  const { life: name = "clean", ...more } = options;
  const life: Life = LIVES[name]();
  let isOver = false;
  const told = createTold();
  const behind: string[] = [];
  const world: SmallWorld = createSmallWorld({
    ...more,
    cable(bytes, pass) {
      const deliver = (passed: Uint8Array) => {
        told.hear(passed);
        pass(passed);
      };
      if (life.cable === undefined) deliver(bytes);
      else life.cable(world, bytes, deliver);
    },
    mourn() {
      const left = `${life.stage?.(world) ?? ""} ${leftBehind(world, told)}`;
      behind.push(left);
      isOver = behind.length === options.deaths?.length && options.isKnown?.(left) === true;
    },
  });
  life.begin?.(world);
  world.start();
  sendUntilAnswered(world, JOB);
  let atRest = false;
  world.broker.onPublish(world.topics.jobEvent, ({ payload }) => {
    atRest = isResting((JSON.parse(payload) as { state: string }).state);
  });
  const isAtRest = () => atRest && world.printer.mechanism.still;
  while (!isOver && !isAtRest() && world.clock.monotonicMs() < STORY_MS) await world.clock.step();
  if (!isOver) await world.clock.runUntil(world.clock.monotonicMs() + EPILOGUE_MS);
  world.close();
  const events = world.broker.log.filter(({ topic }) => topic === world.topics.jobEvent);
  const last = events.at(-1);
  return {
    violations: [
      ...world.fatal.map((error) => `fatal: ${String(error)}`),
      ...world.violations,
      ...(isOver
        ? []
        : judge({ topics: world.topics, log: world.broker.log, cards: world.cards, jobOn })),
      ...(last === undefined && !isOver ? ["I1 the job was never announced"] : []),
    ],
    points: world.lives.map(({ passed }) => passed),
    behind,
    isWhole: !isOver,
    state: last && (JSON.parse(last.payload) as { state: string }).state,
    log: world.log.join("\n"),
  };
}

export interface Campaign {
  /** Crash points of the first process. */
  readonly points: number;
  /** How many different worlds the first deaths leave behind. */
  readonly worlds: number;
  /** Pairs of a first death and a second one in the recovery from it. */
  readonly pairs: number;
  readonly failures: readonly string[];
  /** Of the stories that were followed to their rest: how the job ended. */
  readonly states: Readonly<Record<string, number>>;
}

/**
 * Every first death, and for each every second one in the process that follows. A death that
 * leaves the same world behind as one before it leads into the same recovery: that is followed to
 * its rest once, and its second deaths are tried once.
 */
export async function everyDeath(options: StoryOptions, { twice = true } = {}): Promise<Campaign> {
  const failures: string[] = [];
  const states: Record<string, number> = {};
  const known = new Set<string>();
  let pairs = 0;
  async function tell(deaths: readonly number[]): Promise<Story> {
    const story = await play({ ...options, deaths, isKnown: (behind) => known.has(behind) });
    for (const violation of story.violations) failures.push(`[${deaths}] ${violation}`);
    if (!story.isWhole) return story;
    known.add(story.behind.at(-1) ?? "");
    states[story.state ?? "none"] = (states[story.state ?? "none"] ?? 0) + 1;
    return story;
  }
  const [points = 0] = (await play(options)).points;
  const recoveries: (readonly [first: number, points: number])[] = [];
  for (let first = 1; first <= points; first += 1) {
    const { isWhole, points: passed } = await tell([first]);
    if (isWhole) recoveries.push([first, passed[1] ?? 0]);
  }
  for (const [first, secondPoints] of twice ? recoveries : []) {
    for (let second = 1; second <= secondPoints; second += 1) await tell([first, second]);
    pairs += secondPoints;
  }
  return { points, worlds: recoveries.length, pairs, failures, states };
}
