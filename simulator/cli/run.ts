import { writeFileSync } from "node:fs";
import { formatDuration } from "../../config/duration.ts";
import { junit, type ToldScenario } from "../scenario/junit.ts";
import { leastMs } from "../scenario/least-time.ts";
import { loadScenarios, type Scenario, ScenarioError, type Time } from "../scenario/load.ts";
import { type Outcome, play } from "../scenario/play.ts";
import { openRealScene } from "../scenario/real-scene.ts";
import { createTimeline, type Timeline } from "../scenario/timeline.ts";
import { openVirtualScene } from "../scenario/virtual-scene.ts";
import { complain, stoppedBySignal } from "./lifetime.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

export interface RunFlags {
  readonly junit?: string;
  readonly quiet?: true;
  /** Over pseudo-terminals and a broker; `speed` is for its printers. */
  readonly realTime?: true;
  readonly speed: number;
}

/** Tells scenarios one after the other; the exit code is 1 if one of them fails. */
export async function runScenarios(files: readonly string[], flags: RunFlags): Promise<void> {
  // All of them are read first: a typing error in the last is no reason to wait for the others.
  const time = flags.realTime === true ? "real" : "virtual";
  const scenarios = readAll(files, time);
  if (scenarios === undefined) return;
  const told: ToldScenario[] = [];
  for (const { file, scenario } of scenarios) told.push(await tell(file, scenario, flags));
  if (flags.junit !== undefined) writeFileSync(flags.junit, junit(told));
  const failed = told.filter(({ outcome }) => !isGood(outcome));
  if (failed.length > 0) complain(`failed: ${failed.map(({ name }) => name).join(", ")}`);
}

interface NamedScenario {
  readonly file: string;
  readonly scenario: Scenario;
}

/** `undefined`: one of them is wrong, and that was said. */
function readAll(files: readonly string[], time: Time): readonly NamedScenario[] | undefined {
  try {
    return files.flatMap((file) =>
      loadScenarios(file, time).map((scenario) => ({ file, scenario })),
    );
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    complain(error.message, "usage");
    return undefined;
  }
}

async function tell(file: string, scenario: Scenario, flags: RunFlags): Promise<ToldScenario> {
  const { variant, story } = scenario;
  const name = variant === undefined ? scenario.scenario : `${scenario.scenario} (${variant})`;
  write(`${name}: ${story.trim().replace(/\s+/g, " ")}`);
  const beganMs = performance.now();
  const timeline = createTimeline(flags.quiet === true ? () => {} : write);
  const outcome =
    flags.realTime === true
      ? await tellInRealTime(scenario, timeline, flags)
      : await tellInVirtualTime(scenario, timeline);
  const tookS = (performance.now() - beganMs) / 1_000;
  const told = { name, file, outcome, tookS };
  for (const line of summary(told)) write(line);
  return told;
}

async function tellInVirtualTime(scenario: Scenario, timeline: Timeline): Promise<Outcome> {
  const scene = openVirtualScene(scenario);
  try {
    return await play(scenario, scene, timeline);
  } finally {
    await scene.close();
  }
}

/** Stopped by a signal, it leaves nothing behind either. */
async function tellInRealTime(
  scenario: Scenario,
  timeline: Timeline,
  { speed }: RunFlags,
): Promise<Outcome> {
  const atLeastMs = leastMs(scenario.steps);
  if (atLeastMs > 0) write(`it takes ${formatDuration(atLeastMs)} at least`);
  const { signal, forget } = stoppedBySignal();
  try {
    const scene = await openRealScene(scenario, { speed, signal, say: write });
    try {
      const outcome = await play(scenario, scene, timeline);
      if (!isGood(outcome)) write(`what the daemon has logged: ${scene.keepLog()}`);
      return outcome;
    } finally {
      await scene.close();
    }
  } finally {
    forget();
  }
}

function summary({ name, outcome, tookS }: ToldScenario): readonly string[] {
  const { steps, virtualMs, cards, printed, broken, lateness } = outcome;
  const verdict = isGood(outcome) ? "passed" : "FAILED";
  const failure = steps.find((step) => step.failure !== undefined);
  return [
    `${verdict}: ${name}: ${steps.length} steps, ${printed} of ${cards} cards good, ${lasted(virtualMs)} in ${tookS.toFixed(1)} s`,
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

function lasted(ms: number): string {
  if (ms >= DAY_MS) return `${(ms / DAY_MS).toFixed(1)} days`;
  return formatDuration(Math.round(ms / 1_000) * 1_000);
}

function isGood({ steps, broken }: ToldScenario["outcome"]): boolean {
  return broken.length === 0 && steps.every(({ failure }) => failure === undefined);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
