import { expect, it, onTestFinished } from "vitest";
import { openFaultStage } from "../../support/fault-stage.ts";

// Goal: a broker that is away says nothing of the servers behind it: what was taken is printed.
// Method: the office in virtual time; reports are missed for far longer than they may be old.

const MINUTE_MS = 60_000;
const CARDS = 60;

it("goes on printing for ten minutes without the broker, and holds nothing", async () => {
  const stage = openFaultStage();
  onTestFinished(stage.world.close);
  stage.world.start();
  await stage.pass(1.5 * MINUTE_MS);
  const jobs = Array.from({ length: CARDS }, (_, n) => `job-${n + 1}`);
  for (const job of jobs) stage.send(job);
  await stage.until(() => jobs.every(stage.stateOf), MINUTE_MS);
  stage.world.broker.setReachable(false);
  await stage.pass(10 * MINUTE_MS);
  expect(stage.faults().map(({ condition }) => condition)).toEqual(["broker-unreachable"]);
  expect([stage.holds(), stage.world.cards.length]).toEqual([[], CARDS]);
});
