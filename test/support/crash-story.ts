import { isResting, judge } from "../../simulator/stage/judge.ts";
import { sendUntilAnswered } from "./server-actor.ts";
import { createSmallWorld, jobOnCard, type SmallWorldOptions } from "./small-world.ts";

const JOB = { jobId: "oku-2021-000123", image: "picture of 123" };
const jobOn = jobOnCard({ [JOB.jobId]: JOB.image });
/** Long enough for the slowest recovery: three quiet periods, then the server's next try. */
const STORY_MS = 240_000;
/** After the last word has been said, acknowledgements are still under way. */
const EPILOGUE_MS = 2_000;

/** One job from its first sending to its rest, with the deaths on the way. */
export interface Story {
  readonly violations: readonly string[];
  /** Crash points passed by each process. */
  readonly points: readonly number[];
  readonly state: string | undefined;
  readonly log: string;
}

export async function play(options: SmallWorldOptions): Promise<Story> {
  const world = createSmallWorld(options);
  world.start();
  sendUntilAnswered(world, JOB);
  let atRest = false;
  world.broker.onPublish(world.topics.jobEvent, ({ payload }) => {
    atRest = isResting((JSON.parse(payload) as { state: string }).state);
  });
  while (!(atRest && world.printer.mechanism.still) && world.clock.monotonicMs() < STORY_MS) {
    await world.clock.step();
  }
  await world.clock.runUntil(world.clock.monotonicMs() + EPILOGUE_MS);
  world.close();
  const events = world.broker.log.filter(({ topic }) => topic === world.topics.jobEvent);
  const last = events.at(-1);
  return {
    violations: [
      ...world.fatal.map((error) => `fatal: ${String(error)}`),
      ...world.violations,
      ...judge({ topics: world.topics, log: world.broker.log, cards: world.cards, jobOn }),
      ...(last === undefined ? ["I1 the job was never announced"] : []),
    ],
    points: world.lives.map(({ passed }) => passed),
    state: last && (JSON.parse(last.payload) as { state: string }).state,
    log: world.log.join("\n"),
  };
}

export interface Campaign {
  /** Crash points of the first process, and pairs of them with one of its successor. */
  readonly points: number;
  readonly pairs: number;
  readonly failures: readonly string[];
  readonly states: Readonly<Record<string, number>>;
}

/** Every first death, and for each every second one in the process that follows. */
export async function everyDeath(
  options: SmallWorldOptions,
  { twice = true } = {},
): Promise<Campaign> {
  const failures: string[] = [];
  const states: Record<string, number> = {};
  let pairs = 0;
  async function tell(deaths: readonly number[]): Promise<Story> {
    const story = await play({ ...options, deaths });
    states[story.state ?? "none"] = (states[story.state ?? "none"] ?? 0) + 1;
    for (const violation of story.violations) failures.push(`[${deaths}] ${violation}`);
    return story;
  }
  const [points = 0] = (await play(options)).points;
  for (let first = 1; first <= points; first += 1) {
    const [, secondPoints = 0] = (await tell([first])).points;
    for (let second = 1; twice && second <= secondPoints; second += 1) {
      await tell([first, second]);
      pairs += 1;
    }
  }
  return { points, pairs, failures, states };
}
