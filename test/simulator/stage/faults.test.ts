import { describe, expect, it } from "vitest";
import { FAULTS } from "../../../protocols/faults.ts";
import { createSmallWorld, jobOnCard } from "../../../simulator/office/small-world.ts";
import { PRINTER_CONDITIONS } from "../../../simulator/printer/conditions.ts";
import { sendUntilAnswered } from "../../support/server-actor.ts";

// Goal: whatever befalls the printer holds the queue and, when it is gone, lets it go on with
// nobody touching anything (I6): in time, in order, no card twice.
// Method: the real daemon and the simulated printer in virtual time. A condition is raised while
// nothing is printed, a job arrives, the condition is cleared later.

const MINUTE_MS = 60_000;
const jobOn = jobOnCard({ "job-1": "a picture", "job-2": "another picture" });
/** A notice does not hold: the job is printed while it lasts. */
const HOLDING = PRINTER_CONDITIONS.filter((condition) => FAULTS[condition].holds);
const NOTICES = PRINTER_CONDITIONS.filter(
  // One job is not too much for any ribbon: ribbon-for-queue.test.ts.
  (condition) => !FAULTS[condition].holds && condition !== "marker-supply-insufficient",
);

function openOffice() {
  const world = createSmallWorld({ printer: { speed: 4 } });
  const states: string[] = [];
  const faults: string[] = [];
  world.broker.onPublish(world.topics.jobEvent, ({ payload }) => {
    states.push((JSON.parse(payload) as { state: string }).state);
  });
  world.broker.onPublish(world.topics.event, ({ payload }) => {
    const { type, condition } = JSON.parse(payload) as { type: string; condition: string };
    faults.push(`${type} ${condition}`);
  });
  return { world, states, faults, job: { jobId: "job-1", image: "a picture" } };
}

async function pass(world: ReturnType<typeof createSmallWorld>, durationMs: number) {
  await world.clock.runUntil(world.clock.monotonicMs() + durationMs);
}

describe("a condition that holds", () => {
  it.each(HOLDING)("%s: held while it lasts, printed when it is gone", async (condition) => {
    const { world, states, faults, job } = openOffice();
    world.start();
    await pass(world, 5_000);
    world.printer.raise(condition);
    sendUntilAnswered(world, job);
    await pass(world, 5 * MINUTE_MS);
    // Some are shown by no query: then the first card meets them, and a person has to look at it.
    expect(states.at(-1)).not.toBe("completed");
    world.printer.clear(condition);
    // The slowest way back: the line's longest pause, a start, and the time that an unshown
    // condition is watched for; or the longest that a card which did not leave is left alone.
    await pass(world, (states.at(-1) === "processing" ? 8 : 3) * MINUTE_MS);
    if (states.at(-1) === "in-doubt") {
      world.printer.hand("take-card");
      await pass(world, 2 * MINUTE_MS);
      sendUntilAnswered(world, { jobId: "job-2", image: "another picture" });
      await pass(world, 2 * MINUTE_MS);
    }
    expect(states.at(-1)).toBe("completed");
    const raised = faults.filter((fault) => fault.startsWith("fault-raised"));
    const cleared = faults.filter((fault) => fault.startsWith("fault-cleared"));
    expect(raised.length).toBeGreaterThan(0);
    expect(cleared).toHaveLength(raised.length);
    const good = world.cards.filter(({ complete, box }) => complete && box === "output").map(jobOn);
    expect(good).toEqual([...new Set(good)]);
    expect([world.violations, world.fatal]).toEqual([[], []]);
    world.close();
  });
});

describe("a notice", () => {
  it.each(NOTICES)("%s: told, and the card is printed all the same", async (condition) => {
    const { world, states, faults, job } = openOffice();
    world.start();
    await pass(world, 5_000);
    world.printer.raise(condition);
    await pass(world, MINUTE_MS);
    expect(faults).toContain(`fault-raised ${condition}`);
    sendUntilAnswered(world, job);
    await pass(world, MINUTE_MS);
    expect(states.at(-1)).toBe("completed");
    world.printer.clear(condition);
    await pass(world, 2 * MINUTE_MS);
    expect(faults).toContain(`fault-cleared ${condition}`);
    world.close();
  });
});

describe("a ribbon that ends between two cards", () => {
  it("holds the queue, and lets it go on within a minute of a new one", async () => {
    const { world, states, faults } = openOffice();
    world.start();
    await pass(world, 5_000);
    for (let n = 1; n <= 3; n += 1) sendUntilAnswered(world, { jobId: `job-${n}`, image: `${n}` });
    await pass(world, 4_000);
    world.printer.raise("marker-supply-empty", "next-step");
    await pass(world, 2 * MINUTE_MS);
    expect(faults).toContain("hold-placed marker-supply-empty");
    const before = states.filter((state) => state === "completed").length;
    expect(before).toBeLessThan(3);
    world.printer.hand("ribbon");
    world.printer.hand("take-card");
    await pass(world, MINUTE_MS);
    expect(faults).toContain("hold-lifted marker-supply-empty");
    expect(states.filter((state) => state === "completed" || state === "in-doubt")).toHaveLength(3);
    world.close();
  });
});
