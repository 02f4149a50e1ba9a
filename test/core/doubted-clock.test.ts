import { describe, expect, it } from "vitest";
import { isExpired } from "../../src/core/expiry.ts";
import {
  createStand,
  HOUR_MS,
  MONDAY_MS,
  ONE_PRINTER,
  received,
  type Stand,
} from "../support/core-fixtures.ts";

// Goal: nothing expires by a clock that cannot be believed (contract §2): one that has jumped by
// more than an hour is doubted until it has gone on evenly for a day. Method: ticks over a jump.

const DAY_MS = 24 * HOUR_MS;
const NO_CHECKS = { ...ONE_PRINTER, checks: [] };

describe("isExpired", () => {
  const at = MONDAY_MS;

  it.each<[name: string, expiresAt: number | undefined, jumpedAt: number | undefined, is: boolean]>(
    [
      ["no expiry", undefined, undefined, false],
      ["an expiry ahead", at + 1, undefined, false],
      ["an expiry now", at, undefined, true],
      ["a jump just now", at, at, false],
      ["a jump almost a day ago", at, at - DAY_MS + 1, false],
      ["a jump a day ago", at, at - DAY_MS, true],
      ["a jump from almost a day ahead", at, at + DAY_MS - 1, false],
      ["a jump from a day ahead", at, at + DAY_MS, true],
    ],
  )("goes by the expiry and by the clock's last jump: %s", (_, expiresAt, jumpedAt, expected) => {
    const stand = createStand();
    stand.post(received("J1", expiresAt === undefined ? {} : { expiresAt: at + DAY_MS }));
    stand.state.jumpedAt = jumpedAt;
    const job = stand.state.jobs.get("J1");
    if (job === undefined) throw new Error("the job is not there");
    const asked = expiresAt === undefined ? job : { ...job, expiresAt };
    expect(isExpired(stand.state, asked, at)).toBe(expected);
  });
});

describe("a job whose time passes while the clock jumps", () => {
  /** The clock jumps by so much, over the job's expiry. */
  function jumped(byMs: number): Stand {
    const stand = createStand({ policy: NO_CHECKS });
    stand.post(received("J1", { expiresAt: MONDAY_MS + 30 * 60_000 }));
    stand.tick();
    stand.tick(byMs);
    return stand;
  }

  /** In steps that are no jumps. */
  function pass(stand: Stand, forMs: number): void {
    const until = stand.nowMs + forMs;
    while (stand.nowMs < until) stand.tick(Math.min(HOUR_MS, until - stand.nowMs));
  }

  it("expires at once when it was an hour, which is no jump yet", () => {
    expect(jumped(HOUR_MS).store.job("J1")?.state).toBe("expired");
  });

  it.each([
    ["forward", HOUR_MS + 1],
    ["back", -HOUR_MS - 1],
  ])("expires when the clock has gone on evenly for a day: %s", (_, byMs) => {
    const stand = jumped(byMs);
    pass(stand, DAY_MS - 1);
    expect(stand.store.job("J1")?.state).toBe("pending");
    pass(stand, 60_000);
    expect(stand.store.job("J1")?.state).toBe("expired");
  });
});
