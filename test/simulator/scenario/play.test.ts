import { describe, expect, it } from "vitest";
import { junit } from "../../../simulator/scenario/junit.ts";
import { parseScenarios } from "../../../simulator/scenario/load.ts";
import { type Outcome, play } from "../../../simulator/scenario/play.ts";
import { createTimeline } from "../../../simulator/scenario/timeline.ts";
import { openVirtualScene } from "../../../simulator/scenario/virtual-scene.ts";

// Goal: a story is told as it stands there: each step at its time, what is expected is really
// looked for, and what does not come true is named.
// Method: the real daemon in virtual time.

const HEAD = `
scenario: one
story: A story.
host:
  printers: [{ id: printer1 }]
  servers: [{ id: server1 }]
`;

interface Told extends Outcome {
  readonly lines: readonly string[];
}

const ALONE = HEAD.replace(/^ {2}servers.*$/m, "");

/** Looks so seldom that days pass quickly. */
const CALM = `
scenario: calm
story: A story of days.
host:
  printers: [{ id: printer1, checks: { health: "*/30 * * * *" } }]
  servers: [{ id: server1, checks: { report: "*/30 * * * *", ping: false } }]
`;

async function tell(rest: string, head = HEAD): Promise<Told> {
  const [scenario] = parseScenarios(head + rest);
  if (scenario === undefined) throw new Error("there is no scenario");
  const lines: string[] = [];
  const scene = openVirtualScene(scenario);
  try {
    const outcome = await play(
      scenario,
      scene,
      createTimeline((line) => void lines.push(line)),
    );
    return { ...outcome, lines };
  } finally {
    await scene.close();
  }
}

function failures({ steps }: Outcome): readonly (string | undefined)[] {
  return steps.map(({ failure }) => failure);
}

describe("an expectation", () => {
  it("that comes true in time passes, and is the end of its wait", async () => {
    const told = await tell(`
jobs: [{ count: 2 }]
steps:
  - { expect: [every job is completed, 2 cards are printed], within: 10m }
`);
    expect(failures(told)).toEqual([undefined]);
    expect(told.broken).toEqual([]);
    expect(told.virtualMs).toBeLessThan(10 * 60_000);
    expect(told.lines.at(-1)).toMatch(/as expected: every job is completed; 2 cards are printed/);
  });

  it("that does not come true ends the story and is named", async () => {
    const told = await tell(`
jobs: [{ count: 1 }]
steps:
  - { expect: [1 card is printed, 2 cards are printed], within: 5m }
  - { note: never said }
`);
    expect(failures(told)).toEqual(["not within 5m: 2 cards are printed"]);
    expect(told.lines.at(-1)).toMatch(/5:00 {2}FAILED step 1: not within 5m/);
  });

  it("that has to last fails when it does not", async () => {
    const told = await tell(`
steps:
  - { at: 10s, expect: printer1 is idle, for: 1h }
  - { send: { count: 1 } }
  - { expect: no card is printed, for: 1h }
`);
    expect(failures(told)).toEqual([
      undefined,
      undefined,
      "it did not stay so for 1h: no card is printed",
    ]);
  });
});

describe("a step", () => {
  it("is taken at its time, when its time has come, or after the one before it", async () => {
    const told = await tell(`
jobs: [{ ids: [a, b, c] }]
steps:
  - { when: card 2 is printing, note: the second card }
  - { after: 1 card, note: it is out }
  - { at: 1h, note: an hour }
  - { after: 5m, expect: job c is completed }
`);
    expect(failures(told)).toEqual([undefined, undefined, undefined, undefined]);
    expect(told.steps.map(({ atMs }) => atMs).slice(2)).toEqual([3_600_000, 3_900_000]);
    expect(told.lines.find((line) => line.includes("it is out"))).toBeDefined();
  });

  it("whose time is over or never comes fails", async () => {
    expect(failures(await tell("steps: [{ at: 1h, note: a }, { at: 1s, note: b }]"))).toEqual([
      undefined,
      "at 1s: it is later already",
    ]);
    expect(
      failures(await tell("steps: [{ when: card 1 is printing, within: 2h, note: a }]")),
    ).toEqual(["not within 2h: card 1 is printing"]);
  });

  it("can befall the host, its broker and its clock, and no card is lost", async () => {
    const told = await tell(`
jobs: [{ count: 30 }]
steps:
  - { when: card 2 is printing, daemon: kill }
  - { after: 2 cards, broker: stop }
  - { after: 1m, broker: start }
  - { when: card 20 is printing, power: cut }
  - { after: 10m, power: back }
  - { after: 1 card, clock: +3h }
  - { broker: empty }
  - { after: 1 card, hand: unplug, on: printer1 }
  - { after: 5m, hand: plug, on: printer1 }
  - { expect: every job is completed, within: 2h }
`);
    expect(failures(told).filter((failure) => failure !== undefined)).toEqual([]);
    expect(told.broken).toEqual([]);
  });

  it("of an operator answers what is in doubt by where the card lies", async () => {
    const told = await tell(`
jobs: [{ ids: [a] }]
devices: { printer1: { speed: 0.2 } }
steps:
  - { when: card 1 is printing, hand: power-off, on: printer1 }
  - { after: 1m, hand: take-card, on: printer1 }
  - { hand: power-on, on: printer1 }
  - { when: job a is in-doubt, answer: right }
  - { expect: [job a is completed, 1 card is printed], within: 1h }
`);
    expect(failures(told).filter((failure) => failure !== undefined)).toEqual([]);
    expect(told.broken).toEqual([]);
    expect(failures(await tell("steps: [{ answer: right }]"))).toEqual(["no card is in doubt"]);
  });
});

describe("a job of no server", () => {
  it("is sent once the host is there", async () => {
    expect(
      (await tell("jobs: [{ ids: [early] }]\nsteps: [{ at: 5m, note: end }]", ALONE)).cards,
    ).toBe(1);
  });
});

describe("jobs of every day", () => {
  it("come on working days, and count as late when their cards do", async () => {
    const told = await tell(
      `
tick: 10m
late_after: 1d
jobs: [{ per_day: 3, hours: 08:00-10:00, until: 9d }]
steps:
  - { at: 4d, hand: unplug, on: printer1 }
  - { at: 8d, hand: plug, on: printer1 }
  - { at: 10d, expect: every job is completed }
`,
      CALM,
    );
    expect(failures(told)).toEqual([undefined, undefined, undefined]);
    // Monday to Friday, Monday and Tuesday; what comes after Friday morning waits.
    expect(told.lateness).toMatchObject({ recorded: 21, printed: 21 });
    expect(told.lateness?.late).toBeGreaterThan(0);
    expect(told.lateness?.late).toBeLessThan(9);
    expect(told.lateness?.longestDays).toBeGreaterThan(2);
  });
});

describe("a report for a CI", () => {
  it("has a case for each step, and says why one failed", async () => {
    const outcome = await tell('steps: [{ note: "a < b" }, { expect: server1 is down }]');
    const xml = junit([{ name: "one", file: "one.yaml", outcome, tookS: 1.5 }]);
    expect(xml).toContain('<testsuite name="one" file="one.yaml" tests="3" failures="1"');
    expect(xml).toContain('name="1 a &lt; b"/>');
    expect(xml).toContain('<failure message="it is not so: server1 is down">');
  });
});
