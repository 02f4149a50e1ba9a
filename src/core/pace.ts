import type { State } from "./state.ts";

/** What a card printer makes of ordinary cards, until it has been measured. */
const CARDS_PER_HOUR = 100;

/** Cards that all printers of the host together make in an hour. */
export function cardsPerHour({ printers }: State): number {
  return printers.size * CARDS_PER_HOUR;
}
