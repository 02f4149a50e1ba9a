import { TABLE_VERDICTS } from "./coverage.ts";
import type { Story } from "./story.ts";

const DAY_MS = 24 * 3_600_000;
/** Lines of the log that lead up to a broken promise. */
const LAST_LINES = 40;

/** What many stories add up to. */
export interface Campaign {
  add(story: Story): void;
  /** One line each. `tookMs`: real time. */
  report(tookMs: number): readonly string[];
}

export function createCampaign(): Campaign {
  const sums = new Map<string, number>();
  const verdicts = new Map<string, number>();
  let stories = 0;
  const sum = (name: keyof Story["figures"]) => sums.get(name) ?? 0;

  function coverage(): readonly string[] {
    const missing = TABLE_VERDICTS.filter((verdict) => !verdicts.has(verdict));
    const seen = TABLE_VERDICTS.length - missing.length;
    return [
      `recovery table: ${seen} of its ${TABLE_VERDICTS.length} verdicts seen` +
        (missing.length === 0 ? "" : `; not seen: ${missing.join("; ")}`),
      ...[...verdicts].toSorted().map(([verdict, count]) => `  ${count} × ${verdict}`),
    ];
  }

  return {
    add(story) {
      stories += 1;
      for (const [name, value] of Object.entries(story.figures)) {
        sums.set(name, (sums.get(name) ?? 0) + value);
      }
      for (const [name, count] of story.verdicts) {
        verdicts.set(name, (verdicts.get(name) ?? 0) + count);
      }
    },
    report: (tookMs) => [
      `${stories} seeds, ${Math.round((stories * 60_000) / tookMs)} a minute, ` +
        `${(sum("virtualMs") / DAY_MS).toFixed(1)} simulated days, ${sum("steps")} steps`,
      `${sum("jobs")} jobs, ${sum("attempts")} attempts, ${sum("cards")} cards`,
      `${sum("deaths")} deaths of the daemon, ${sum("cuts")} cuts of the printer's line, ` +
        `${sum("powerCuts")} power failures of the printer, ` +
        `${sum("brokerLosses")} losses of the broker`,
      `${sum("right")} right and ${sum("wrong")} wrong answers about cards in doubt`,
      ...coverage(),
    ],
  };
}

/** Which promises a seed has broken, what led up to it, and how to see all of it again. */
export function failureOf({ seed, violations, log }: Story): readonly string[] {
  return [
    ...log.slice(-LAST_LINES),
    `seed ${seed} breaks:`,
    ...[...new Set(violations)].map((violation) => `  ${violation}`),
    `all of it again: npm run test:model -- --seed ${seed}`,
  ];
}
