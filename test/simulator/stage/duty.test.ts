import { expect, it } from "vitest";
import { createSmallWorld, SMALL_POLICY } from "../../../simulator/office/small-world.ts";
import { createSchedule } from "../../../src/io/schedule.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: a printer that may make 10 cards a day makes the eleventh after midnight in the office's
// zone, though the daemon has died in between, and nobody touches anything.
// Method: the real daemon and the simulated printer in virtual time, from 08:00 in Jakarta on.

const HOUR_MS = 3_600_000;

it("prints ten cards a day, and the others after midnight", async () => {
  const schedule = createSchedule();
  const world = createSmallWorld({
    policy: {
      printers: [{ id: "printer1", stock: "default", duty: { perDay: 10 } }],
      nextDue: (expression, afterMs) =>
        expression === ""
          ? SMALL_POLICY.nextDue(expression, afterMs)
          : schedule.nextAfter(expression, "Asia/Jakarta", afterMs),
    },
  });
  const pass = (durationMs: number) => world.clock.runUntil(world.clock.monotonicMs() + durationMs);
  world.start();
  for (let n = 1; n <= 15; n += 1) {
    sendUntilAnswered(world, { jobId: `job-${n}`, image: String(n) });
  }
  await pass(HOUR_MS);
  expect(world.cards).toHaveLength(10);
  world.kill(0);
  await pass(15 * HOUR_MS - 60_000);
  expect(world.cards).toHaveLength(10);
  await pass(HOUR_MS);
  expect(world.cards).toHaveLength(15);
  expect([world.violations, world.fatal]).toEqual([[], []]);
  world.close();
});
