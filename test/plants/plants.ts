import type { Plant } from "./plant.ts";
import { CARDS } from "./plants-cards.ts";
import { HOLDS } from "./plants-holds.ts";
import { PEOPLE } from "./plants-people.ts";
import { TAKING } from "./plants-taking.ts";

/** All planted mistakes. None of them is anywhere in the daemon. */
export const PLANTS: readonly Plant[] = [...TAKING, ...CARDS, ...HOLDS, ...PEOPLE];

/** Throws when there is none of this name. */
export function plantOf(name: string): Plant {
  const plant = PLANTS.find((each) => each.name === name);
  if (plant === undefined) throw new Error(`no planted mistake is called: ${name}`);
  return plant;
}
