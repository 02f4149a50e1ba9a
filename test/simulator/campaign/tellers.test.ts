import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createCampaign, failureOf, type ToldStory } from "../../../simulator/campaign/campaign.ts";
import { alone } from "../../../simulator/campaign/tellers.ts";

// Goal: `cetakd-sim campaign` tells the seeds that it is asked for, each once, in one process or in
// several, adds them up alike, and its exit code says what came of it.

const PROGRAM = new URL("../../../simulator/cli/cetakd-sim.ts", import.meta.url).pathname;

interface Ended {
  readonly code: number;
  readonly lines: readonly string[];
}

function campaign(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, "campaign", ...args], (_, stdout) => {
      resolve({ code: child.exitCode ?? -1, lines: stdout.split("\n") });
    });
  });
}

/** What is said of the seeds, without how long it took. */
function counted({ lines }: Ended): readonly string[] {
  return lines.map((line) => line.replace(/, \d+ a minute/, ""));
}

describe("a campaign", () => {
  it("counts the same in two processes as in one", async () => {
    const [one, two] = [
      await campaign("--seeds", "1..6"),
      await campaign("--seeds", "1..6", "--jobs", "2"),
    ];
    expect(one.code).toBe(0);
    expect(counted(two)).toEqual(counted(one));
    expect(one.lines).toContain("every promise kept");
  });

  it("ends with 2 where it is asked for no range of seeds", async () => {
    expect((await campaign("--seeds", "3")).code).toBe(2);
    expect((await campaign("--seeds", "3..1")).code).toBe(2);
    expect((await campaign("--jobs", "0")).code).toBe(2);
  });

  it("says what kinds of worlds there were and what befell them", () => {
    const figures = {} as ToldStory["figures"];
    const counted = [
      ["kinds", "noisy", 1],
      ["injected", "disk full", 2],
      ["injected", "media-jam", 3],
      ["noise", "answer lost", 1],
    ] as const;
    const sums = createCampaign();
    for (const seed of [1, 2]) sums.add({ seed, figures, counted, violations: [] });
    expect(sums.report(1000)).toEqual(
      expect.arrayContaining([
        "worlds: 2 × noisy",
        "faults and mishaps injected: 6 × media-jam; 4 × disk full",
        "changes on the lines: 2 × answer lost",
      ]),
    );
  });

  it("names the seed that breaks a promise, and how to see it again", async () => {
    const told: ToldStory[] = [];
    const wanted = [{ seed: 5 }];
    await alone.tellAll(
      () => wanted.pop(),
      (story) => told.push(story),
    );
    const broken = { ...(told[0] as ToldStory), violations: ["I2 twice", "I2 twice"] };
    const sums = createCampaign();
    sums.add(broken);
    expect(sums.broken).toBe(1);
    expect(failureOf(broken).slice(-3)).toEqual([
      "seed 5 breaks:",
      "  I2 twice",
      "all of it again: cetakd-sim campaign --seed 5",
    ]);
  });
});
