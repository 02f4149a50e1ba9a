import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { loadScenarios, type Scenario } from "../../../simulator/scenario/load.ts";
import { play } from "../../../simulator/scenario/play.ts";
import { createTimeline } from "../../../simulator/scenario/timeline.ts";
import { openVirtualScene } from "../../../simulator/scenario/virtual-scene.ts";

// Goal: the stories that ship come out as they say. Method: each is told in virtual time; those of
// months are told by their own command and only read here.

const FOLDER = new URL("../../../simulator/scenario/stories/", import.meta.url).pathname;
const LONG: ReadonlySet<string> = new Set(["oku-2021"]);
/** A busy machine takes its time. */
const PATIENCE_MS = 10 * 60_000;

const stories = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".yaml"))
  .flatMap((file) => loadScenarios(FOLDER + file));

function nameOf({ scenario, variant }: Scenario): string {
  return variant === undefined ? scenario : `${scenario} (${variant})`;
}

it.each(
  stories
    .filter(({ scenario }) => !LONG.has(scenario))
    .map((each) => [nameOf(each), each] as const),
)(
  "%s",
  async (_, scenario) => {
    const scene = openVirtualScene(scenario);
    const lines: string[] = [];
    const outcome = await play(
      scenario,
      scene,
      createTimeline((line) => void lines.push(line)),
    );
    await scene.close();
    const failed = outcome.steps.filter(({ failure }) => failure !== undefined);
    expect([failed, outcome.broken], lines.join("\n")).toEqual([[], []]);
  },
  PATIENCE_MS,
);
