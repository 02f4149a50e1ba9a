import { expect, it } from "vitest";
import { createSmallWorld } from "../../../simulator/office/small-world.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: with 40 cards waiting and a ribbon that is good for 25 the office hears of it long before
// card 26, prints on meanwhile, and the queue ends with a second ribbon.
// Method: the real daemon and the simulated printer in virtual time.

const MINUTE_MS = 60_000;

it("tells of a ribbon that ends at card 26 of 40 before the first is out", async () => {
  const world = createSmallWorld({ printer: { speed: 4, ribbonCards: 25 } });
  const pass = (durationMs: number) => world.clock.runUntil(world.clock.monotonicMs() + durationMs);
  const events: string[] = [];
  world.broker.onPublish(world.topics.event, ({ payload }) => {
    const { type, condition } = JSON.parse(payload) as { type: string; condition?: string };
    events.push(`${type} ${condition} after card ${world.cards.length}`);
  });
  world.start();
  await pass(5_000);
  for (let n = 1; n <= 40; n += 1) {
    sendUntilAnswered(world, { jobId: `job-${n}`, image: String(n) });
  }
  await pass(20 * MINUTE_MS);
  expect(events[0]).toBe("fault-raised marker-supply-insufficient after card 0");
  expect(events).toContain("hold-placed marker-supply-empty after card 25");
  expect(world.cards).toHaveLength(25);
  world.printer.hand("ribbon");
  await pass(20 * MINUTE_MS);
  const over = events.filter((event) => event.startsWith("fault-cleared"));
  expect(over.map((event) => event.split(" ")[1]).toSorted()).toEqual([
    "marker-supply-empty",
    "marker-supply-insufficient",
    "marker-supply-low",
  ]);
  expect(world.cards.filter(({ complete, box }) => complete && box === "output")).toHaveLength(40);
  expect([world.violations, world.fatal]).toEqual([[], []]);
  world.close();
});

it("is a misfortune that can be caused, and taken back", async () => {
  const world = createSmallWorld({ printer: { speed: 4 } });
  const pass = (durationMs: number) => world.clock.runUntil(world.clock.monotonicMs() + durationMs);
  const events: string[] = [];
  world.broker.onPublish(world.topics.event, ({ payload }) => {
    const { type, condition } = JSON.parse(payload) as { type: string; condition?: string };
    events.push(`${type} ${condition}`);
  });
  world.start();
  await pass(5_000);
  world.printer.raise("marker-supply-insufficient");
  for (let n = 1; n <= 40; n += 1) {
    sendUntilAnswered(world, { jobId: `job-${n}`, image: String(n) });
  }
  await pass(5_000);
  expect(events).toEqual(["fault-raised marker-supply-insufficient"]);
  world.printer.clear("marker-supply-insufficient");
  await pass(2 * MINUTE_MS);
  expect(events).toEqual([
    "fault-raised marker-supply-insufficient",
    "fault-cleared marker-supply-insufficient",
  ]);
  world.close();
});
