import { expect, it } from "vitest";
import { type Aim, createMoments, type Moment } from "./moments.ts";

const DURATIONS = { quietMs: 2_000, sendMs: 200, moveMs: 400 };
const MOMENTS = 2_000;

function moments(seed: number): readonly Moment[] {
  const next = createMoments(seed, DURATIONS);
  return Array.from({ length: MOMENTS }, next);
}

it("is fixed by the seed", () => {
  expect(moments(7)).toEqual(moments(7));
  expect(moments(7)).not.toEqual(moments(8));
});

it("gives each phase its share, and all of each phase", () => {
  const all = moments(1);
  const spread = (aim: Aim) => {
    const delays = all.filter((moment) => moment.aim === aim).map(({ delayMs }) => delayMs);
    return { share: delays.length / MOMENTS, min: Math.min(...delays), max: Math.max(...delays) };
  };
  const wanted = [
    ["start", 0.15, 0, 800],
    ["recovery", 0.2, 800, 4_800],
    ["sending", 0.2, 0, 220],
    ["moving", 0.25, 200, 600],
    ["end", 0.2, 600, 1_050],
  ] as const;
  for (const [aim, share, fromMs, toMs] of wanted) {
    const seen = spread(aim);
    const width = toMs - fromMs;
    expect(Math.abs(seen.share - share), aim).toBeLessThan(0.05);
    expect((seen.min - fromMs) / width, aim).toBeLessThan(0.05);
    expect((toMs - seen.max) / width, aim).toBeLessThan(0.05);
    expect(seen.min, aim).toBeGreaterThanOrEqual(fromMs);
    expect(seen.max, aim).toBeLessThanOrEqual(toMs);
  }
});
