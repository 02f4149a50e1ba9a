import { KNOWN } from "./coverage.ts";
import type { KindName } from "./kinds.ts";
import type { Story } from "./story.ts";
import { createTally } from "./tally.ts";

const DAY_MS = 24 * 3_600_000;
const YEAR_DAYS = 365.25;
/** Lines of the log that lead up to a broken promise. */
const LAST_LINES = 40;

/** Groups of which nobody knows all names beforehand. */
const COUNTED = [
  ["kinds", "worlds"],
  ["injected", "faults and mishaps injected"],
  ["noise", "changes on the lines"],
] as const;

/** A story as it comes from another process: its log where it breaks a promise. */
export type ToldStory = Omit<Story, "log"> & Partial<Pick<Story, "log">>;

/** What many stories add up to. */
export interface Campaign {
  readonly stories: number;
  /** Seeds that broke a promise. */
  readonly broken: number;
  add(story: ToldStory): void;
  /** In one line, while it goes on. `tookMs`: real time. */
  progress(tookMs: number): string;
  /** One line each. */
  report(tookMs: number): readonly string[];
}

export function createCampaign(): Campaign {
  const sums = new Map<string, number>();
  const tally = createTally();
  let stories = 0;
  let broken = 0;
  const sum = (name: keyof Story["figures"]) => sums.get(name) ?? 0;

  function coverage(): readonly string[] {
    return KNOWN.flatMap(({ group, title, names }) => {
      const counts = tally.of(group);
      const missing = names.filter((name) => !counts.has(name));
      return [
        `${title}: ${names.length - missing.length} of ${names.length}`,
        ...(missing.length === 0 ? [] : [`  not seen: ${missing.join("; ")}`]),
        `  ${listed(names, counts)}`,
      ];
    });
  }

  function checks(): number {
    return [...tally.of("checks").values()].reduce((total, count) => total + count, 0);
  }

  function perDay(count: number): string {
    return (count / Math.max(1, sum("printerMs") / DAY_MS)).toFixed(0);
  }

  function pace(tookMs: number): string {
    const years = sum("printerMs") / DAY_MS / YEAR_DAYS;
    return (
      `${stories} seeds, ${Math.round((stories * 60_000) / Math.max(1, tookMs))} a minute, ` +
      `${(sum("virtualMs") / DAY_MS).toFixed(1)} simulated days, ${years.toFixed(2)} printer-years`
    );
  }

  return {
    get stories() {
      return stories;
    },
    get broken() {
      return broken;
    },
    add({ figures, counted, violations }) {
      stories += 1;
      if (violations.length > 0) broken += 1;
      for (const [name, value] of Object.entries(figures)) {
        sums.set(name, (sums.get(name) ?? 0) + value);
      }
      tally.take(counted);
    },
    progress: (tookMs) => `${pace(tookMs)}; ${broken} broke a promise`,
    report: (tookMs) => [
      `${pace(tookMs)}, ${sum("steps")} steps`,
      `${sum("jobs")} jobs, ${sum("attempts")} attempts, ${sum("cards")} cards; ` +
        `a printer-day has ${perDay(sum("cards"))} cards and ${perDay(checks())} checks`,
      `${sum("deaths")} deaths of the daemon, ${sum("cuts")} cuts of a printer's line, ` +
        `${sum("powerCuts")} power failures of a printer, ` +
        `${sum("brokerLosses")} losses of the broker`,
      ...COUNTED.map(([group, title]) => `${title}: ${mostFirst(tally.of(group))}`),
      `${sum("right")} right and ${sum("wrong")} wrong answers about cards in doubt`,
      ...coverage(),
    ],
  };
}

function listed(names: readonly string[], counts: ReadonlyMap<string, number>): string {
  const seen = names.filter((name) => counts.has(name));
  return seen.map((name) => `${counts.get(name)} × ${name}`).join("; ") || "none";
}

function mostFirst(counts: ReadonlyMap<string, number>): string {
  // Of equal ones by name: which comes first must not depend on who told it first.
  const names = [...counts.keys()].toSorted();
  const most = names.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return listed(most, counts);
}

/** Which promises a seed has broken, what led up to it, and how to see all of it again. */
export function failureOf(
  { seed, violations, log = [] }: ToldStory,
  kind?: KindName,
): readonly string[] {
  return [
    ...log.slice(-LAST_LINES),
    `seed ${seed} breaks:`,
    ...[...new Set(violations)].map((violation) => `  ${violation}`),
    `all of it again: cetakd-sim campaign --seed ${seed}${kind === undefined ? "" : ` --kind ${kind}`}`,
  ];
}
