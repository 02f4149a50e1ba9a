import { suits } from "./advance.ts";
import type { Draft } from "./draft.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import type { Printer, State } from "./state.ts";

/**
 * Tells, as soon as more cards wait than the ribbons of their printers are good for: a new one is
 * at hand before the old one ends in the midst of the queue. Printers of one stock share its queue,
 * so their ribbons count together; one that is away prints nothing of it. A card with a printed
 * back may take more of a ribbon than is counted here: the core knows no pictures.
 */
export function lookAtRibbons(draft: Draft, state: State, policy: Policy): void {
  for (const printer of state.printers.values()) {
    if (printer.phase.kind === "offline") continue;
    const left = ribbonsLeft(state, printer);
    const waiting = waitingFor(state, printer);
    const raw = `left=${left} waiting=${waiting}`;
    const isShort = waiting > left;
    observe(draft, state, policy, {
      device: printer.id,
      present: isShort ? [{ condition: "marker-supply-insufficient", raw }] : [],
      checked: ["marker-supply-insufficient"],
    });
  }
}

/** Cards that the ribbons of a stock's printers are good for; a printer may not tell. */
function ribbonsLeft({ printers }: State, { stock }: Printer): number {
  return [...printers.values()]
    .filter((each) => each.stock === stock && each.phase.kind !== "offline")
    .map(({ health }) => health?.ribbonLeft ?? Number.POSITIVE_INFINITY)
    .reduce((sum, left) => sum + left, 0);
}

/** With the card under way: what was left was counted before it. */
function waitingFor({ queue, printers }: State, printer: Printer): number {
  const underWay = [...printers.values()].filter(
    ({ stock, phase }) => stock === printer.stock && phase.kind === "printing",
  );
  return underWay.length + queue.filter((job) => suits(printer, job)).length;
}
