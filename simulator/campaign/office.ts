import {
  createSmallWorld,
  SMALL_POLICY,
  type SmallTwin,
  type SmallWorld,
} from "../office/small-world.ts";
import { type Books, createBooks, endHeld } from "./books.ts";
import { countCells } from "./cells.ts";
import { type ClockDoubt, createClockDoubt } from "./clock-doubt.ts";
import { createDeafLine, type DeafLine } from "./deaf-line.ts";
import { createDice, type Dice } from "./dice.ts";
import { createEndings } from "./endings.ts";
import { createExcuses } from "./excuses.ts";
import { createFullDisk, type FullDisk } from "./full-disk.ts";
import { judgeRest } from "./invariants.ts";
import type { KindName } from "./kinds.ts";
import { createLimits } from "./limits.ts";
import { createNoise, type LineNoise } from "./noise.ts";
import { createProofs } from "./proofs.ts";
import { createSentCommands } from "./sent-commands.ts";
import { drawSetting, type Setting } from "./setting.ts";
import { createStations, type Station, stationOfCard } from "./station.ts";
import { createStreams, type Streams } from "./streams.ts";
import { createTally, type Tally } from "./tally.ts";
import { createTruth, type Truth } from "./truth.ts";
import { createTwinWatch } from "./twin-watch.ts";
import { createWatch } from "./watch.ts";
import { createStartWatch } from "./watch-start.ts";

/** Of all pieces on a line with noise, how many are changed, if it is time for it. */
const CHANGES = 0.2;

/** One host with its printers and broker, and the people and servers around it. */
export interface Office {
  readonly setting: Setting;
  readonly world: SmallWorld;
  readonly stations: readonly Station[];
  /** Another host of the same name, or the same one with an old copy of its store; it is off. */
  readonly twin: SmallTwin | undefined;
  readonly dice: Dice;
  readonly books: Books;
  readonly truth: Truth;
  readonly streams: Streams;
  /** Between the host and its broker. */
  readonly line: DeafLine;
  /** Under the store of the host. */
  readonly fullDisk: FullDisk;
  /** What has been seen of the tables and catalogues. */
  readonly tally: Tally;
  readonly clockDoubt: ClockDoubt;
  /** Broken promises so far; judges what has come about since. */
  judge(how?: "last"): readonly string[];
}

export interface OfficeOptions {
  readonly seed: number;
  /** In place of the kind of world that the seed draws. */
  readonly kind?: KindName | undefined;
}

export function createOffice({ seed, kind }: OfficeOptions): Office {
  const dice = createDice(seed);
  const setting = drawSetting(dice, kind);
  const books = createBooks();
  const line = createDeafLine();
  const fullDisk = createFullDisk();
  const twins = createTwinWatch(() => ({ world, line, fullDisk, sent }));
  const tally = createTally();
  const noises = new Map<string, LineNoise>();
  for (const { id, isNoisy } of setting.printers) {
    const parts = { dice: createDice(dice.int(0, 1e9)), clock: () => world.clock, tally };
    if (isNoisy) noises.set(id, createNoise({ ...parts, changes: CHANGES }));
  }
  const counting = countCells(tally, setting.policy.printers ?? []);
  const watch = createWatch(() => ({
    world,
    books,
    truth,
    start,
    queueMax,
    fullDisk,
    printers: setting.printers,
  }));
  const world = createSmallWorld({
    seed,
    driver: setting.driver,
    mqttVersion: setting.mqttVersion,
    policy: setting.policy,
    servers: setting.servers,
    printers: setting.printers.map(({ id, settings }) => ({
      id,
      settings,
      cable: (bytes, pass) => carry(id, bytes, pass),
      answers: noises.get(id)?.toHost ?? ((bytes, pass) => pass(bytes)),
    })),
    plant: (store) => watch.store(fullDisk.store(store)),
    committed(changes) {
      if (isFollowed()) twin?.disk.commit(changes);
      limits.committed(changes);
      endings.committed(changes);
      proofs.committed(changes);
      excuses.committed(changes);
      twins.committed(changes);
    },
    daemonBroker: (broker) => watch.broker(twins.broker(line.broker(broker))),
    mourn(point) {
      tally.add("deaths", point);
      twins.died();
    },
    lookOn(state, event, decision) {
      clockDoubt.lookOn(event);
      proofs.lookOn(event);
      excuses.lookOn(state, event);
      counting(state, event, decision);
    },
  });
  const { queueMax = 1_000, tickMs = 0 } = setting.policy;
  const twin = addTwin(world, seed, setting);
  const copiedSteps = dice.int(0, 20);
  const isFollowed = () =>
    setting.kind.epilogue === "restored" && books.figures.steps < copiedSteps;
  const stations = createStations(world, setting.printers, noises);
  const truth = createTruth(world.disk, (card) => stationOfCard(stations, card)?.id);
  const isSecond = setting.kind.epilogue === "twin";
  const second = {
    storeId: () => twin?.disk.load().storeId ?? "",
    hasBegun: () => (twin?.lives.length ?? 0) > 0,
  };
  const streams = createStreams(world.topics, isSecond ? second : undefined);
  const start = createStartWatch({
    disk: world.disk,
    books,
    printers: setting.printers,
    tickMs,
    nowMs: () => world.clock.monotonicMs(),
  });
  const sent = createSentCommands({ topic: world.topics.cmd, log: world.broker.log });
  const policy = { ...SMALL_POLICY, ...setting.policy };
  const proofs = createProofs({ disk: world.disk, sent, policy, clock: world.clock });
  const { servers = [] } = setting.policy;
  const excuses = createExcuses({ disk: world.disk, sent, fullDisk, servers });
  const limits = createLimits({ disk: world.disk, books, sent, policy });
  const clockDoubt = createClockDoubt({
    life: () => world.lives.at(-1),
    monotonicMs: () => world.clock.monotonicMs(),
  });
  const endings = createEndings({
    books,
    sent,
    wallMs: () => world.clock.wallMs(),
    isClockDoubted: clockDoubt.isDoubted,
  });
  const accepted = new Set<string>();
  const ended = new Map<string, string>();
  world.broker.onPublish(world.topics.jobAck, ({ payload }) => hear(payload));

  /** A server keeps a document until it is answered for good. */
  function hear(payload: string): void {
    const answer = JSON.parse(payload) as { job_id: string; result: string; retry?: boolean };
    // It was the other host that has taken it.
    const isOther = twin !== undefined && world.disk.job(answer.job_id) === undefined;
    if (answer.result !== "rejected" && isOther) return;
    if (answer.result !== "rejected") accepted.add(answer.job_id);
    if (answer.retry === true) return;
    for (const job of books.jobs) if (job.jobId === answer.job_id) job.isAnswered = true;
  }

  function carry(id: string, bytes: Uint8Array, pass: (bytes: Uint8Array) => void): void {
    const station = stations.find((each) => each.id === id);
    const through = noises.get(id)?.toPrinter ?? ((all, take) => take(all));
    if (station === undefined) return;
    const { cutAfter } = station;
    if (cutAfter === undefined || bytes.length <= cutAfter) {
      if (cutAfter !== undefined) station.cutAfter = cutAfter - bytes.length;
      through(bytes, pass);
      return;
    }
    station.cutAfter = undefined;
    books.figures.cuts += 1;
    if (cutAfter > 0) pass(bytes.subarray(0, cutAfter));
    world.note("the cable is pulled in mid command");
    station.printer.hand("unplug");
  }

  const office: Office = {
    setting,
    world,
    stations,
    twin,
    dice,
    books,
    truth,
    streams,
    line,
    fullDisk,
    tally,
    clockDoubt,
    judge(how) {
      truth.lookAt(world.cards);
      streams.lookAt(world.broker.log);
      for (const { job_id: jobId } of streams.jobEvents) accepted.add(jobId);
      start.notice();
      twins.notice();
      endHeld(books, world.clock.wallMs());
      const judged = {
        disk: world.disk,
        truth,
        books,
        accepted,
        ended,
        excuses,
        isLast: how === "last",
      };
      return [
        ...world.fatal.map((error) => `fatal: ${String(error)}`),
        ...world.violations,
        ...watch.violations,
        ...limits.violations,
        ...endings.violations,
        ...proofs.violations,
        ...twins.violations,
        ...streams.violations,
        ...judgeRest(judged),
      ];
    },
  };
  return office;
}

/** Set up as the host itself; a copy has the same store, by its seed. */
function addTwin(world: SmallWorld, seed: number, setting: Setting): SmallTwin | undefined {
  const { kind, printers, driver, mqttVersion, policy } = setting;
  if (kind.epilogue === undefined) return undefined;
  const plugged = printers.map(({ id, settings }) => ({ id, settings }));
  const own = kind.epilogue === "restored" ? seed : seed + 1;
  return world.addSmallTwin({ seed: own, printers: plugged, driver, mqttVersion, policy });
}
