import type { Dice } from "./dice.ts";

/** What happens to an office, in groups that a kind of world has more or less of. */
export type Group =
  | "jobs"
  | "odd-jobs"
  | "people"
  | "odd-people"
  | "right-answers"
  | "wrong-answers"
  | "deaths"
  | "cables"
  | "power"
  | "faults"
  | "help"
  | "hands"
  | "broker"
  | "clocks"
  | "host"
  | "servers"
  | "receiver"
  | "twins";

export interface Kind {
  readonly name: KindName;
  /** Weights of one, two and three printers. */
  readonly printers: readonly [one: number, two: number, three: number];
  /** Weights of no server, one, two and three. */
  readonly servers: readonly [none: number, one: number, two: number, three: number];
  /** Of all worlds of this kind, how many have lines with noise, 0 to 1. */
  readonly noise: number;
  /** Cron checks, office hours and long days in place of a look every half minute. */
  readonly isQuiet: boolean;
  readonly steps: readonly [least: number, most: number];
  /** How much more often than in the brutal kind, by group. */
  readonly moods: Readonly<Partial<Record<Group, number>>>;
  /** What comes at the end: a second host of the same name, or an old copy of the store. */
  readonly epilogue?: "twin" | "restored";
}

export const KIND_NAMES = [
  "brutal",
  "busy",
  "noisy",
  "sick-host",
  "people",
  "twin",
  "restored",
  "quiet",
] as const;
export type KindName = (typeof KIND_NAMES)[number];

const BRUTAL: Omit<Kind, "name"> = {
  printers: [4, 1, 0],
  servers: [3, 1, 0, 0],
  noise: 0,
  isQuiet: false,
  steps: [20, 90],
  moods: {},
};

export const KINDS: Readonly<Record<KindName, Kind>> = {
  brutal: { name: "brutal", ...BRUTAL },
  busy: {
    name: "busy",
    ...BRUTAL,
    printers: [0, 2, 1],
    servers: [0, 2, 1, 1],
    moods: { jobs: 2, servers: 3, deaths: 0.5, receiver: 2 },
  },
  noisy: {
    name: "noisy",
    ...BRUTAL,
    noise: 1,
    moods: { jobs: 1.5, cables: 0.4, power: 0.5, people: 0.4 },
  },
  "sick-host": {
    name: "sick-host",
    ...BRUTAL,
    moods: { host: 8, clocks: 3, broker: 2, deaths: 1.5, receiver: 3 },
  },
  people: {
    name: "people",
    ...BRUTAL,
    printers: [2, 2, 1],
    moods: { people: 3, "odd-people": 2, "right-answers": 2, "wrong-answers": 2, faults: 2 },
  },
  twin: { name: "twin", ...BRUTAL, epilogue: "twin", steps: [5, 40], moods: { twins: 0 } },
  restored: {
    name: "restored",
    ...BRUTAL,
    epilogue: "restored",
    steps: [10, 40],
    moods: { twins: 0 },
  },
  // Rates such as a real office sees: most days nothing happens but cards.
  quiet: {
    name: "quiet",
    ...BRUTAL,
    printers: [2, 3, 5],
    servers: [24, 1, 0, 0],
    isQuiet: true,
    steps: [120, 420],
    moods: {
      jobs: 4,
      "odd-jobs": 0.2,
      people: 0.1,
      "odd-people": 0.05,
      "right-answers": 0.6,
      "wrong-answers": 0.01,
      deaths: 0.05,
      cables: 0.03,
      power: 0.05,
      faults: 0.12,
      help: 0.5,
      hands: 0.05,
      broker: 0.1,
      clocks: 0.03,
      host: 0.05,
      servers: 0.3,
      twins: 0.02,
    },
  },
};

export function drawKind(dice: Dice): Kind {
  const name = dice.weighted<KindName>([
    [34, "brutal"],
    [3, "twin"],
    [3, "restored"],
    [14, "busy"],
    [12, "noisy"],
    [10, "sick-host"],
    [10, "people"],
    [14, "quiet"],
  ]);
  return KINDS[name];
}
