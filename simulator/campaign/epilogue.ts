import type { SmallTwin } from "../office/small-world.ts";
import { command } from "./desk.ts";
import { finish } from "./finale.ts";
import { dropBroker, killNow, killSoon } from "./misfortunes.ts";
import type { Office } from "./office.ts";
import { sendNew, sendUnanswered } from "./servers.ts";

const MINUTE_MS = 60_000;
/** So long two hosts of one name may take to notice each other. */
const NOTICED_MS = 3 * MINUTE_MS;
const STEPS = 20;
const STEP_MOST_MS = 40_000;
const ADOPTED_MS = 60 * MINUTE_MS;

/** What comes when an office is at rest: another host of its name, or an old copy of its store. */
export async function epilogue(office: Office): Promise<readonly string[]> {
  const { twin, setting } = office;
  if (twin === undefined) return [];
  return setting.kind.epilogue === "restored" ? restore(office, twin) : meet(office, twin);
}

/**
 * A second computer that was set up as this one: both notice, and none of them prints before one
 * is switched off and a person has decided (I12). Then all goes on as before.
 */
async function meet(office: Office, twin: SmallTwin): Promise<readonly string[]> {
  const { world, tally } = office;
  tally.add("injected", "second host");
  world.note("epilogue: a second host of the same name is switched on");
  const made = world.cards.length;
  twin.start();
  await pass(office, NOTICED_MS);
  for (let left = STEPS; left > 0; left -= 1) {
    disturb(office, twin);
    await pass(office, office.dice.int(0, STEP_MOST_MS));
    const broken = [...office.judge(), ...judgeTwin(twin), ...printed(office, twin, made)];
    if (broken.length > 0) return broken;
  }
  world.note("epilogue: the second host is switched off for good");
  twin.power(false);
  return finish(office);
}

function disturb(office: Office, twin: SmallTwin): void {
  const { dice, world } = office;
  dice.weighted<() => void>([
    [4, () => sendNew(office)],
    [2, () => sendUnanswered(office)],
    [1, () => killSoon(office)],
    [1, () => killNow(office)],
    [2, () => dropBroker(office)],
    [
      2,
      () => {
        world.note("step: the second host dies");
        twin.kill(dice.int(0, 20));
      },
    ],
  ])();
}

function printed({ world }: Office, twin: SmallTwin, made: number): readonly string[] {
  const cards = world.cards.length - made + twin.cards.length;
  return cards === 0 ? [] : [`I12 ${cards} cards come out while two hosts have one name`];
}

/** The host has died for good, and its successor has a copy of the store from some time ago. */
async function restore(office: Office, twin: SmallTwin): Promise<readonly string[]> {
  const { world, tally } = office;
  const before = twin.disk.load().streams;
  const { streams } = world.disk.load();
  // Nothing that could be noticed, or go wrong, has happened since.
  if (before.event.seq >= streams.event.seq && before["job-event"].seq >= streams["job-event"].seq)
    return [];
  tally.add("injected", "store restored");
  world.note("epilogue: an old copy of the store is put back");
  world.power(false);
  twin.start();
  await pass(office, NOTICED_MS);
  for (const { condition } of twin.disk.load().faults) tally.add("raised", condition);
  for (let left = STEPS; left > 0; left -= 1) {
    if (office.dice.chance(0.6)) sendNew(office);
    else twin.kill(office.dice.int(0, 20));
    await pass(office, office.dice.int(0, STEP_MOST_MS));
    const cards = twin.cards.length;
    if (cards > 0) return [`I12 ${cards} cards come out of a restored store, and nobody decided`];
    const broken = judgeTwin(twin);
    if (broken.length > 0) return broken;
  }
  return adopt(office, twin);
}

/** Once a person has decided, the copy's jobs are printed: that is what was decided; each once. */
async function adopt(office: Office, twin: SmallTwin): Promise<readonly string[]> {
  const untilMs = office.world.clock.monotonicMs() + ADOPTED_MS;
  while (office.world.clock.monotonicMs() < untilMs) {
    sendNew(office);
    command(office, { cmd: "adopt" });
    for (const scope of ["host", ...office.stations.map(({ id }) => `printer:${id}`)]) {
      command(office, { cmd: "release", scope });
    }
    await pass(office, MINUTE_MS);
    const broken = judgeTwin(twin);
    if (broken.length > 0) return broken;
    if (twin.cards.length > 0) return goOn(office, twin);
  }
  return ["I6 a restored store was adopted, and nothing is printed"];
}

async function goOn(office: Office, twin: SmallTwin): Promise<readonly string[]> {
  for (let left = STEPS; left > 0; left -= 1) {
    if (office.dice.chance(0.3)) twin.kill(office.dice.int(0, 20));
    await pass(office, MINUTE_MS);
    const broken = [...judgeTwin(twin), ...printedTwice(office, twin)];
    if (broken.length > 0) return broken;
  }
  return [];
}

/** A reprint bears the picture of the first card; nobody asks for one now. */
function printedTwice({ truth }: Office, { cards, disk }: SmallTwin): readonly string[] {
  const made = new Map<string, number>();
  for (const { complete, box, panels } of cards) {
    if (!complete || box !== "output") continue;
    const jobId = truth.jobOn(panels) ?? "nobody";
    made.set(jobId, (made.get(jobId) ?? 0) + 1);
  }
  return [...made]
    .filter(([jobId, times]) => times > 1 + disk.reprints(jobId).length)
    .map(([jobId, times]) => `I2 the copy makes ${times} cards of ${jobId}`);
}

function judgeTwin({ violations, fatal }: SmallTwin): readonly string[] {
  return [...violations, ...fatal.map((error) => `fatal: ${String(error)}`)];
}

async function pass({ world }: Office, durationMs: number): Promise<void> {
  await world.clock.runUntil(world.clock.monotonicMs() + durationMs);
}
