import { expect, it } from "vitest";
import { type Condition, FAULTS } from "../../../protocols/faults.ts";
import { createSmallWorld, type SmallWorld } from "../../../simulator/office/small-world.ts";

// Goal: ordinary days at the registry office, with its printer on the line, are told as upkeep and
// nothing else. Method: the real daemon and the simulated printer in virtual time, with the cards,
// the supplies and the hands of that office. A whole month: core/ordinary-month.test.ts.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAYS = 2;
const CARDS_A_DAY = 124;
/** In virtual time a night takes nearly as long as a day, and nothing happens in it. */
const NIGHT_MS = HOUR_MS;
const PATIENCE_MS = 4 * MINUTE_MS;

/** What somebody does a little later about what he reads. */
const HELP: Partial<Readonly<Record<Condition, "refill" | "ribbon">>> = {
  "media-low": "refill",
  "media-empty": "refill",
  "marker-supply-empty": "ribbon",
};

function openOffice() {
  let isOpen = true;
  const world = createSmallWorld({
    printer: { speed: 4, ribbonKind: "ymcko", feederCards: 100, ribbonCards: 200 },
    driver: { ribbon: "ymcko" },
    policy: { isOfficeHour: () => isOpen },
  });
  const raised: Condition[] = [];
  const told = new Set<string>();
  world.broker.onPublish(world.topics.event, ({ payload }) => {
    const { type, condition } = JSON.parse(payload) as { type: string; condition: Condition };
    told.add(type);
    if (type !== "fault-raised") return;
    raised.push(condition);
    const hand = HELP[condition];
    if (hand !== undefined) world.clock.timer(3 * MINUTE_MS, () => world.printer.hand(hand));
  });
  const setOpen = (open: boolean) => {
    isOpen = open;
  };
  return { world, raised, told, setOpen };
}

function send({ broker, topics }: SmallWorld, jobId: string): void {
  const requestedAt = "2021-01-04T08:00:00+07:00";
  const document = { schema: 1, job_id: jobId, specimen: true, reason: "first" };
  const card = { front: { image: jobId } };
  broker.publish(topics.job, JSON.stringify({ ...document, requested_at: requestedAt, card }));
}

async function pass({ clock }: SmallWorld, durationMs: number): Promise<void> {
  await clock.runUntil(clock.monotonicMs() + durationMs);
}

async function workDay(world: SmallWorld, day: number): Promise<void> {
  for (let n = 1; n <= CARDS_A_DAY; n += 1) {
    world.clock.timer(n * 2 * MINUTE_MS, () => send(world, `day-${day}-${n}`));
  }
  await pass(world, CARDS_A_DAY * 2 * MINUTE_MS + 15 * MINUTE_MS);
}

it(
  "ordinary days are upkeep and nothing else",
  async () => {
    const { world, raised, told, setOpen } = openOffice();
    world.start();
    await pass(world, MINUTE_MS);
    for (let day = 1; day <= DAYS; day += 1) {
      await workDay(world, day);
      setOpen(false);
      world.printer.hand("power-off");
      await pass(world, NIGHT_MS);
      world.printer.hand("power-on");
      await pass(world, 5 * MINUTE_MS);
      setOpen(true);
    }
    expect(world.cards.filter(({ complete, box }) => complete && box === "output")).toHaveLength(
      DAYS * CARDS_A_DAY,
    );
    expect(new Set(raised.map((condition) => FAULTS[condition].class))).toEqual(
      new Set(["upkeep"]),
    );
    expect(raised).toContain("marker-supply-empty");
    expect([...told].filter((type) => !/^(fault|hold)-/.test(type))).toEqual([]);
    const { incidents, relapses, probations, holds, completedTotal } = world.disk.load();
    expect([incidents, relapses, probations, holds]).toEqual([[], [], [], []]);
    expect(completedTotal).toBe(DAYS * CARDS_A_DAY);
    expect([world.violations, world.fatal]).toEqual([[], []]);
    world.close();
  },
  PATIENCE_MS,
);
