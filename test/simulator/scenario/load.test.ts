import { describe, expect, it } from "vitest";
import { parseScenarios, ScenarioError } from "../../../simulator/scenario/load.ts";

// Goal: what is wrong in a scenario file is told with its path and its line, all of it at once.

const HEAD = `scenario: one
story: A story.
host:
  printers: [{ id: printer1 }]
  servers: [{ id: server1 }]
`;

function problemsOf(text: string): readonly string[] {
  try {
    parseScenarios(text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
  return [];
}

describe("a scenario file", () => {
  it("is read with its defaults", () => {
    const [scenario] = parseScenarios(`${HEAD}steps: [{ note: nothing }]\n`);
    expect(scenario).toMatchObject({ scenario: "one", tick: 1_000, jobs: [], devices: {} });
    expect(scenario?.config.printers).toMatchObject([{ id: "printer1", ribbon: "ymcko" }]);
  });

  it.each<[what: string, text: string, problem: RegExp]>([
    ["no steps", "", /^steps: is missing \(line 1\)$/],
    [
      "two things in one step",
      "steps: [{ note: a, daemon: kill }]",
      /^steps\.0: .*daemon and note/,
    ],
    ["a step that does nothing", "steps: [{ at: 1s }]", /^steps\.0: .*here none \(line 6\)$/],
    ["two triggers", "steps: [{ at: 1s, after: 1s, note: a }]", /^steps\.0: at and after exclude/],
    [
      "a wrong sentence",
      "steps: [{ expect: it works }]",
      /^steps\.0\.expect\.0: .*sentence such as/,
    ],
    ["a wrong duration", "steps: [{ at: soon, note: a }]", /^steps\.0\.at: expected a duration/],
    ["a sentence about nobody", "steps: [{ expect: p9 is held }]", /expect: there is no p9/],
    [
      "a wrong word",
      "steps: [{ expect: server1 is dwon }]",
      /"server1 is dwon": behind "is" .*down/,
    ],
    [
      "a wrong state",
      "steps: [{ expect: job a is done }]",
      /"job a is done": behind "is" .*completed/,
    ],
    [
      "a wrong condition",
      "steps: [{ expect: printer1 has jam }]",
      /there is no jam: expected fault/,
    ],
    [
      "a hand at a server that has only a switch",
      "steps: [{ hand: refill, on: server1 }]",
      /^steps\.0\.hand: server1 is a server: expected one of power-off, power-on \(line 6\)$/,
    ],
    [
      "what befalls nobody",
      "steps: [{ raise: media-jam, on: p9 }]",
      /^steps\.0\.on: there is no p9: expected one of printer1, server1 \(line 6\)$/,
    ],
    ["a key nearly right", "jobs: [{ cont: 1 }]\nsteps: [{ note: a }]", /did you mean count\?/],
    [
      "a key of a device nearly right",
      "devices: { printer1: { feder: 1 } }\nsteps: [{ note: a }]",
      /did you mean feeder\?/,
    ],
    ["nobody's hands", "steps: [{ hand: refill }]", /^steps\.0\.on: is missing/],
    ["a device nobody has", "steps: [{ hand: refill, on: p9 }]", /^steps\.0\.on: there is no p9/],
    [
      "a condition of another device",
      "steps: [{ raise: media-jam, on: server1 }]",
      /^steps\.0\.raise: server1 cannot have media-jam/,
    ],
    [
      "an unknown key",
      "step: []\nsteps: [{ note: a }]",
      /^step: unknown key, did you mean steps\? \(line 6\)$/,
    ],
  ])("is refused for %s", (_, rest, problem) => {
    expect(problemsOf(`${HEAD}${rest}\n`).join("\n")).toMatch(problem);
  });

  it("names the line of what is wrong in the configuration of its host", () => {
    const text = `scenario: one
story: A story.
host:
  printers:
    - id: printer1
      ribbon: pink
steps: [{ note: a }]
`;
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^host\.printers\.0\.ribbon: .*\(line 6\)$/),
    ]);
  });

  it("that is no YAML says where", () => {
    expect(problemsOf("scenario: [")).toEqual([expect.stringMatching(/line 1/)]);
  });
});

describe("variants", () => {
  const text = `${HEAD}steps: [{ note: a }]
variants:
  short: {}
  long: { server1: { autonomy: 30d }, queue_max: 5 }
`;

  it("are scenarios of their own, each with other keys of the host and its devices", () => {
    const told = parseScenarios(text);
    expect(told.map(({ variant }) => variant)).toEqual(["short", "long"]);
    expect(told.map(({ config }) => config.queue_max)).toEqual([100_000, 5]);
    expect(told.map(({ config }) => config.servers[0]?.autonomy)).toEqual([0, 30 * 86_400_000]);
  });

  it("are checked as the configuration is", () => {
    const wrong = text.replace("30d", "long");
    expect(problemsOf(wrong).join("\n")).toMatch(/^variants\.long\.servers\.0\.autonomy: expected/);
  });
});
