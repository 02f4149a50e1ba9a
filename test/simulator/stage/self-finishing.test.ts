import { describe, expect, it, onTestFinished } from "vitest";
import {
  createSmallWorld,
  jobOnCard,
  type SmallWorld,
} from "../../../simulator/office/small-world.ts";
import { isResting, judge } from "../../../simulator/stage/judge.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: a card that the printer has finished by itself is found by its counters and settled as
// printed; it is never printed again (I2).
// Method: the real daemon in virtual time dies when the last command of a card has left it. The
// printer has been left in the mode in which it recovers by itself, as somebody else on its other
// port would: it stops in mid card, hands see to it, and it goes on alone. All of that is tried
// with the hands at every second from the fault to long after the daemon is back.

const JOB = { jobId: "job-1", image: "a picture", back: "its back" };
const NEXT = { jobId: "job-2", image: "another picture" };
const jobOn = jobOnCard({ [JOB.jobId]: JOB.image, [NEXT.jobId]: NEXT.image });
const SELF_RECOVERING = "\x1bPem;0\r";
const LOOK_MS = 50;
/** So often it dies again before it has done anything: it is away for 6 s. */
const STILLBORN = new Array<number>(5).fill(1);
const BACK_MS = 6_000;
const STORY_MS = 10 * 60_000;

const CASES = (["executed", "received"] as const).flatMap((ack) =>
  (
    [
      ["marker-supply-empty", "ribbon"],
      ["cover-open", "close"],
    ] as const
  ).map(([condition, hand]) => ({ ack, condition, hand })),
);
type Case = (typeof CASES)[number];

/** `handMs`: from the fault to the hands; `undefined`: nobody comes. */
function open({ ack, condition, hand }: Case, deaths: readonly number[], handMs?: number) {
  const seen = { atEnd: 0, isStuck: false, finishedAloneAt: undefined as number | undefined };
  const world: SmallWorld = createSmallWorld({
    printer: { ack, speed: 4 },
    deaths,
    cable(bytes, pass) {
      const text = Buffer.from(bytes).toString("latin1");
      if (text.includes("\x1bSs\r") && seen.atEnd === 0) pass(Buffer.from(SELF_RECOVERING));
      pass(bytes);
      if (!text.includes("\x1bSe\r") || seen.atEnd > 0) return;
      seen.atEnd = world.lives[0]?.passed ?? 0;
      if (deaths.length > 0) breakWhenFrontIsPrinted();
    },
  });
  onTestFinished(() => world.close());

  function breakWhenFrontIsPrinted(): void {
    const { clock, printer } = world;
    if (printer.mechanism.card?.panels.length !== 1) {
      clock.timer(LOOK_MS, breakWhenFrontIsPrinted);
      return;
    }
    printer.raise(condition);
    if (handMs !== undefined) clock.timer(handMs, () => printer.hand(hand));
    clock.timer(LOOK_MS, watch);
  }

  function watch(): void {
    const { clock, printer, cards } = world;
    seen.isStuck ||= printer.mechanism.movements.stuckOn !== undefined;
    if (cards.length > 0) seen.finishedAloneAt ??= clock.monotonicMs();
    else clock.timer(LOOK_MS, watch);
  }

  world.start();
  sendUntilAnswered(world, JOB);
  return { world, seen };
}

/** The crash point at which all of the card has been sent. */
async function pointAtEnd(each: Case): Promise<number> {
  const { world, seen } = open(each, []);
  while (seen.atEnd === 0) await world.clock.step();
  return seen.atEnd;
}

async function play(each: Case, handMs: number) {
  const { world, seen } = open(each, [await pointAtEnd(each), ...STILLBORN], handMs);
  await world.clock.runUntil(STORY_MS);
  const events = eventsOf(world);
  return { world, seen, events };
}

interface JobEvent {
  readonly job_id: string;
  readonly state: string;
  readonly attempt?: number;
  readonly evidence?: { readonly outcome: string; readonly detail: string };
}

function eventsOf({ broker, topics }: SmallWorld): readonly JobEvent[] {
  return broker.log
    .filter(({ topic }) => topic === topics.jobEvent)
    .map(({ payload }) => JSON.parse(payload) as JobEvent);
}

function goodOf({ cards }: SmallWorld) {
  return cards.filter(({ complete, box }) => complete && box === "output").map(jobOn);
}

describe.each(CASES)("$condition in mid card, nobody there, ACK $ack", (each) => {
  it("is finished by the printer alone, settled as printed and never printed again", async () => {
    const { world, seen, events } = await play(each, 1_500);
    expect(seen.isStuck).toBe(true);
    expect(world.lives).toHaveLength(STILLBORN.length + 2);
    const settled = events.find(({ evidence }) => evidence !== undefined);
    expect(settled).toMatchObject({
      job_id: JOB.jobId,
      state: "completed",
      attempt: 1,
      evidence: { outcome: "printed", detail: "counters-fit", interrupted: "process-died" },
    });
    expect(goodOf(world)).toEqual([JOB.jobId]);
    expect(world.cards).toHaveLength(1);
    sendUntilAnswered(world, NEXT);
    await world.clock.runUntil(STORY_MS + 60_000);
    expect(goodOf(world)).toEqual([JOB.jobId, NEXT.jobId]);
    expect(world.printer.state().error_mode).toBe(2);
    expect([world.violations, world.fatal]).toEqual([[], []]);
  });

  it("makes one good card, whenever the hands come", async () => {
    const alone: number[] = [];
    const ends: unknown[] = [];
    for (let handMs = 0; handMs <= 3 * BACK_MS; handMs += 1_000) {
      const { world, seen, events } = await play(each, handMs);
      if (seen.finishedAloneAt !== undefined && events.at(-1)?.attempt === 1) alone.push(handMs);
      const broken = judge({
        topics: world.topics,
        log: world.broker.log,
        cards: world.cards,
        jobOn,
      });
      const last = events.at(-1)?.state ?? "";
      ends.push([handMs, last, goodOf(world), broken, world.violations, world.fatal.length]);
      expect(isResting(last)).toBe(true);
    }
    const wanted = ends.map((end) => [(end as [number])[0], "completed", [JOB.jobId], [], [], 0]);
    expect(ends).toEqual(wanted);
    // Both happened: finished alone while nobody was there, and given up when the daemon was back.
    expect([alone.length > 3, alone.length < ends.length]).toEqual([true, true]);
  });
});
