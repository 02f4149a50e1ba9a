import { expect, it } from "vitest";
import { createSmallWorld } from "../../../simulator/office/small-world.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: a printer that is swapped while the daemon is away is noticed before any card, and prints
// once a person has accepted it; the card that the earlier one had begun stays in doubt.
// Method: the real daemon, killed in mid card; another serial number answers the next process.

const MINUTE_MS = 60_000;

it("holds what waits until it is accepted, and leaves in doubt what was begun before", async () => {
  const world = createSmallWorld({ printer: { speed: 4 } });
  const pass = (durationMs: number) => world.clock.runUntil(world.clock.monotonicMs() + durationMs);
  const states = new Map<string, string>();
  const told: string[] = [];
  world.broker.onPublish(world.topics.jobEvent, ({ payload }) => {
    const { job_id: jobId, state } = JSON.parse(payload) as { job_id: string; state: string };
    states.set(jobId, state);
  });
  world.broker.onPublish(world.topics.event, ({ payload }) => {
    const { type, condition } = JSON.parse(payload) as { type: string; condition?: string };
    told.push([type, condition].join(" ").trim());
  });
  world.start();
  await pass(5_000);
  sendUntilAnswered(world, { jobId: "job-1", image: "one" });
  sendUntilAnswered(world, { jobId: "job-2", image: "two" });
  while (states.get("job-1") !== "processing") await pass(100);
  world.kill(0);
  world.printer.raise("device-changed");
  await pass(5 * MINUTE_MS);
  expect(world.lives).toHaveLength(2);
  expect(states).toEqual(
    new Map([
      ["job-1", "in-doubt"],
      ["job-2", "pending"],
    ]),
  );
  expect(told).toContain("hold-placed device-changed");
  const release = { cmd: "release", id: "c1", by: "rina", scope: "printer:printer1" };
  const at = new Date(world.clock.wallMs()).toISOString();
  world.broker.publish(world.topics.cmd, JSON.stringify({ ...release, at }));
  await pass(2 * MINUTE_MS);
  expect(told).toContain("printer-accepted");
  expect(states.get("job-2")).toBe("completed");
  expect(states.get("job-1")).toBe("in-doubt");
  expect([world.violations, world.fatal]).toEqual([[], []]);
  world.close();
});
