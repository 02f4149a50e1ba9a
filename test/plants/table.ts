import type { Hunt } from "./hunt.ts";
import type { Plant } from "./plant.ts";

const HEAD = "| planted mistake | in | found as | seeds | seconds |\n|---|---|---|---|---|\n";

/** One row: a mistake, how it was found, and how many seeds that took. */
export function rowOf({ name, file }: Plant, { found, seeds, tookMs }: Hunt): string {
  const as = found === undefined ? "**not found**" : found.replaceAll("|", "\\|");
  return `| ${name} | \`${file}\` | ${as} | ${seeds} | ${Math.ceil(tookMs / 1_000)} |`;
}

/** In the order of the plants. */
export function tableOf(plants: readonly Plant[], hunts: ReadonlyMap<Plant, Hunt>): string {
  const rows = plants.flatMap((plant) => {
    const hunt = hunts.get(plant);
    return hunt === undefined ? [] : [`${rowOf(plant, hunt)}\n`];
  });
  return HEAD + rows.join("");
}
