import { describe, expect, it, onTestFinished } from "vitest";
import { createSmallWorld, type SmallWorld } from "../../../simulator/office/small-world.ts";
import type { Store } from "../../../src/core/ports.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: no card is armed unless the printer leaves its errors to the host: it must not finish by
// itself a card that has been given up. Method: the real daemon in virtual time; each time when an
// attempt is written, the simulated printer is looked at. It leaves the factory with the mode in
// which it recovers by itself, and falls back to that whenever it is switched on.

const HOST_CONTROLLED = 2;
const FACTORY = 0;
const MINUTE_MS = 60_000;
const ACKS = ["executed", "received"] as const;
const ANSWERS = ["ack-nack", "standard"] as const;
const CASES = ACKS.flatMap((ack) => ANSWERS.map((answers) => ({ ack, answers })));

function openOffice(printer: (typeof CASES)[number]) {
  const armedIn: number[] = [];
  const plant = (store: Store): Store => ({
    ...store,
    commit(changes) {
      for (const { kind } of changes) if (kind === "attempt-armed") armedIn.push(modeOf(world));
      store.commit(changes);
    },
  });
  const world = createSmallWorld({ printer: { speed: 4, ...printer }, plant });
  onTestFinished(() => world.close());
  world.start();
  return { world, armedIn };
}

function modeOf({ printer }: SmallWorld): number {
  return printer.state().error_mode;
}

async function print(world: SmallWorld, jobId: string): Promise<void> {
  sendUntilAnswered(world, { jobId, image: jobId });
  await world.clock.runUntil(world.clock.monotonicMs() + MINUTE_MS);
}

describe.each(CASES)("host-controlled errors, ACK $ack, factory answers $answers", (printer) => {
  it("are set before the first card is armed", async () => {
    const { world, armedIn } = openOffice(printer);
    expect(modeOf(world)).toBe(FACTORY);
    await print(world, "job-1");
    expect([armedIn, world.cards.length]).toEqual([[HOST_CONTROLLED], 1]);
  });

  it.each([
    ["so briefly that nobody has noticed", 100],
    ["for a minute", MINUTE_MS],
  ])("are set again before the next one when it was switched off %s", async (_, offMs) => {
    const { world, armedIn } = openOffice(printer);
    await print(world, "job-1");
    world.printer.hand("power-off");
    await world.clock.runUntil(world.clock.monotonicMs() + offMs);
    world.printer.hand("power-on");
    expect(modeOf(world)).toBe(FACTORY);
    await print(world, "job-2");
    expect([armedIn, world.cards.length]).toEqual([[HOST_CONTROLLED, HOST_CONTROLLED], 2]);
    expect([world.violations, world.fatal]).toEqual([[], []]);
  });

  it("are set again when the line was lost and the printer switched off meanwhile", async () => {
    const { world, armedIn } = openOffice(printer);
    await print(world, "job-1");
    for (const hand of ["unplug", "power-off", "power-on", "plug"] as const) {
      world.printer.hand(hand);
    }
    await print(world, "job-2");
    expect([armedIn, world.cards.length]).toEqual([[HOST_CONTROLLED, HOST_CONTROLLED], 2]);
  });
});
