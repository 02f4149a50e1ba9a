import { describe, expect, it } from "vitest";
import type { Duty } from "../../src/core/duty.ts";
import { drainAt, roundedEta, turnOf, turns } from "../../src/core/eta.ts";
import type { Scope } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_MS,
  operatorHold,
  received,
  SILENT,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";
import { DAY_MS, officeDay, sinceOpening } from "../support/office-day.ts";

// Goal: what is told of the queue's end is what happens when nothing goes wrong, and nothing is
// told of what depends on hands. Method: an office that works from 8 to 16 on every day, and
// printers that take a minute and a half and two minutes for a card.

const OPEN_MS = 8 * HOUR_MS;

const OFFICE = corePolicy({
  printers: [
    { id: "printer1", stock: "default", cardMs: 90_000 },
    { id: "printer2", stock: "foil", cardMs: 120_000 },
  ],
  ...officeDay(OPEN_MS),
});

const first = sessionOf("printer1", 1);
const second = sessionOf("printer2", 1);

/** Jobs that wait; nothing is prepared, since nobody carries out orders. */
function office(jobs: number, { at = MONDAY_MS, policy = OFFICE } = {}): Stand {
  const stand = createStand({ policy });
  stand.nowMs = at;
  stand.post(first.ready());
  for (let n = 1; n <= jobs; n += 1) stand.post(received(`J${n}`));
  return stand;
}

function hold(stand: Stand, scope: Scope): void {
  const placed = operatorHold(scope);
  stand.state.holds.set(placed.id, placed);
}

/** Minutes until each card of the queue should be out. */
function minutes({ state, policy, nowMs }: Stand): readonly (number | undefined)[] {
  return [...turns(state, policy, nowMs)].map(({ endsAt }) =>
    endsAt === undefined ? undefined : (endsAt - nowMs) / MINUTE_MS,
  );
}

function drain({ state, policy, nowMs }: Stand): number | undefined {
  const at = drainAt(state, policy, nowMs);
  return at === undefined ? undefined : (at - nowMs) / MINUTE_MS;
}

describe("the turns of the queue", () => {
  it("come one after the other at the pace of the printer", () => {
    const stand = office(3);
    expect(minutes(stand)).toEqual([1.5, 3, 4.5]);
    expect(drain(stand)).toBe(4.5);
  });

  it("come after the card in progress, whose end does not move while it is made", () => {
    const stand = office(2);
    stand.post(first.prepared("J1"));
    for (const passedS of [0, 30, 60]) {
      stand.nowMs = MONDAY_MS + passedS * 1_000;
      expect(minutes(stand)).toEqual([3 - passedS / 60]);
    }
    stand.nowMs = MONDAY_MS + 5 * MINUTE_MS;
    expect(minutes(stand)).toEqual([1.5]);
  });

  it("take a card that lasts longer than it should to end any moment", () => {
    const stand = office(1);
    stand.post(first.prepared("J1"));
    stand.nowMs += 5 * MINUTE_MS;
    expect(drain(stand)).toBe(0);
  });

  it("are shared by printers that have what the job asks for", () => {
    const printers = OFFICE.printers.map((plan) => ({ ...plan, stock: "default" }));
    const stand = office(4, { policy: { ...OFFICE, printers } });
    stand.post(second.ready());
    expect(minutes(stand)).toEqual([1.5, 2, 3, 4]);
  });

  it("of another stock take nobody's time", () => {
    const stand = office(1);
    stand.post(second.ready());
    stand.post(received("F1", { stock: "foil" }));
    stand.post(received("J2"));
    expect(minutes(stand)).toEqual([1.5, 2, 3]);
    expect(drain(stand)).toBe(3);
  });

  it("follow the measured pace", () => {
    const stand = office(2);
    const card = (n: number) => ({ armedAt: n * HOUR_MS, endedAt: n * HOUR_MS + 30_000 });
    stand.state.lastCards.set("printer1", [card(0), card(1), card(2)]);
    expect(minutes(stand)).toEqual([0.5, 1]);
  });

  it("are known of one job by itself, waiting or being printed", () => {
    const stand = office(2);
    stand.post(first.prepared("J1"));
    const of = (jobId: string) => {
      const job = stand.state.jobs.get(jobId);
      return job && turnOf(stand.state, stand.policy, job, stand.nowMs);
    };
    expect(of("J1")).toMatchObject({ endsAt: MONDAY_MS + 90_000 });
    expect(of("J1")).not.toHaveProperty("place");
    expect(of("J2")).toMatchObject({ place: 1, endsAt: MONDAY_MS + 180_000 });
  });
});

describe("a hold", () => {
  it("takes a job out of the line, which the others move up in", () => {
    const stand = office(3);
    hold(stand, { kind: "job", id: "J1" });
    const { state, policy, nowMs } = stand;
    const places = [...turns(state, policy, nowMs)].map(({ place }) => place);
    expect(places).toEqual([undefined, 1, 2]);
    expect(minutes(stand)).toEqual([undefined, 1.5, 3]);
  });

  it.each([
    { kind: "host" },
    { kind: "server", id: "server1" },
    { kind: "printer", id: "printer1" },
  ] as const)("on the $kind leaves nothing to be told", (scope) => {
    const stand = office(2);
    hold(stand, scope);
    expect(minutes(stand)).toEqual([undefined, undefined]);
    expect(drain(stand)).toBeUndefined();
  });

  it.each([{ kind: "host" }, { kind: "printer", id: "printer1" }] as const)(
    "on the $kind that ends by itself puts the cards off to its end",
    (scope) => {
      const stand = office(2);
      const placed = { ...operatorHold(scope), until: MONDAY_MS + 30 * MINUTE_MS };
      stand.state.holds.set(placed.id, placed);
      expect(minutes(stand)).toEqual([31.5, 33]);
      hold(stand, { kind: "server", id: "server1" });
      expect(minutes(stand)).toEqual([undefined, undefined]);
    },
  );

  it.each([
    { kind: "server", id: "server1" },
    { kind: "job", id: "J1" },
  ] as const)(
    "on the $kind takes its jobs out of the line also when it ends by itself",
    (scope) => {
      const stand = office(1);
      const placed = { ...operatorHold(scope), until: MONDAY_MS + 30 * MINUTE_MS };
      stand.state.holds.set(placed.id, placed);
      expect(minutes(stand)).toEqual([undefined]);
    },
  );

  it("on another printer that ends by itself puts nothing off", () => {
    const stand = office(1);
    const scope = { kind: "printer", id: "printer2" } as const;
    const placed = { ...operatorHold(scope), until: MONDAY_MS + 30 * MINUTE_MS };
    stand.state.holds.set(placed.id, placed);
    expect(minutes(stand)).toEqual([1.5]);
  });

  it("on one of two printers leaves all cards to the other", () => {
    const printers = OFFICE.printers.map((plan) => ({ ...plan, stock: "default" }));
    const stand = office(3, { policy: { ...OFFICE, printers } });
    stand.post(second.ready());
    hold(stand, { kind: "printer", id: "printer2" });
    expect(minutes(stand)).toEqual([1.5, 3, 4.5]);
  });

  it("does not stop the card in progress", () => {
    const stand = office(2);
    stand.post(first.prepared("J1"));
    hold(stand, { kind: "host" });
    expect(drain(stand)).toBe(1.5);
  });
});

describe("nothing is told", () => {
  it("of a card that was cut short: whether it is out is not known", () => {
    const stand = office(1);
    stand.post(first.prepared("J1"));
    stand.post(first.ended("J1", SILENT));
    const job = stand.state.jobs.get("J1");
    const turn = job && turnOf(stand.state, stand.policy, job, stand.nowMs);
    expect(turn).toStrictEqual({ job });
  });

  it("of the pace of a printer that is asked about such a card: it may be free at once", () => {
    const before = office(2);
    before.post(first.prepared("J1"));
    const stand = before.restart();
    stand.post(first.ready());
    expect(stand.state.printers.get("printer1")?.phase.kind).toBe("settling");
    expect(minutes(stand)).toEqual([1.5]);
  });

  it("of an empty queue", () => {
    expect(drain(office(0))).toBeUndefined();
  });

  it("of a job whose only printer is away, though it has its place", () => {
    const stand = office(1);
    stand.post(first.gone());
    const [turn] = turns(stand.state, stand.policy, stand.nowMs);
    expect(turn).toMatchObject({ place: 1 });
    expect(turn).not.toHaveProperty("endsAt");
    expect(drain(stand)).toBeUndefined();
  });

  it("once the process is stopping", () => {
    const stand = office(1);
    stand.post({ kind: "stopping" });
    expect(drain(stand)).toBeUndefined();
  });
});

describe("office hours", () => {
  const closing = MONDAY_MS + OPEN_MS;

  it("let no card begin after their end, and the next day goes on where it stopped", () => {
    const stand = office(4, { at: closing - 2 * MINUTE_MS });
    const night = (DAY_MS - OPEN_MS) / MINUTE_MS;
    expect(minutes(stand)).toEqual([1.5, 3, 2 + night + 1.5, 2 + night + 3]);
  });

  it("let the queue wait for the next day behind a card that ends after them", () => {
    const stand = office(2, { at: closing - MINUTE_MS });
    stand.post(first.prepared("J1"));
    const night = (DAY_MS - OPEN_MS) / MINUTE_MS;
    expect(minutes(stand)).toEqual([1 + night + 1.5]);
  });

  it("are over: a printer that is still on goes on for an hour at most", () => {
    const stand = office(42, { at: closing + 5 * MINUTE_MS });
    const opening = (DAY_MS - OPEN_MS) / MINUTE_MS - 5;
    expect(minutes(stand).slice(38)).toEqual([58.5, 60, opening + 1.5, opening + 3]);
  });

  it("are over: one that is off is expected back when they begin", () => {
    const stand = office(1, { at: closing + HOUR_MS });
    stand.post(first.gone());
    const opening = (DAY_MS - OPEN_MS - HOUR_MS) / MINUTE_MS;
    expect(minutes(stand)).toEqual([opening + 1.5]);
  });
});

describe("what a printer may do", () => {
  const withDuty = (duty: Duty) => ({
    ...OFFICE,
    printers: [{ id: "printer1", stock: "default", cardMs: 90_000, duty }],
    // Asked for midnight alone: 8 hours before the office opens.
    nextDue: (_: string, at: number) => at - sinceOpening(at) + DAY_MS - 8 * HOUR_MS,
  });

  it("in an hour lets no more cards begin until the first of them is an hour old", () => {
    const stand = office(5, { policy: withDuty({ perHour: 2 }) });
    expect(minutes(stand)).toEqual([1.5, 3, 63, 64.5, 124.5]);
  });

  it("counts the cards of this hour, and the one in progress", () => {
    const stand = office(2, { policy: withDuty({ perHour: 2 }) });
    stand.state.madeAt.set("printer1", [MONDAY_MS - 30 * MINUTE_MS]);
    stand.post(first.prepared("J1"));
    expect(minutes(stand)).toEqual([31.5]);
  });

  it("is its own: another printer has no limit", () => {
    const duty = withDuty({ perHour: 1 });
    const other = { id: "printer2", stock: "foil", cardMs: 120_000 };
    const stand = office(0, { policy: { ...duty, printers: [...duty.printers, other] } });
    stand.post(second.ready());
    for (const job of ["F1", "F2", "F3"]) stand.post(received(job, { stock: "foil" }));
    expect(minutes(stand)).toEqual([2, 4, 6]);
  });

  it("on a day puts the rest off to the morning", () => {
    const stand = office(3, { policy: withDuty({ perDay: 2 }) });
    expect(minutes(stand)).toEqual([1.5, 3, DAY_MS / MINUTE_MS + 1.5]);
  });

  it("is followed through 100,000 jobs with a look at the calendar for each day", () => {
    const duty = withDuty({ perHour: 20, perDay: 100 });
    let asked = 0;
    const policy = {
      ...duty,
      nextDue(expression: string, at: number) {
        asked += 1;
        return duty.nextDue(expression, at);
      },
    };
    const stand = office(1, { policy: duty });
    crowd(stand, 100_000);
    expect(drainAt(stand.state, policy, stand.nowMs)).toBeGreaterThan(MONDAY_MS + 999 * DAY_MS);
    expect(asked).toBeLessThan(3 * 1_000);
  });
});

/** Makes many jobs of the one that waits. */
function crowd({ state }: Stand, jobs: number): void {
  const [job] = state.queue;
  if (job === undefined) throw new Error("a job waits");
  state.queue.splice(0, 1, ...Array.from({ length: jobs }, (_, n) => ({ ...job, jobId: `Q${n}` })));
}

describe("roundedEta", () => {
  it.each([
    [20_001, MINUTE_MS],
    [MINUTE_MS, MINUTE_MS],
    [29.5 * MINUTE_MS, 30 * MINUTE_MS],
    [31 * MINUTE_MS, 35 * MINUTE_MS],
    [241 * MINUTE_MS, 255 * MINUTE_MS],
  ])("goes up to what a clock on a wall shows: %i", (ahead, shown) => {
    expect(roundedEta(MONDAY_MS + ahead, MONDAY_MS)).toBe(MONDAY_MS + shown);
  });
});

it("is quick enough for a tick with a queue of 100,000 jobs", () => {
  const stand = office(1);
  crowd(stand, 100_000);
  const asked = { periods: 0 };
  const policy = {
    ...OFFICE,
    officePeriod(at: number) {
      asked.periods += 1;
      return OFFICE.officePeriod(at);
    },
  };
  // 320 cards in a day of eight hours; days are asked for, never minutes or cards.
  expect(drainAt(stand.state, policy, stand.nowMs)).toBeGreaterThan(MONDAY_MS + 312 * DAY_MS);
  expect(asked.periods).toBeLessThan(320);
});
