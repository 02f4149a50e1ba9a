import { Command, InvalidArgumentError } from "commander";
import { createCampaign, failureOf } from "../../simulator/campaign/campaign.ts";
import { tellStory } from "../../simulator/campaign/story.ts";
import { wholeNumber } from "../../simulator/cli/flags.ts";

// Goal: the host keeps its promises whatever happens, in whatever order.
// Method: `story.ts`. Each seed is one story, told alike every time.

interface Flags {
  readonly seed?: number;
  readonly seeds?: readonly [first: number, last: number];
}

/** How often a long run says that it goes on. */
const SAID_EVERY_MS = 60_000;

await new Command("npm run test:model --")
  .description("Takes random steps with a whole office in virtual time and judges each of them.")
  .option("--seed <n>", "one seed, with all that happens", wholeNumber)
  .option("--seeds <a..b>", "these seeds (default: 100 that nobody has chosen)", range)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(main)
  .parseAsync();

async function main({ seed, seeds }: Flags): Promise<void> {
  if (seed === undefined) await tellMany(seeds ?? fresh());
  else await tellOne(seed);
}

/** The output has no time of the real world in it: two runs of one seed write the same bytes. */
async function tellOne(seed: number): Promise<void> {
  const story = await tellStory({ seed });
  for (const line of story.log) write(line);
  for (const violation of new Set(story.violations)) write(`broken: ${violation}`);
  write(story.violations.length === 0 ? "every promise kept" : `seed ${seed} breaks a promise`);
  process.exitCode = story.violations.length === 0 ? 0 : 1;
}

async function tellMany([first, last]: readonly [number, number]): Promise<void> {
  const startedMs = performance.now();
  let saidMs = startedMs;
  const campaign = createCampaign();
  let broken = 0;
  write(`seeds ${first} to ${last}`);
  for (let seed = first; seed <= last; seed += 1) {
    const story = await tellStory({ seed });
    campaign.add(story);
    if (story.violations.length > 0) {
      broken += 1;
      for (const line of failureOf(story)) write(line);
    }
    if (performance.now() - saidMs < SAID_EVERY_MS) continue;
    saidMs = performance.now();
    write(`at seed ${seed}, ${broken} broke a promise`);
  }
  for (const line of campaign.report(performance.now() - startedMs)) write(line);
  write(broken === 0 ? "every promise kept" : `${broken} seeds broke a promise`);
  process.exitCode = broken === 0 ? 0 : 1;
}

function range(text: string): readonly [number, number] {
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (first === undefined || last === undefined || Number(first) > Number(last)) {
    throw new InvalidArgumentError("It is no range such as 1..1000.");
  }
  return [Number(first), Number(last)];
}

function fresh(): readonly [number, number] {
  const first = Date.now() % 1_000_000_000;
  return [first, first + 99];
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
