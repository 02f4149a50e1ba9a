import { type Lateness, lateness } from "../simulator/scenario/lateness.ts";
import { loadScenarios, type Scenario } from "../simulator/scenario/load.ts";
import { printOwnWay, type Uptime } from "../simulator/scenario/own-way.ts";
import { type Outcome, play } from "../simulator/scenario/play.ts";
import { createTimeline } from "../simulator/scenario/timeline.ts";
import { openVirtualScene } from "../simulator/scenario/virtual-scene.ts";
import { policyOf } from "../src/daemon/policy.ts";
import { createSchedule } from "../src/io/schedule.ts";

/** One row: how a story ends with these settings. */
export interface LateRow {
  readonly name: string;
  readonly lateness: Lateness;
}

const OWN_WAY = "the office's own way";

/** Tells each variant of a story, and what its office would have done alone: who is late. */
export async function lateRows(
  file: string,
  say: (line: string) => void = () => {},
): Promise<readonly LateRow[]> {
  const rows: LateRow[] = [];
  for (const scenario of loadScenarios(file)) {
    const outcome = await tell(scenario);
    const failure = outcome.steps.find((step) => step.failure !== undefined)?.failure;
    const wrong = failure ?? outcome.broken[0];
    if (wrong !== undefined) throw new Error(`${scenario.variant ?? file}: ${wrong}`);
    if (outcome.lateness === undefined) throw new Error(`${file} says nothing of late_after`);
    if (rows.length === 0) rows.push({ name: OWN_WAY, lateness: ownWay(scenario, outcome) });
    rows.push({ name: scenario.variant ?? scenario.scenario, lateness: outcome.lateness });
    say(lateTable(rows.slice(-1)).at(-1) ?? "");
  }
  return rows;
}

/** As Markdown. */
export function lateTable(rows: readonly LateRow[]): readonly string[] {
  return [
    "| | late | of | median delay | longest delay |",
    "|---|---|---|---|---|",
    ...rows.map(({ name, lateness: { late, recorded, medianDays, longestDays } }) =>
      [`| ${name}`, late, recorded, days(medianDays), `${days(longestDays)} |`].join(" | "),
    ),
  ];
}

function days(value: number): string {
  return value === 0 ? "–" : `${value.toFixed(1)} days`;
}

async function tell(scenario: Scenario): Promise<Outcome> {
  const scene = openVirtualScene(scenario);
  try {
    return await play(
      scenario,
      scene,
      createTimeline(() => {}),
    );
  } finally {
    await scene.close();
  }
}

function ownWay(scenario: Scenario, { recorded, virtualMs }: Outcome): Lateness {
  const { config, late_after: lateAfterMs = 0, start } = scenario;
  const [printer] = config.printers;
  const startMs = Date.parse(start);
  const since = (times: ReadonlyMap<string, number>, ms: number) =>
    new Map([...times].map(([id, atMs]) => [id, atMs + ms]));
  const printed = printOwnWay({
    policy: policyOf(config, createSchedule()),
    recorded: since(recorded, startMs),
    uptime: uptimeOf(scenario).map(([from, to]) => [from + startMs, to + startMs] as const),
    cardMs: printer?.card_time ?? 0,
    perDay: printer?.duty.per_day ?? Number.POSITIVE_INFINITY,
  });
  return lateness(recorded, since(printed, -startMs), { endMs: virtualMs, lateAfterMs });
}

/** By the power switch of the server, whose steps have times. */
function uptimeOf({ steps }: Scenario): Uptime {
  const switched = steps.filter(({ hand }) => hand === "power-off" || hand === "power-on");
  const uptime: [number, number][] = [[0, Number.POSITIVE_INFINITY]];
  for (const { hand, at } of switched) {
    if (at === undefined) throw new Error("a server's power needs a time, at");
    const last = uptime.at(-1);
    if (hand === "power-on") uptime.push([at, Number.POSITIVE_INFINITY]);
    else if (last !== undefined) last[1] = at;
  }
  return uptime;
}
