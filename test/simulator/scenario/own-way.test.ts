import { expect, it } from "vitest";
import { lateness } from "../../../simulator/scenario/lateness.ts";
import { printOwnWay } from "../../../simulator/scenario/own-way.ts";

// Goal: the base line that an office is compared with does what such an office does: one card after
// the other, in office hours, while its server runs. Times in hours; it opens from 8 to 16.

const HOUR_MS = 3_600_000;
const DAY = 24;

function officePeriod(atMs: number) {
  const at = atMs / HOUR_MS;
  const opens = Math.floor(at / DAY) * DAY + 8;
  const [from, to] =
    at < opens + 8 ? [Math.max(at, opens), opens + 8] : [opens + DAY, opens + DAY + 8];
  return { fromMs: from * HOUR_MS, toMs: to * HOUR_MS };
}

it.each<[what: string, up: [from: number, to: number][], recorded: number[], printed: number[]]>([
  ["one after the other", [[0, 999]], [9, 9, 9], [10, 11, 12]],
  ["tomorrow what comes in the evening", [[0, 999]], [17], [DAY + 9]],
  ["so many on a day", [[0, 999]], [8, 8, 8, 8], [9, 10, 11, DAY + 9]],
  [
    "nothing while the server is down",
    [
      [0, 9],
      [33, 999],
    ],
    [8, 8],
    [9, 34],
  ],
  ["nothing any more when it never comes back", [[0, 9]], [8, 8], [9]],
])("prints %s", (_, up, recorded, printed) => {
  const out = printOwnWay({
    policy: { officePeriod },
    recorded: new Map(recorded.map((at, n) => [`job-${n}`, at * HOUR_MS])),
    uptime: up.map(([from, to]) => [from * HOUR_MS, to * HOUR_MS] as const),
    cardMs: HOUR_MS,
    perDay: 3,
  });
  expect([...out.values()].map((at) => at / HOUR_MS)).toEqual(printed);
});

it("counts what is late, and what has no card yet up to the end", () => {
  const days = (times: readonly number[]) =>
    new Map(times.map((at, n) => [`job-${n}`, at * DAY * HOUR_MS]));
  const told = lateness(days([0, 0, 0, 1]), days([3, 12]), {
    endMs: 30 * DAY * HOUR_MS,
    lateAfterMs: 10 * DAY * HOUR_MS,
  });
  expect(told).toEqual({ recorded: 4, printed: 2, late: 3, medianDays: 19, longestDays: 20 });
});
