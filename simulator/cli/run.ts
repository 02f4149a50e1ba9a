import { writeFileSync } from "node:fs";
import { junit, type ToldScenario } from "../scenario/junit.ts";
import { loadScenarios, type Scenario } from "../scenario/load.ts";
import { play } from "../scenario/play.ts";
import { createTimeline } from "../scenario/timeline.ts";
import { openVirtualScene } from "../scenario/virtual-scene.ts";
import { complain } from "./lifetime.ts";

export interface RunFlags {
  readonly junit?: string;
  readonly quiet?: true;
}

/** Tells scenarios one after the other; the exit code is 1 if one of them fails. */
export async function runScenarios(files: readonly string[], flags: RunFlags): Promise<void> {
  // All of them are read first: a typing error in the last is no reason to wait for the others.
  const scenarios = files.flatMap((file) =>
    loadScenarios(file).map((scenario) => ({ file, scenario })),
  );
  const told: ToldScenario[] = [];
  for (const { file, scenario } of scenarios) told.push(await tell(file, scenario, flags));
  if (flags.junit !== undefined) writeFileSync(flags.junit, junit(told));
  const failed = told.filter(({ outcome }) => !isGood(outcome));
  if (failed.length > 0) complain(`failed: ${failed.map(({ name }) => name).join(", ")}`);
}

async function tell(file: string, scenario: Scenario, flags: RunFlags): Promise<ToldScenario> {
  const { variant, story } = scenario;
  const name = variant === undefined ? scenario.scenario : `${scenario.scenario} (${variant})`;
  write(`${name}: ${story.trim().replace(/\s+/g, " ")}`);
  const beganMs = performance.now();
  const timeline = createTimeline(flags.quiet === true ? () => {} : write);
  const scene = openVirtualScene(scenario);
  try {
    const outcome = await play(scenario, scene, timeline);
    const tookS = (performance.now() - beganMs) / 1_000;
    const told = { name, file, outcome, tookS };
    for (const line of summary(told)) write(line);
    return told;
  } finally {
    await scene.close();
  }
}

function summary({ name, outcome, tookS }: ToldScenario): readonly string[] {
  const { steps, virtualMs, cards, broken, lateness } = outcome;
  const days = (virtualMs / 86_400_000).toFixed(1);
  const verdict = isGood(outcome) ? "passed" : "FAILED";
  const failure = steps.find((step) => step.failure !== undefined);
  return [
    `${verdict}: ${name}: ${steps.length} steps, ${cards} cards, ${days} days in ${tookS.toFixed(1)} s`,
    ...(failure === undefined ? [] : [`  step ${failure.step}: ${failure.failure}`]),
    ...broken.map((each) => `  broken promise: ${each}`),
    ...(lateness === undefined
      ? []
      : [
          `  late: ${lateness.late} of ${lateness.recorded}, median ${lateness.medianDays.toFixed(1)} days, longest ${lateness.longestDays.toFixed(1)} days; ${lateness.printed} printed`,
        ]),
    "",
  ];
}

function isGood({ steps, broken }: ToldScenario["outcome"]): boolean {
  return broken.length === 0 && steps.every(({ failure }) => failure === undefined);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
