import { expect, it } from "vitest";
import { everyDeath } from "../../support/crash-story.ts";

// Goal: no death of the process at any instant loses a job, prints a card twice or breaks another
// of the invariants that a skeleton can break (I1, I2, I3, I5, I7, I8).
// Method: one job through the real store, core, codec and driver in virtual time. Every crash
// point of the first life is tried, and for each of them every crash point of the recovery.

it("keeps every promise when the printer acknowledges what it has received", async () => {
  const options = { printer: { ack: "received", speed: 8 } } as const;
  const { points, pairs, failures, states } = await everyDeath(options);
  process.stdout.write(
    `crash test, ACK received: ${points} crash points, ${pairs} pairs with one of the recovery; ` +
      `the job ended ${JSON.stringify(states)}\n`,
  );
  expect(failures).toEqual([]);
  expect(pairs).toBeGreaterThan(points);
}, 900_000);
