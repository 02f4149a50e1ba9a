import type { Policy, PrinterPlan } from "./policy.ts";
import type { CardTime, State } from "./state.ts";

/** How long a printer takes for a card, by the last ones that it has made. */

export type PacePolicy = Pick<Policy, "printers">;

/** Fewer say too little: the first one after a start is slower than the rest. */
const CARDS_MIN = 3;
/** A longer pause between two cards is no part of making them. */
const PAUSE_MS = 15_000;
/** A colour card over a serial line. */
const DEFAULT_MS = 90_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Milliseconds from card to card of a printer that is always busy. */
export function paceOf({ lastCards }: State, { printers }: PacePolicy, printer: string): number {
  return cardMs(lastCards.get(printer) ?? [], printers.find(({ id }) => id === printer) ?? {});
}

/** Cards that all printers of the host together make in an hour. */
export function cardsPerHour(state: State, policy: PacePolicy): number {
  const paces = [...state.printers.keys()].map((printer) => paceOf(state, policy, printer));
  return paces.reduce((cards, ms) => cards + HOUR_MS / ms, 0);
}

/** Cards that all printers of the host together can make in so long, by their pace and duty. */
export function cardsWithin(state: State, policy: PacePolicy, durationMs: number): number {
  const most = [...state.printers.keys()].map((printer) => {
    const { perHour = Number.POSITIVE_INFINITY, perDay = Number.POSITIVE_INFINITY } =
      policy.printers.find(({ id }) => id === printer)?.duty ?? {};
    return Math.min(
      durationMs / paceOf(state, policy, printer),
      perHour * Math.ceil(durationMs / HOUR_MS),
      perDay * Math.ceil(durationMs / DAY_MS),
    );
  });
  return Math.floor(most.reduce((cards, each) => cards + each, 0));
}

/** The median of the last cards, in milliseconds; what the configuration expects until then. */
export function cardMs(
  cards: readonly CardTime[],
  { cardMs }: Pick<PrinterPlan, "cardMs">,
): number {
  const measured = cards
    .map((card, n) => untilNext(card, cards[n + 1]))
    // A clock that was set back makes no card take less than nothing.
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  if (measured.length < CARDS_MIN) return cardMs ?? DEFAULT_MS;
  return measured[Math.floor(measured.length / 2)] ?? DEFAULT_MS;
}

/** To the next card if that followed at once, drawing and questions included; else to its end. */
function untilNext({ armedAt, endedAt }: CardTime, next: CardTime | undefined): number {
  const follows = next !== undefined && next.armedAt - endedAt <= PAUSE_MS;
  return (follows ? next.armedAt : endedAt) - armedAt;
}
