import {
  createSmallWorld,
  SMALL_POLICY,
  type SmallWorld,
  type SmallWorldOptions,
} from "../office/small-world.ts";
import type { Life } from "../stage/life.ts";
import { type Books, createBooks } from "./books.ts";
import { countCells } from "./cells.ts";
import { createDeafLine, type DeafLine } from "./deaf-line.ts";
import { createDice, type Dice } from "./dice.ts";
import { createFullDisk, type FullDisk } from "./full-disk.ts";
import { judgeRest } from "./invariants.ts";
import { createLimits } from "./limits.ts";
import { createTwinWatch } from "./second-host.ts";
import { drawSetting, type Setting } from "./setting.ts";
import { createStreams, type Streams } from "./streams.ts";
import { createTally, type Tally } from "./tally.ts";
import { createTruth, type Truth } from "./truth.ts";
import { createWatch } from "./watch.ts";
import { createStartWatch } from "./watch-start.ts";

/** A new printer's counters; far from 0, so that some can be lost. */
const COUNTED = { cards: 5_000, panels: 9_000 } as const;

/** One host with its printer and broker, and the people and servers around it. */
export interface Office {
  readonly setting: Setting;
  readonly world: SmallWorld;
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
  /** The cable lets so many bytes more through to the printer, and is pulled then. */
  cutAfter: number | undefined;
  /** Nobody has his hands in the printer before this monotonic time. */
  handsOffUntilMs: number;
  /** The last process that has seen the clock jump far. */
  doubting: Life | undefined;
  /** Broken promises so far; judges what has come about since. */
  judge(how?: "last"): readonly string[];
}

export interface OfficeOptions {
  readonly seed: number;
  /** Changes what the host does, to see it found. */
  readonly plant?: Plant;
}

/** Stands between the daemon and its store. */
export type Plant = NonNullable<SmallWorldOptions["plant"]>;

export function createOffice({ seed, plant = (store) => store }: OfficeOptions): Office {
  const dice = createDice(seed);
  const setting = drawSetting(dice);
  const books = createBooks();
  const line = createDeafLine();
  const fullDisk = createFullDisk();
  const twins = createTwinWatch();
  const tally = createTally();
  const watch = createWatch(() => ({ world, books, truth, start, queueMax, fullDisk }));
  const world = createSmallWorld({
    seed,
    ...setting,
    plant: (store, later) => watch.store(fullDisk.store(plant(store, later))),
    committed(changes) {
      limits.committed(changes);
      twins.committed(changes);
    },
    daemonBroker: (broker) => watch.broker(line.broker(broker)),
    cable: (bytes, pass) => carry(bytes, pass),
    mourn: (point) => tally.add("deaths", point),
    lookOn: countCells(tally),
  });
  const { queueMax = 1_000 } = setting.policy;
  const truth = createTruth(world.disk);
  const streams = createStreams(world.topics);
  const start = createStartWatch({
    disk: world.disk,
    books,
    nowMs: () => world.clock.monotonicMs(),
  });
  const limits = createLimits({
    disk: world.disk,
    books,
    policy: { ...SMALL_POLICY, ...setting.policy },
    isClockDoubted: () => office.doubting !== undefined && office.doubting === world.lives.at(-1),
  });
  const accepted = new Set<string>();
  const ended = new Map<string, string>();
  const { counters } = world.printer.mechanism;
  counters.cards = COUNTED.cards;
  counters.panels = COUNTED.panels;
  world.broker.onPublish(world.topics.jobAck, ({ payload }) => hear(payload));

  /** A server keeps a document until it is answered for good. */
  function hear(payload: string): void {
    const answer = JSON.parse(payload) as { job_id: string; result: string; retry?: boolean };
    if (answer.result !== "rejected") accepted.add(answer.job_id);
    if (answer.retry === true) return;
    for (const job of books.jobs) if (job.jobId === answer.job_id) job.isAnswered = true;
  }

  function carry(bytes: Uint8Array, pass: (bytes: Uint8Array) => void): void {
    const { cutAfter } = office;
    if (cutAfter === undefined || bytes.length <= cutAfter) {
      if (cutAfter !== undefined) office.cutAfter = cutAfter - bytes.length;
      pass(bytes);
      return;
    }
    office.cutAfter = undefined;
    books.figures.cuts += 1;
    if (cutAfter > 0) pass(bytes.subarray(0, cutAfter));
    world.note("the cable is pulled in mid command");
    world.printer.hand("unplug");
  }

  const office: Office = {
    setting,
    world,
    dice,
    books,
    truth,
    streams,
    line,
    fullDisk,
    tally,
    cutAfter: undefined,
    handsOffUntilMs: 0,
    doubting: undefined,
    judge(how) {
      truth.lookAt(world.cards);
      streams.lookAt(world.broker.log);
      for (const { job_id: jobId } of streams.jobEvents) accepted.add(jobId);
      start.notice();
      const judged = { disk: world.disk, truth, books, accepted, ended, isLast: how === "last" };
      return [
        ...world.fatal.map((error) => `fatal: ${String(error)}`),
        ...world.violations,
        ...watch.violations,
        ...limits.violations,
        ...twins.violations,
        ...streams.violations,
        ...judgeRest(judged),
      ];
    },
  };
  return office;
}
