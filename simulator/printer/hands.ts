import type { Machinery } from "./conditions.ts";

/** What a person can do at the printer. Power is the machine's own affair: `machine.ts`. */
export const HAND_ACTIONS = [
  "refill",
  "ribbon",
  "take-card",
  "empty-reject",
  "open",
  "close",
  "unplug",
  "plug",
  "power-off",
  "power-on",
] as const;
export type HandAction = (typeof HAND_ACTIONS)[number];

type Handling = (machinery: Machinery) => void;

export const HANDS: Readonly<Record<Exclude<HandAction, "power-off" | "power-on">, Handling>> = {
  refill: ({ body }) => body.feeder.refill(),
  ribbon: ({ body }) => body.ribbon.replace(),
  "take-card": ({ mechanism }) => mechanism.takeCard(),
  /** Both boxes: who empties one takes the good cards along. */
  "empty-reject": ({ body }) => {
    body.reject.empty();
    body.output.empty();
  },
  open: ({ body }) => {
    body.isCoverOpen = true;
  },
  close: ({ body }) => {
    body.isCoverOpen = false;
  },
  unplug: ({ body }) => {
    body.isPlugged = false;
  },
  plug: ({ body }) => {
    body.isPlugged = true;
  },
};
