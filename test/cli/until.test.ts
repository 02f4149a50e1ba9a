import { describe, expect, it } from "vitest";
import { instantOfUntil, isUntil } from "../../src/cli/until.ts";

const now = { nowMs: Date.UTC(2021, 0, 4, 3), timeZone: "Asia/Jakarta" };

describe("instantOfUntil", () => {
  it.each([
    ["a time later today", "14:30", "2021-01-04T07:30:00.000Z"],
    ["a time of tomorrow", "07:30", "2021-01-05T00:30:00.000Z"],
    ["the present minute, which is over", "10:00", "2021-01-05T03:00:00.000Z"],
    ["minutes", "30m", "2021-01-04T03:30:00.000Z"],
    ["hours", "2h", "2021-01-04T05:00:00.000Z"],
    ["an instant", "2021-01-04T12:00:00+07:00", "2021-01-04T05:00:00.000Z"],
  ])("understands %s: %s", (_what, text, instant) => {
    expect([isUntil(text), instantOfUntil(text, now)]).toEqual([true, instant]);
  });
});

describe("isUntil", () => {
  it.each(["", "noon", "24:00", "7:30", "30", "2021-01-04", "2021-13-04T12:00:00Z"])(
    "does not understand '%s'",
    (text) => {
      expect(isUntil(text)).toBe(false);
    },
  );
});
