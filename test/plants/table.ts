import type { Hunt } from "./hunt.ts";
import type { Plant } from "./plant.ts";

const HEAD = "| planted mistake | in | found as | at seed | seconds |\n|---|---|---|---|---|\n";

const BEGIN = "<!-- npm run test:plants -- --write -->\n";
const END = "<!-- end of what it writes -->\n";

/** One row: a mistake, how it was found, and at which of the seeds 1, 2, 3 … */
export function rowOf({ name, file }: Plant, { found, seeds, tookMs }: Hunt): string {
  const as = found === undefined ? `**not found in ${seeds} seeds**` : found.replaceAll("|", "\\|");
  const at = found === undefined ? "" : seeds;
  return `| ${name} | \`${file.replace("src/", "")}\` | ${as} | ${at} | ${inSeconds(tookMs)} |`;
}

function inSeconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}

/** In the order of the plants. */
export function tableOf(plants: readonly Plant[], hunts: ReadonlyMap<Plant, Hunt>): string {
  const rows = plants.flatMap((plant) => {
    const hunt = hunts.get(plant);
    return hunt === undefined ? [] : [`${rowOf(plant, hunt)}\n`];
  });
  return HEAD + rows.join("");
}

/** A page with this table in the place of the one that it has. */
export function withTable(page: string, table: string): string {
  const [before, rest = ""] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (before === undefined || after === undefined) throw new Error(`the page has no ${BEGIN}`);
  return `${before}${BEGIN}\n${table}\n${END}${after}`;
}
