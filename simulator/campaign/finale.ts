import type { HoldCause } from "../../src/core/state.ts";
import { doubts, say } from "./clerk.ts";
import { command } from "./desk.ts";
import { nameOf } from "./holds.ts";
import { dropBroker, helpAll, keepUp, takeCard } from "./misfortunes.ts";
import type { Office } from "./office.ts";
import { NOBODYS, sendFor, sendUnanswered } from "./servers.ts";

const ROUND_MS = 5_000;
/**
 * The longest pauses of the host: it looks at a stuck card, or for a broker, at last so often, and
 * leaves a printer that has failed on its way alone for so long.
 */
const CALM_MS = 60 * 60_000;
const CALM_TICKS = 120;
/** A box that is full, or a failure on the way, costs half an hour now and then. */
const A_JOB_MS = 10 * 60_000;
/** A server's and a clerk's patience before they ask again. */
const ASK_AGAIN_ROUNDS = 6;
const ASKED_MOST = 5;

/**
 * Everything is put right, every hold of a person is released and every doubt is answered: each job
 * ends and each hold is lifted by itself within bounded time, whoever comes then has a card (I6),
 * and every event is delivered and can be had again (I7).
 */
export async function finish(office: Office): Promise<readonly string[]> {
  const { world } = office;
  world.note("finale: everything is put right");
  world.broker.setReachable(true);
  if (office.line.isDeaf) dropBroker(office);
  helpAll(office);
  const broken = await comeToRest(office);
  if (broken.length > 0) return broken;
  // A queue that is empty shows nothing: whoever comes now has a card.
  world.note("finale: one more job for each printer");
  for (const { stock } of office.stations) sendFor(office, stock);
  const left = await comeToRest(office);
  if (left.length > 0) return left;
  return [...office.judge("last"), ...office.streams.gaps(world.disk), ...(await askAgain(office))];
}

async function comeToRest(office: Office): Promise<readonly string[]> {
  const { world, setting, books } = office;
  const { tickMs = 1_000 } = setting.policy;
  // A full queue leaves others outside, who come later.
  const outside = books.jobs.filter(({ isAnswered }) => !isAnswered).length;
  const open = world.disk.load().jobs.length + outside;
  const mostMs = CALM_MS + CALM_TICKS * tickMs + open * A_JOB_MS;
  const deadlineMs = world.clock.monotonicMs() + mostMs;
  for (let round = 0; !isOver(office); round += 1) {
    if (world.clock.monotonicMs() > deadlineMs)
      return [unfinished(office), ...office.judge("last")];
    tend(office, round);
    await world.clock.runUntil(world.clock.monotonicMs() + Math.max(ROUND_MS, tickMs));
    const broken = office.judge();
    if (broken.length > 0) return broken;
  }
  return [];
}

function tend(office: Office, round: number): void {
  const { world } = office;
  removeStrangers(office);
  if (round % ASK_AGAIN_ROUNDS > 0) return;
  keepUp(office);
  sendUnanswered(office);
  for (const doubt of doubts(office)) say(office, doubt);
  const { holds, jobs, faults } = world.disk.load();
  // A repaired printer proves itself: its holds end by themselves (I6).
  const releasable = holds.filter(({ cause }) => isForPeople(cause));
  for (const { scope } of releasable) command(office, { cmd: "release", scope: nameOf(scope) });
  // The printer that stands there now is the right one: a person alone can say so.
  const swapped = faults.filter(({ condition }) => condition === "device-changed");
  for (const { device } of swapped) command(office, { cmd: "release", scope: `printer:${device}` });
  const hopeless = jobs.filter(({ specimen, stock }) => !specimen || stock === NOBODYS);
  for (const { jobId } of hopeless) command(office, { cmd: "cancel", job_id: jobId });
  if (faults.some(({ device }) => device === "host")) {
    command(office, { cmd: "adopt" });
  }
}

function isForPeople(cause: HoldCause): boolean {
  if (cause.kind === "probation") return cause.release === "look";
  return cause.kind !== "fault";
}

/** A card that belongs to no open attempt has to be taken out; the host sees to its own. */
function removeStrangers(office: Office): void {
  const { attempts } = office.world.disk.load();
  for (const station of office.stations) {
    const isOwn = attempts.some(({ printer }) => printer === station.id);
    const { still, card } = station.printer.mechanism;
    if (!isOwn && still && card !== undefined) takeCard(office, station);
  }
}

function isOver({ world, stations, books }: Office): boolean {
  const { jobs, holds, streams } = world.disk.load();
  const isTold = Object.values(streams).every(({ undelivered }) => undelivered.length === 0);
  const isTaken = books.jobs.every(({ isAnswered }) => isAnswered);
  const isAlive = world.lives.at(-1)?.alive === true;
  const isStill = stations.every(({ printer }) => printer.mechanism.still);
  return jobs.length === 0 && holds.length === 0 && isTold && isTaken && isAlive && isStill;
}

function unfinished({ world, books }: Office): string {
  const { jobs, holds, faults, streams } = world.disk.load();
  const kept = Object.values(streams).reduce((sum, { undelivered }) => sum + undelivered.length, 0);
  const unanswered = books.jobs.filter(({ isAnswered }) => !isAnswered);
  return [
    "I6 the office does not come to rest:",
    ...jobs.map(({ jobId, state }) => `${jobId} ${state},`),
    ...holds.map(({ id }) => `hold ${id},`),
    ...faults.map(({ condition }) => `fault ${condition},`),
    ...unanswered.map(({ jobId }) => `no answer for ${jobId},`),
    `${kept} events are not delivered`,
  ].join(" ");
}

/**
 * Readers that have missed everything ask for it, and get the very same documents. A host that dies
 * on the way owes the rest, and knows nothing of that: they ask anew until nothing is missing.
 */
async function askAgain(office: Office): Promise<readonly string[]> {
  let missed: readonly string[] = [];
  for (let times = 0; times < ASKED_MOST; times += 1) {
    missed = await askOnce(office);
    const broken = office.judge();
    if (broken.length > 0) return broken;
    if (missed.length === 0) return [];
  }
  return missed;
}

async function askOnce(office: Office): Promise<readonly string[]> {
  const { world, streams } = office;
  const last = { event: streams.known("event"), "job-event": streams.known("job-event") };
  for (const stream of ["event", "job-event"] as const) streams.repeated(stream);
  command(office, { cmd: "events", stream: "event", from_seq: 1 });
  command(office, { cmd: "events", stream: "job-event", from_seq: 1 });
  await world.clock.runUntil(world.clock.monotonicMs() + 2 * ROUND_MS);
  streams.lookAt(world.broker.log);
  const missed = (["event", "job-event"] as const).filter(
    (stream) => streams.repeated(stream) < Math.min(last[stream], 1_000),
  );
  return missed.map((stream) => `I7 ${stream} did not come again whole`);
}
