import { describe, expect, it } from "vitest";
import { failureOf } from "../../../simulator/campaign/campaign.ts";
import { TABLE_VERDICTS } from "../../../simulator/campaign/coverage.ts";
import { KIND_NAMES } from "../../../simulator/campaign/kinds.ts";
import { type Story, tellStory } from "../../../simulator/campaign/story.ts";

// Goal: the host keeps its promises (I1 to I8, I11, I12) whatever happens in whatever order. That
// the campaign can say otherwise is shown by `test/plants`.
// Method: the real daemon with its real store in virtual time; a seed draws the office and every
// step; after each step the printer's cards, the broker's log and the store are judged. Thousands
// of seeds: `cetakd-sim campaign --seeds A..B`.

const SEEDS = Array.from({ length: 40 }, (_, n) => n + 1);

/** A busy machine takes its time. */
const PATIENCE_MS = 15 * 60_000;

async function kept(seed: number): Promise<Story> {
  const story = await tellStory({ seed });
  expect(story.violations, failureOf(story).join("\n")).toEqual([]);
  return story;
}

describe("an office", () => {
  it(
    "keeps every promise with seeds that are always the same",
    async () => {
      const stories: Story[] = [];
      for (const seed of SEEDS) stories.push(await kept(seed));
      const sum = (count: (story: Story) => number) =>
        stories.reduce((total, story) => total + count(story), 0);
      // What has not happened has shown nothing.
      expect(sum(({ figures }) => figures.cards)).toBeGreaterThan(200);
      expect(sum(({ figures }) => figures.deaths)).toBeGreaterThan(50);
      expect(sum(({ figures }) => figures.cuts)).toBeGreaterThan(30);
      expect(sum(({ figures }) => figures.right)).toBeGreaterThan(5);
      expect(sum(({ figures }) => figures.wrong)).toBeGreaterThan(5);
      const counted = stories.flatMap((story) => story.counted);
      const namesOf = (wanted: string) =>
        new Set(counted.flatMap(([group, name]) => (group === wanted ? [name] : [])));
      const verdicts = namesOf("verdicts");
      expect(namesOf("kinds").size).toBeGreaterThan(KIND_NAMES.length / 2);
      const seen = TABLE_VERDICTS.filter((verdict) => verdicts.has(verdict));
      expect(seen.length).toBeGreaterThan(TABLE_VERDICTS.length / 2);
    },
    PATIENCE_MS,
  );

  it("goes the same way, byte for byte, with the same seed", async () => {
    const [first, second] = [await kept(7), await kept(7)];
    expect(second.log.join("\n")).toBe(first.log.join("\n"));
    expect(first.log.join("\n")).not.toBe((await kept(8)).log.join("\n"));
  });
});
