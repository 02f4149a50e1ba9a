import { describe, expect, it, onTestFinished } from "vitest";
import { createSmallWorld, type SmallWorldOptions } from "../../../simulator/office/small-world.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: a world can have more than one printer, and a second host.
// Method: the real daemon in virtual time.

function open(options: SmallWorldOptions = {}) {
  const world = createSmallWorld(options);
  onTestFinished(() => world.close());
  return world;
}

describe("a host with two printers", () => {
  it("has both of them print, each on its own line", async () => {
    const ids = ["printer1", "printer2"];
    const world = open({
      printers: ids.map((id) => ({ id, settings: { serialNumber: `SIM-${id}` } })),
      policy: { printers: ids.map((id) => ({ id, stock: "default" })) },
    });
    world.start();
    for (const n of [1, 2, 3, 4]) sendUntilAnswered(world, { jobId: `job-${n}`, image: `${n}` });
    await world.clock.runUntil(5 * 60_000);
    expect(world.cards).toHaveLength(4);
    expect(new Set(world.cards.map(({ serialNumber }) => serialNumber)).size).toBe(2);
  });
});

describe("a second host of the same name", () => {
  it("makes both hold themselves (I12)", async () => {
    const world = open();
    world.start();
    await world.clock.runUntil(60_000);
    const twin = world.addSmallTwin({ seed: 2 });
    twin.start();
    await world.clock.runUntil(10 * 60_000);
    const held = [world.disk, twin.disk].map((disk) => disk.load().holds.map(({ scope }) => scope));
    expect(held).toEqual([[{ kind: "host" }], [{ kind: "host" }]]);
    expect([world.fatal, twin.fatal]).toEqual([[], []]);
  });
});
