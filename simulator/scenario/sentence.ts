import { CONDITIONS, type Condition } from "../../protocols/faults.ts";
import { JOB_STATES, type JobState } from "../../protocols/words.ts";

/** How many: `40 cards`, `at least 40 cards`, `at most 40 cards`, `no card`. */
export interface Amount {
  readonly is: "exactly" | "at-least" | "at-most";
  readonly count: number;
}

/** What a sentence says of the world; a device is a printer, a server or `host`. */
export type Statement =
  | {
      readonly kind: "card-inside";
      readonly card: number;
      readonly isComingOut: boolean;
      readonly device?: string;
    }
  | { readonly kind: "cards"; readonly amount: Amount; readonly as: "printed" | "spoiled" }
  | { readonly kind: "job"; readonly job: string; readonly state: JobState }
  | { readonly kind: "jobs"; readonly amount: Amount | "every"; readonly state: JobState }
  | { readonly kind: "held"; readonly device: string; readonly isHeld: boolean }
  | {
      readonly kind: "fault";
      readonly device: string;
      readonly condition: Condition | "any";
      readonly isThere: boolean;
    }
  | { readonly kind: "shown"; readonly device: string; readonly word: ShownWord };

/** What the retained documents of the host say of a device in one word. */
export const SHOWN_WORDS = [
  "idle",
  "processing",
  "stopped",
  "up",
  "degraded",
  "down",
  "off",
  "unknown",
  "online",
  "offline",
  "starting",
  "printing",
  "on probation",
  "in relapse",
] as const;
export type ShownWord = (typeof SHOWN_WORDS)[number];

interface Form {
  /** For people: what such a sentence looks like. */
  readonly example: string;
  readonly pattern: RegExp;
  /** `undefined`: the words fit, what they name does not exist. */
  readonly read: (found: Readonly<Record<string, string>>) => Statement | undefined;
}

const AMOUNT = "(?<amount>no|(?:at least |at most )?\\d{1,6})";
const DEVICE = "(?<device>[a-z0-9-]{1,32})";

/** In this order; the first that fits is meant. */
export const FORMS: readonly Form[] = [
  {
    example: "card 26 is printing",
    pattern: new RegExp(`^card (?<card>\\d{1,6}) is printing(?: on ${DEVICE})?$`),
    read: (found) => cardInside(found, false),
  },
  {
    example: "card 26 is coming out",
    pattern: new RegExp(`^card (?<card>\\d{1,6}) is coming out(?: on ${DEVICE})?$`),
    read: (found) => cardInside(found, true),
  },
  {
    example: "at least 40 cards are printed",
    pattern: new RegExp(`^${AMOUNT} cards? (?:is|are) (?<as>printed|spoiled)$`),
    read: ({ amount = "", as }) => ({
      kind: "cards",
      amount: amountOf(amount),
      as: as === "spoiled" ? "spoiled" : "printed",
    }),
  },
  {
    example: "job job-1 is held",
    pattern: /^job (?<job>[A-Za-z0-9._-]{1,72}) is (?<not>not )?held$/,
    read: ({ job, not }) => ({ kind: "held", device: `job:${job}`, isHeld: not === undefined }),
  },
  {
    example: "job job-1 is completed",
    pattern: /^job (?<job>[A-Za-z0-9._-]{1,72}) is (?<state>\S+)$/,
    read: ({ job = "", state }) =>
      withState(state, (known) => ({ kind: "job", job, state: known })),
  },
  {
    example: "every job is completed",
    pattern: /^every job is (?<state>\S+)$/,
    read: ({ state }) =>
      withState(state, (known) => ({ kind: "jobs", amount: "every", state: known })),
  },
  {
    example: "at most 3 jobs are in-doubt",
    pattern: new RegExp(`^${AMOUNT} jobs? (?:is|are) (?<state>\\S+)$`),
    read: ({ amount = "", state }) =>
      withState(state, (known) => ({ kind: "jobs", amount: amountOf(amount), state: known })),
  },
  {
    example: "printer1 is not held",
    pattern: new RegExp(`^${DEVICE} is (?<not>not )?held$`),
    read: ({ device = "", not }) => ({ kind: "held", device, isHeld: not === undefined }),
  },
  {
    example: "printer1 has no media-jam",
    pattern: new RegExp(`^${DEVICE} has (?<no>no )?(?<condition>[a-z-]+)$`),
    read({ device = "", no, condition = "" }) {
      const meant = condition === "fault" ? "any" : CONDITIONS.find((each) => each === condition);
      if (meant === undefined) return undefined;
      return { kind: "fault", device, condition: meant, isThere: no === undefined };
    },
  },
  {
    example: "server1 is down",
    pattern: new RegExp(`^${DEVICE} is (?<word>${SHOWN_WORDS.join("|")})$`),
    read({ device = "", word }) {
      const shown = SHOWN_WORDS.find((each) => each === word);
      return shown && { kind: "shown", device, word: shown };
    },
  },
];

/** What a sentence says; `undefined`: it is none. */
export function parseSentence(text: string): Statement | undefined {
  for (const { pattern, read } of FORMS) {
    const found = pattern.exec(text);
    if (found !== null) return read({ ...found.groups });
  }
  return undefined;
}

/** What would have been understood in place of a text. */
export function sentenceHelp(text: string): string {
  const [, condition] = /^[a-z0-9-]+ has (?:no )?(\S+)$/.exec(text) ?? [];
  if (condition !== undefined) {
    return `"${text}": there is no ${condition}: expected fault, or a condition of docs/faults.md`;
  }
  if (/\bjobs? (?:\S+ )?(?:is|are) \S+$/.test(text)) return after(text, JOB_STATES);
  if (/^[a-z0-9-]+ is (?:not )?\S/.test(text)) return after(text, ["held", ...SHOWN_WORDS]);
  const examples = FORMS.map(({ example }) => `"${example}"`).join(", ");
  return `"${text}": expected a sentence such as ${examples}`;
}

function after(text: string, words: readonly string[]): string {
  const verb = /\b(?:is|are)\b/.exec(text)?.[0] ?? "is";
  return `"${text}": behind "${verb}" is expected one of ${words.join(", ")}`;
}

function cardInside(
  { card = "", device }: Readonly<Record<string, string>>,
  isComingOut: boolean,
): Statement {
  const where = device === undefined ? {} : { device };
  return { kind: "card-inside", card: Number(card), isComingOut, ...where };
}

function amountOf(text: string): Amount {
  const count = Number(/\d+/.exec(text)?.[0] ?? 0);
  if (text.startsWith("at least")) return { is: "at-least", count };
  return { is: text.startsWith("at most") ? "at-most" : "exactly", count };
}

function withState(
  text: string | undefined,
  make: (state: JobState) => Statement,
): Statement | undefined {
  const state = JOB_STATES.find((each) => each === text);
  return state && make(state);
}
