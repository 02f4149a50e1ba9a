import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { wholeNumber } from "../../simulator/cli/flags.ts";
import type { Hunt } from "./hunt.ts";
import { huntFor } from "./hunters.ts";
import type { Plant } from "./plant.ts";
import { PLANTS } from "./plants.ts";
import { rowOf, tableOf, withTable } from "./table.ts";

// Goal: the campaign finds mistakes. Method: each planted mistake is a patch of the daemon, in a
// process of its own; seeds 1, 2, 3 … are told until it is found, as what it breaks.

const AT_ONCE = 2;
const PAGE = new URL("../../docs/reliability.md", import.meta.url);
/** A mistake that lets the daemon go round in circles is not found by waiting for it. */
const TIMEOUT_MS = 30 * 60_000;

interface Flags {
  readonly most: number;
  readonly only?: string;
  readonly write?: boolean;
}

await new Command("npm run test:plants --")
  .description("Plants one mistake after the other in the daemon; the campaign must find each.")
  .option("--most <n>", "seeds to try", wholeNumber, 500)
  .option("--only <text>", "only mistakes with this in their name")
  .option("--write", "the table of all of them goes into docs/reliability.md")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(main)
  .parseAsync();

async function main({ most, only = "", write = false }: Flags): Promise<void> {
  const plants = PLANTS.filter(({ name }) => name.includes(only));
  const hunts = new Map<Plant, Hunt>();
  const waiting = [...plants];
  async function work(): Promise<void> {
    for (let plant = waiting.shift(); plant; plant = waiting.shift()) {
      const hunt = await huntFor(plant, { most, timeoutMs: TIMEOUT_MS });
      hunts.set(plant, hunt);
      say(rowOf(plant, hunt));
      if (hunt.found === undefined) for (const text of hunt.beside) say(`  beside it: ${text}`);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (write && plants.length === PLANTS.length) {
    writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), tableOf(plants, hunts)));
  }
  const missed = plants.filter((plant) => hunts.get(plant)?.found === undefined);
  say(`${plants.length - missed.length} of ${plants.length} planted mistakes found`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
