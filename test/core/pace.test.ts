import { describe, expect, it } from "vitest";
import { cardMs, cardsPerHour, cardsWithin } from "../../src/core/pace.ts";
import {
  createStand,
  ONE_PRINTER,
  PRINTED,
  received,
  sessionOf,
} from "../support/core-fixtures.ts";

/** Cards that take so many seconds each, one `pauseS` after the other. */
function cards(seconds: readonly number[], pauseS: number) {
  let at = 0;
  return seconds.map((s) => {
    const card = { armedAt: at, endedAt: at + s * 1_000 };
    at += (s + pauseS) * 1_000;
    return card;
  });
}

describe("cardMs", () => {
  it("is what the configuration expects until three cards are known", () => {
    expect(cardMs(cards([20, 20], 0), { cardMs: 45_000 })).toBe(45_000);
    expect(cardMs(cards([20, 20], 0), {})).toBe(90_000);
    expect(cardMs(cards([20, 20, 20], 0), { cardMs: 45_000 })).toBe(20_000);
  });

  it("is the median, so that one card that took an hour counts as one", () => {
    expect(cardMs(cards([31, 3_600, 30, 29, 32], 60), {})).toBe(31_000);
  });

  it("counts what lies between two cards in a row, and no longer pause", () => {
    expect(cardMs(cards([20, 20, 20, 20], 5), {})).toBe(25_000);
    expect(cardMs(cards([20, 20, 20, 20], 16), {})).toBe(20_000);
  });

  it("takes no card that ended before it began", () => {
    expect(cardMs(cards([20, 20, -900, -900, -900, -900, 20], 60), {})).toBe(20_000);
  });
});

describe("cardsPerHour", () => {
  it("is what all printers together make, measured or expected", () => {
    const stand = createStand();
    const { state } = stand;
    expect(cardsPerHour(state, stand.policy)).toBe(80);
    state.lastCards.set("printer2", cards([30, 30, 30], 60));
    expect(cardsPerHour(state, stand.policy)).toBe(160);
  });
});

describe("cardsWithin", () => {
  const HOUR = 3_600_000;

  it.each<
    [what: string, duty: { perHour?: number; perDay?: number }, hours: number, cards: number]
  >([
    ["its pace", {}, 10, 400],
    ["what it may do in an hour", { perHour: 25 }, 10, 250],
    ["what it may do on a day", { perDay: 200 }, 8, 200],
    ["what it may do on several days", { perDay: 200 }, 5 * 24, 1_000],
    ["its pace, though it may do more", { perHour: 50, perDay: 5_000 }, 10, 400],
  ])("of a printer is bounded by %s", (_, duty, hours, expected) => {
    const stand = createStand({ policy: ONE_PRINTER });
    const [printer] = stand.policy.printers;
    if (printer === undefined) throw new Error("there is no printer");
    const policy = { ...stand.policy, printers: [{ ...printer, duty }] };
    expect(cardsWithin(stand.state, policy, hours * HOUR)).toBe(expected);
  });

  it("of two printers is bounded by what each of them may do", () => {
    const [printer] = ONE_PRINTER.printers;
    if (printer === undefined) throw new Error("there is no printer");
    const second = { ...printer, id: "printer2", duty: { perHour: 25 } };
    const policy = { ...ONE_PRINTER, printers: [printer, second] };
    const stand = createStand({ policy });
    expect(cardsWithin(stand.state, policy, 10 * HOUR)).toBe(400 + 250);
  });
});

describe("the last cards", () => {
  const printer = sessionOf("printer1", 1);

  function print(jobs: number, seconds: (n: number) => number) {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(printer.ready());
    for (let n = 0; n < jobs; n += 1) {
      stand.post(received(`J${n}`));
      stand.post(printer.prepared(`J${n}`));
      stand.nowMs += seconds(n) * 1_000;
      stand.post(printer.ended(`J${n}`, PRINTED));
    }
    return stand;
  }

  it("are twenty, and the same after a restart", () => {
    const stand = print(23, (n) => n + 1);
    const known = stand.state.lastCards.get("printer1") ?? [];
    expect(known.map(({ armedAt, endedAt }) => (endedAt - armedAt) / 1_000)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 4),
    );
    expect(stand.restart().state.lastCards).toEqual(stand.state.lastCards);
  });

  it("hold none that was cut short: its printer waited for an answer", () => {
    const stand = print(1, () => 10);
    stand.post(received("cut"));
    stand.post(printer.prepared("cut"));
    stand.post(printer.gone());
    expect(stand.state.attempts.get("cut")?.interrupted).toBe("line-lost");
    stand.nowMs += 600_000;
    const again = sessionOf("printer1", 2);
    stand.post(again.ready());
    stand.post(again.evidence("cut", { reading: { cardsFed: 101, panelsPrinted: 404 } }));
    expect(stand.store.attempts("cut").at(-1)?.evidence?.outcome).toBe("printed");
    expect(stand.state.lastCards.get("printer1")).toHaveLength(1);
    expect(stand.restart().state.lastCards).toEqual(stand.state.lastCards);
  });
});
