import { describe, expect, it } from "vitest";
import { LIFE_NAMES } from "../../support/crash-lives.ts";
import { everyDeath, play } from "../../support/crash-story.ts";

// Goal: the story that the crash tests tell is a whole one, always the same, and can fail.

describe("one job without a crash", () => {
  it.each(["executed", "received"] as const)("is completed with ACK %s", async (ack) => {
    const { violations, state } = await play({ printer: { ack } });
    expect({ violations, state }).toEqual({ violations: [], state: "completed" });
  });

  it("gives byte-identical logs for one seed", async () => {
    const [first, second] = [await play({ seed: 7 }), await play({ seed: 7 })];
    expect(second.log).toBe(first.log);
    expect(first.log).toContain('"state":"completed"');
  });
});

// All second deaths as well: `npm run test:crash`.
describe("one death", () => {
  it.each(LIFE_NAMES)('at any instant of the life "%s" breaks no promise', async (life) => {
    const { failures, points } = await everyDeath(
      { life, printer: { ack: "received", speed: 8 } },
      { twice: false },
    );
    expect([failures, points > 100]).toEqual([[], true]);
  });
});

describe("a planted mistake", () => {
  it("an order sent before its commit breaks I3, I5 and the rest", async () => {
    const { failures } = await everyDeath(
      {
        plant: (store, later) => ({
          ...store,
          commit: (changes) => later(() => store.commit(changes)),
        }),
      },
      { twice: false },
    );
    const broken = new Set(failures.map((failure) => /I\d/.exec(failure)?.[0]));
    expect([...broken].sort()).toEqual(["I1", "I3", "I5"]);
  });
});
