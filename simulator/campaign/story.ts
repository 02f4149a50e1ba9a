import type { Figures } from "./books.ts";
import { verdictsOf } from "./coverage.ts";
import { epilogue } from "./epilogue.ts";
import { finish } from "./finale.ts";
import type { KindName } from "./kinds.ts";
import { createOffice, type Office } from "./office.ts";
import { passRounds, quietPause } from "./quiet-days.ts";
import { drawPause, stepsOf } from "./steps.ts";
import type { Counted } from "./tally.ts";

export interface StoryOptions {
  readonly seed: number;
  /** In place of the kind of world that the seed draws. */
  readonly kind?: KindName | undefined;
}

/** One seed from its first step to the rest at its end, or to the first broken promise. */
export interface Story {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly log: readonly string[];
  readonly figures: Figures & {
    readonly virtualMs: number;
    /** Simulated time × printers. */
    readonly printerMs: number;
    readonly cards: number;
    readonly deaths: number;
    readonly jobs: number;
    readonly attempts: number;
  };
  /** What was seen of the tables and catalogues, and how often. */
  readonly counted: readonly Counted[];
}

export async function tellStory(options: StoryOptions): Promise<Story> {
  const office = createOffice(options);
  const { world } = office;
  try {
    world.note(`setting ${JSON.stringify(office.setting)}`);
    world.start();
    const violations = await play(office).catch((error) => stuck(office, error));
    return { seed: options.seed, violations, log: world.log, ...summary(office) };
  } finally {
    world.close();
  }
}

/** A world that goes round in circles, or breaks down, is no office either. */
function stuck(office: Office, error: unknown): readonly string[] {
  return [...office.judge(), `fatal: ${String(error)}`];
}

async function play(office: Office): Promise<readonly string[]> {
  const { world, dice, books, setting } = office;
  const { clock } = world;
  const { kind } = setting;
  const steps = stepsOf(kind);
  for (let left = dice.int(...kind.steps); left > 0; left -= 1) {
    const pauseMs = kind.isQuiet ? quietPause(office) : drawPause(dice);
    await clock.runUntil(clock.monotonicMs() + pauseMs);
    if (kind.isQuiet) passRounds(office);
    dice.weighted(steps)(office);
    books.figures.steps += 1;
    // What follows within this instant.
    await clock.runUntil(clock.monotonicMs());
    const violations = office.judge();
    if (violations.length > 0) return violations;
  }
  const violations = await finish(office);
  return violations.length > 0 ? violations : epilogue(office);
}

function summary({
  world,
  stations,
  setting,
  books,
  streams,
  tally,
}: Office): Pick<Story, "figures" | "counted"> {
  tally.add("kinds", setting.kind.name);
  const jobIds = new Set(streams.jobEvents.map(({ job_id: jobId }) => jobId));
  const attempts = [...jobIds].flatMap((jobId) => world.disk.attempts(jobId));
  for (const verdict of attempts.flatMap(verdictsOf)) tally.add("verdicts", verdict);
  for (const [condition, count] of streams.raised) tally.add("raised", condition, count);
  const figures = {
    ...books.figures,
    virtualMs: world.clock.monotonicMs(),
    printerMs: stations.length * world.clock.monotonicMs(),
    cards: world.cards.length,
    deaths: world.lives.filter(({ alive }) => !alive).length,
    jobs: jobIds.size,
    attempts: attempts.length,
  };
  return { figures, counted: tally.all() };
}
