import { describe, expect, it } from "vitest";
import { isResting, judge } from "../../../simulator/stage/judge.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";
import { createSmallWorld, jobOnCard, type SmallWorldOptions } from "../../support/small-world.ts";

// Goal: no death of the process at any instant loses a job, prints a card twice or breaks another
// of the invariants that a skeleton can break (I1, I2, I3, I5, I7, I8).
// Method: one job through the real store, core, codec and driver in virtual time. Every crash
// point of the first life is tried, and for each of them every crash point of the recovery.

const JOB = { jobId: "oku-2021-000123", image: "picture of 123" };
const jobOn = jobOnCard({ [JOB.jobId]: JOB.image });
/** Long enough for the slowest recovery: three quiet periods, then the server's next try. */
const STORY_MS = 240_000;
/** After the last word has been said, acknowledgements are still under way. */
const EPILOGUE_MS = 2_000;

interface Story {
  readonly violations: readonly string[];
  /** Crash points passed by each process. */
  readonly points: readonly number[];
  readonly state: string | undefined;
  readonly log: string;
}

async function play(options: SmallWorldOptions): Promise<Story> {
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

interface Campaign {
  /** Crash points of the first process, and pairs of them with one of its successor. */
  readonly points: number;
  readonly pairs: number;
  readonly failures: readonly string[];
  readonly states: Readonly<Record<string, number>>;
}

/** Every first death, and for each every second one in the process that follows. */
async function everyDeath(options: SmallWorldOptions, { twice = true } = {}): Promise<Campaign> {
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

describe("one job without a crash", () => {
  it.each(["executed", "received"] as const)("is completed with ACK %s", async (ack) => {
    const { violations, state } = await play({ printer: { ack } });
    expect({ violations, state }).toEqual({ violations: [], state: "completed" });
  });

  it("gives byte-identical logs for one seed", async () => {
    const [first, second] = [await play({ seed: 7 }), await play({ seed: 7 })];
    expect(second.log).toBe(first.log);
    expect(first.log).toContain('"state":"completed"');
  });
});

describe("one job, killed at every crash point and again at every one of the recovery", () => {
  it.each(["executed", "received"] as const)(
    "keeps every promise with ACK %s",
    async (ack) => {
      const { points, pairs, failures, states } = await everyDeath({ printer: { ack, speed: 8 } });
      process.stdout.write(
        `crash test, ACK ${ack}: ${points} crash points, ${pairs} pairs with one of the recovery; ` +
          `the job ended ${JSON.stringify(states)}\n`,
      );
      expect(failures).toEqual([]);
      expect(pairs).toBeGreaterThan(points);
    },
    300_000,
  );
});

describe("a planted mistake", () => {
  it("an order sent before its commit breaks I3, I5 and the rest", async () => {
    const { failures } = await everyDeath(
      {
        plant: (store, later) => ({
          ...store,
          commit: (changes) => later(() => store.commit(changes)),
        }),
      },
      { twice: false },
    );
    const broken = new Set(failures.map((failure) => /I\d/.exec(failure)?.[0]));
    expect([...broken].sort()).toEqual(["I1", "I3", "I5"]);
  });
});
