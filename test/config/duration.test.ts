import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../config/duration.ts";

const WRITTEN = [
  ["500ms", 500],
  ["30s", 30_000],
  ["5m", 300_000],
  ["8h", 28_800_000],
  ["3d", 259_200_000],
  ["0ms", 0],
  ["9999999d", 863_999_913_600_000],
] as const;

describe("parseDuration", () => {
  it.each(WRITTEN)("reads %s as %i ms", (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  it.each([
    "",
    "30",
    "s",
    "1.5s",
    "-1s",
    "30 s",
    "30S",
    "1h30m",
    "5min",
    "10000000d",
    " 5s",
    "5s\n",
  ])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("formatDuration", () => {
  it.each(WRITTEN)("writes %s for %i ms", (text, durationMs) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it.each([
    [90_000, "90s"],
    [120_000, "2m"],
    [1_001, "1001ms"],
  ])("takes the largest unit that leaves no rest of %i ms", (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});
