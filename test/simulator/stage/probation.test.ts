import { expect, it } from "vitest";
import { createSmallWorld, jobOnCard } from "../../../simulator/office/small-world.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: a printer that has failed comes back by itself, step by step, and a process that dies on
// the way takes up its proof where it was (I6, I8). Method: the real daemon and the simulated
// printer in virtual time; twenty cards wait behind a jam.

const MINUTE_MS = 60_000;
const CARDS = 20;
const PICTURES = Object.fromEntries(
  Array.from({ length: CARDS }, (_, n) => [`job-${n + 1}`, `picture ${n + 1}`]),
);
const PATIENCE_MS = 2 * MINUTE_MS;

it.each([
  ["in one life", 0],
  ["through a death", 400],
])(
  "a jam is followed by 1, 3 and 10 cards, then all: %s",
  { timeout: PATIENCE_MS },
  async (_, points) => {
    const world = createSmallWorld({ printer: { speed: 4 } });
    const told: string[] = [];
    world.broker.onPublish(world.topics.event, ({ payload }) => {
      const { type, cause, release } = JSON.parse(payload) as Record<string, string | undefined>;
      if (type?.startsWith("probation")) told.push(type);
      if (cause === "probation") told.push(`${type} ${release}`);
    });
    const pass = (durationMs: number) =>
      world.clock.runUntil(world.clock.monotonicMs() + durationMs);
    world.start();
    await pass(5_000);
    world.printer.raise("media-jam");
    for (const [jobId, image] of Object.entries(PICTURES))
      sendUntilAnswered(world, { jobId, image });
    await pass(3 * MINUTE_MS);
    world.printer.clear("media-jam");
    if (points > 0) world.kill(points);
    await pass(15 * MINUTE_MS);

    expect(world.lives.length).toBe(points > 0 ? 2 : 1);
    const step = ["hold-placed probation-checks", "hold-lifted probation-checks", "probation-step"];
    // While the jam stands, each refusal that moves nothing is the same failure, and no pause.
    const [first, ...rest] = told;
    expect(first).toBe("probation-started");
    const proof = rest.filter((type) => type !== "probation-started");
    expect(proof).toEqual([...step, ...step, "probation-ended"]);
    const good = world.cards.filter(({ complete, box }) => complete && box === "output");
    expect(good.map(jobOnCard(PICTURES)).toSorted()).toEqual(Object.keys(PICTURES).toSorted());
    const { incidents, probations, holds, jobs } = world.disk.load();
    expect([incidents.length, probations, holds, jobs]).toEqual([1, [], [], []]);
    expect([world.violations, world.fatal]).toEqual([[], []]);
    world.close();
  },
);
