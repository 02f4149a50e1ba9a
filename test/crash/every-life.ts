import { expect, it } from "vitest";
import { LIFE_NAMES } from "../support/crash-lives.ts";
import { everyDeath } from "../support/crash-story.ts";

// Goal: no death of the process at any instant, and no second one in its recovery, loses a job,
// prints a card twice or breaks another of the invariants (I1 to I5, I7, I8), whatever befalls the
// printer meanwhile. Method: one card of two sides through the real store, core, codec and driver
// in virtual time; every crash point of each life, and for each every crash point of the recovery.

const HOUR_MS = 3_600_000;

export function everyLife(ack: "executed" | "received"): void {
  it.each(LIFE_NAMES)(
    `keeps every promise in the life "%s", ACK ${ack}`,
    async (life) => {
      const options = { life, printer: { ack, speed: 8 } } as const;
      const { points, worlds, pairs, failures, states } = await everyDeath(options);
      process.stdout.write(
        `crash test, ${life}, ACK ${ack}: ${points} crash points leave ${worlds} worlds behind; ` +
          `${pairs} pairs with one of the recovery; the job ended ${JSON.stringify(states)}\n`,
      );
      expect(failures).toEqual([]);
      expect(pairs).toBeGreaterThan(points);
    },
    HOUR_MS,
  );
}
