import { isMeant, sow } from "./plant.ts";
import { plantOf } from "./plants.ts";

// One planted mistake in a process of its own: `hunt.ts NAME MOST` tells story after story until
// the campaign finds it, and writes what came of it as JSON.

/** What came of one planted mistake. */
export interface Hunt {
  /** How it was found; `undefined`: it was not. */
  readonly found: string | undefined;
  /** Seeds told. */
  readonly seeds: number;
  /** What was found that was not meant, with its seed. */
  readonly beside: readonly string[];
  readonly tookMs: number;
}

const [name = "", most = "500", first = "1"] = process.argv.slice(2);
const startedMs = performance.now();
const plant = plantOf(name);
sow(plant);
// Not before: it loads the daemon.
const { tellStory } = await import("../../simulator/campaign/story.ts");

const beside: string[] = [];
let found: string | undefined;
let seeds = 0;
while (found === undefined && seeds < Number(most)) {
  const seed = Number(first) + seeds;
  const violations = await violationsOf(seed);
  found = violations.find((violation) => isMeant(plant, violation));
  const [other] = violations;
  if (found === undefined && other !== undefined) beside.push(`${seed}: ${other}`);
  seeds += 1;
}
const hunt: Hunt = { found, seeds, beside, tookMs: Math.round(performance.now() - startedMs) };
process.stdout.write(`${JSON.stringify(hunt)}\n`);

/** A mistake may also bring down what plays with the daemon. */
async function violationsOf(seed: number): Promise<readonly string[]> {
  try {
    return (await tellStory({ seed })).violations;
  } catch (error) {
    return [`fatal: ${String(error)}`];
  }
}
