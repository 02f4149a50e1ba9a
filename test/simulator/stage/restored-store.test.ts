import { expect, it, onTestFinished } from "vitest";
import { clientId } from "../../../protocols/host/topics.ts";
import { createSmallWorld, jobOnCard } from "../../../simulator/office/small-world.ts";
import { createSeededRandom } from "../../../simulator/stage/chance.ts";
import type { Store } from "../../../src/core/ports.ts";
import { openStore } from "../../../src/io/store.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: a store that is put back from a copy prints no card that was printed since (I12).
// Method: the real daemon in virtual time. The copy follows every commit up to the one that would
// arm the first attempt, so the job waits in it; the host prints the job, dies, and its successor
// has the copy.

const SEED = 1;
const JOB = { jobId: "job-1", image: "a picture" };
const jobOn = jobOnCard({ [JOB.jobId]: JOB.image });
const PRINTED_MS = 60_000;
const HELD_MS = 10 * 60_000;

function play(deaths: readonly number[]) {
  const copy = openStore({ path: ":memory:", random: createSeededRandom(SEED) });
  let follows = true;
  let lives = 0;
  const plant = (store: Store): Store => {
    lives += 1;
    if (lives > 1) return copy;
    return {
      ...store,
      commit(changes) {
        store.commit(changes);
        follows &&= changes.every(({ kind }) => kind !== "attempt-armed");
        if (follows) copy.commit(changes);
      },
    };
  };
  const world = createSmallWorld({ seed: SEED, printer: { speed: 4 }, deaths, plant });
  onTestFinished(() => {
    world.close();
    copy.close();
  });
  world.start();
  sendUntilAnswered(world, JOB);
  return { world, copy };
}

it("is held by its own retained state, and the card of its waiting job stays the only one", async () => {
  const whole = play([]);
  await whole.world.clock.runUntil(PRINTED_MS);
  const [first] = whole.world.lives;

  const { world, copy } = play([(first?.passed ?? 0) + 1]);
  await world.clock.runUntil(PRINTED_MS);
  expect(world.cards.map(jobOn)).toEqual([JOB.jobId]);
  expect(copy.load().jobs).toMatchObject([{ jobId: JOB.jobId, state: "pending" }]);
  world.broker.drop(clientId({ site: "oku", host: "host1" }));
  const before = world.broker.log.length;
  await world.clock.runUntil(PRINTED_MS + HELD_MS);

  expect(world.lives).toHaveLength(2);
  expect(world.cards.map(jobOn)).toEqual([JOB.jobId]);
  expect(copy.load().faults).toMatchObject([{ device: "host", condition: "store-restored" }]);
  const states = world.broker.log.slice(before).filter(({ topic }) => topic === world.topics.state);
  // From the first one on: it had read what was retained before it published anything.
  for (const { payload } of states) {
    expect(JSON.parse(payload)).toMatchObject({ reason_code: "store-restored" });
  }
  const last = JSON.parse(states.at(-1)?.payload ?? "");
  expect(last).toMatchObject({ state: "held", pending: 1, held: 1 });
  expect(world.fatal).toEqual([]);
});
