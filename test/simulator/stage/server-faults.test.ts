import { expect, it } from "vitest";
import { FAULTS } from "../../../protocols/faults.ts";
import { createSmallWorld } from "../../../simulator/office/small-world.ts";
import { SERVER_CONDITIONS } from "../../../simulator/server/conditions.ts";
import { WATCHED_SERVER, WATCHING } from "../../support/watched-server.ts";

// Goal: whatever befalls the server is told, holds its jobs if the catalogue says so, and is gone
// when it is gone.
// Method: the real daemon, the simulated server on the memory broker, a probe at its door, in
// virtual time.

const MINUTE_MS = 60_000;

it.each(SERVER_CONDITIONS)("%s is told, and is over when it is over", async (condition) => {
  const world = createSmallWorld({ servers: [WATCHED_SERVER], policy: WATCHING });
  const server = world.servers.get("server1");
  const told: string[] = [];
  world.broker.onPublish(world.topics.event, ({ payload }) => {
    const { type, condition: name } = JSON.parse(payload) as { type: string; condition: string };
    if (name === condition) told.push(type);
  });
  const pass = (durationMs: number) => world.clock.runUntil(world.clock.monotonicMs() + durationMs);
  world.start();
  await pass(3 * MINUTE_MS);
  server?.raise(condition);
  await pass(8 * MINUTE_MS);
  const holds = FAULTS[condition].holds;
  expect(told).toEqual(holds ? ["fault-raised", "hold-placed"] : ["fault-raised"]);
  server?.clear(condition);
  await pass(8 * MINUTE_MS);
  const after = told.slice(holds ? 2 : 1);
  const isOfFault = (type: string) => type.startsWith("fault") || type.startsWith("hold");
  expect(after.filter(isOfFault)).toEqual(
    holds ? ["fault-cleared", "hold-lifted"] : ["fault-cleared"],
  );
  const isProving = holds && FAULTS[condition].class === "failure";
  expect(after.includes("probation-started")).toBe(isProving);
  expect(world.disk.load().holds, "its jobs wait for its answers, no longer").toEqual([]);
  expect([world.violations, world.fatal]).toEqual([[], []]);
  world.close();
});
