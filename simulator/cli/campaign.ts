import { createCampaign, failureOf } from "../campaign/campaign.ts";
import type { KindName } from "../campaign/kinds.ts";
import { tellStory } from "../campaign/story.ts";
import { alone, inProcesses, type Wanted } from "../campaign/tellers.ts";

export interface CampaignFlags {
  readonly seed?: number;
  readonly seeds?: readonly [first: number, last: number];
  readonly for?: number;
  readonly jobs?: number;
  readonly bail?: true;
  readonly kind?: KindName;
}

/** How often a long run says that it goes on. */
const SAID_EVERY_MS = 60_000;
/** Where nothing else ends it. */
const FRESH_SEEDS = 100;

export async function runCampaign(flags: CampaignFlags): Promise<void> {
  const { seed, kind } = flags;
  if (seed === undefined) await tellMany(flags);
  else await tellOne({ seed, kind });
}

/** The output has no time of the real world in it: two runs of one seed write the same bytes. */
async function tellOne(wanted: Wanted): Promise<void> {
  const { seed } = wanted;
  const story = await tellStory(wanted);
  for (const line of story.log) write(line);
  for (const violation of new Set(story.violations)) write(`broken: ${violation}`);
  write(story.violations.length === 0 ? "every promise kept" : `seed ${seed} breaks a promise`);
  process.exitCode = story.violations.length === 0 ? 0 : 1;
}

async function tellMany(flags: CampaignFlags): Promise<void> {
  const [first, last] = flags.seeds ?? fresh(flags);
  const { jobs = 1, for: forMs = Number.POSITIVE_INFINITY, bail, kind } = flags;
  const startedMs = performance.now();
  const tookMs = () => performance.now() - startedMs;
  let saidMs = 0;
  let seed = first;
  const campaign = createCampaign();

  function next(): Wanted | undefined {
    const isOver = seed > last || tookMs() >= forMs || (bail && campaign.broken > 0);
    if (isOver) return undefined;
    seed += 1;
    return { seed: seed - 1, kind };
  }

  write(`seeds from ${first}${last === Number.MAX_SAFE_INTEGER ? "" : ` to ${last}`}`);
  await (jobs > 1 ? inProcesses(jobs) : alone).tellAll(next, (story) => {
    campaign.add(story);
    if (story.violations.length > 0) for (const line of failureOf(story, kind)) write(line);
    if (tookMs() - saidMs < SAID_EVERY_MS) return;
    saidMs = tookMs();
    write(`at seed ${story.seed}: ${campaign.progress(saidMs)}`);
  });
  write(`seeds ${first} to ${seed - 1} told`);
  for (const line of campaign.report(tookMs())) write(line);
  write(campaign.broken === 0 ? "every promise kept" : `${campaign.broken} seeds broke a promise`);
  process.exitCode = campaign.broken === 0 ? 0 : 1;
}

/** Seeds that nobody has chosen. */
function fresh({ for: forMs }: CampaignFlags): readonly [number, number] {
  const first = Date.now() % 1_000_000_000;
  return [first, forMs === undefined ? first + FRESH_SEEDS - 1 : Number.MAX_SAFE_INTEGER];
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
