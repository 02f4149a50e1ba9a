import { describe, expect, it } from "vitest";
import type { Condition } from "../../protocols/faults.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { PrinterHealth, PrinterReading } from "../../src/core/ports.ts";
import { leftOf } from "../../src/core/probation.ts";
import { createCommandDesk, told } from "../support/command-desk.ts";
import {
  BEFORE,
  command,
  corePolicy,
  createStand,
  type Happening,
  holdsOf,
  MINUTE_MS,
  PANELS,
  received,
  refused,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: after a failure a printer proves itself with 1, 3 and 10 cards and its checks between them,
// and nobody has to press anything (I6, I8). Method: the core over the real store; the world's part
// is played by hand, card by card.

const printer = sessionOf("printer1", 1);

function office(more: Partial<Policy> = {}): Policy {
  const printers = [{ id: "printer1", stock: "default", counters: "trusted" } as const];
  return corePolicy({ printers, ...more });
}

/** The counters of the printer after so many cards. */
function readingAfter(cards: number): PrinterReading {
  const { cardsFed, panelsPrinted } = BEFORE;
  return { ...BEFORE, cardsFed: cardsFed + cards, panelsPrinted: panelsPrinted + cards * PANELS };
}

interface Desk {
  stand: Stand;
  /** Cards that have come out. */
  cards: number;
}

/** Two printers: the second one's failures are its own. */
function twoPrinters(): Policy {
  const [first] = office().printers;
  return office({ printers: [...office().printers, { ...first, id: "printer2", stock: "other" }] });
}

/** Its looks show whether it takes commands. */
const ABLE: PrinterHealth = { ...WELL, checked: [...WELL.checked, "command-refused"] };

function health(desk: Desk, more: Partial<PrinterHealth> = {}): PrinterHealth {
  return { ...ABLE, ...more, reading: readingAfter(desk.cards) };
}

function open(policy = office(), jobs = 60): Desk {
  const stand = createStand({ policy });
  for (let n = 1; n <= jobs; n += 1) stand.post(received(`J${n}`));
  stand.post(printer.ready());
  return { stand, cards: 0 };
}

/** Its session ends with a failure. */
function fail(desk: Desk): void {
  desk.stand.post(sessionOf("printer1", session(desk)).gone("command-refused"));
}

/** A new session, and a look that finds it well. */
function recover(desk: Desk): void {
  desk.stand.post(sessionOf("printer1", session(desk) + 1).ready(health(desk)));
  check(desk);
}

function session({ stand }: Desk): number {
  return stand.state.printers.get("printer1")?.session ?? 0;
}

function check(desk: Desk, more: Partial<PrinterHealth> = {}): void {
  const { stand } = desk;
  stand.tick();
  stand.post(sessionOf("printer1", session(desk)).checked(health(desk, more)));
}

/** Prints what may be printed, at most so many cards; how many came out. */
function print(desk: Desk, most = 60): number {
  const { stand } = desk;
  const begun = desk.cards;
  while (desk.cards - begun < most) {
    const phase = stand.state.printers.get("printer1")?.phase;
    if (phase?.kind !== "preparing") break;
    const line = sessionOf("printer1", session(desk));
    const { jobId } = phase;
    const attempt = (stand.state.jobs.get(jobId)?.attempts ?? 0) + 1;
    stand.post(line.prepared(jobId, health(desk)));
    if (stand.state.printers.get("printer1")?.phase.kind !== "printing") break;
    desk.cards += 1;
    stand.post(line.ended(jobId, { kind: "ended", after: readingAfter(desk.cards) }, attempt));
  }
  return desk.cards - begun;
}

function leftNow({ stand }: Desk): number {
  const probation = stand.state.probations.get("printer1");
  return probation === undefined ? 0 : leftOf(probation, stand.policy.probation);
}

/** Failed and well again. */
function repaired(policy?: Policy, jobs?: number): Desk {
  const desk = open(policy, jobs);
  fail(desk);
  recover(desk);
  check(desk);
  return desk;
}

function isOfProbation({ type }: { readonly type: unknown }): boolean {
  return String(type).startsWith("probation");
}

const HELD = ["probation:printer1"];

describe("a printer that has failed", () => {
  it("prints 1, 3 and 10 cards with good checks between them, then as many as there are", () => {
    const desk = repaired();
    for (const [cards, left] of [
      [1, 13],
      [3, 10],
    ]) {
      expect([print(desk), holdsOf(desk.stand), leftNow(desk)]).toEqual([cards, HELD, left]);
      // What was good behind an earlier step proves nothing for this one.
      desk.stand.tick();
      expect(holdsOf(desk.stand)).toEqual(HELD);
      check(desk);
      expect(holdsOf(desk.stand)).toEqual([]);
    }
    expect(print(desk, 10)).toBe(10);
    expect([holdsOf(desk.stand), leftNow(desk), print(desk)]).toEqual([[], 0, 46]);
  });

  it("is not kept waiting by a fault that a person has overridden (I6)", () => {
    const desk = repaired();
    print(desk);
    const empty = { device: "printer1", condition: "media-empty", since: 0 } as const;
    command(desk.stand, { kind: "fault-raised", fault: empty });
    const override = { ...empty, by: "rina", reason: "sensor" };
    command(desk.stand, { kind: "fault-overridden", override });
    expect(holdsOf(desk.stand)).toEqual(HELD);
    check(desk, { faults: [{ condition: "media-empty" }] });
    expect(holdsOf(desk.stand)).toEqual([]);
  });

  it("tells every step", () => {
    const desk = repaired();
    for (let step = 0; step < 3; step += 1) {
      print(desk, 10);
      check(desk);
    }
    const own = told(desk.stand, "event").filter((body) => "type" in body && isOfProbation(body));
    const of = { device: "printer1", condition: "command-refused", steps: 3 };
    expect(own).toEqual([
      { type: "probation-started", ...of, step: 1, left: 14 },
      { type: "probation-step", ...of, step: 2, left: 13 },
      { type: "probation-step", ...of, step: 3, left: 10 },
      { type: "probation-ended", device: "printer1" },
    ]);
  });

  it("waits for a check that is good: a bad one begins the series anew", () => {
    const desk = repaired();
    print(desk);
    check(desk, { faults: [{ condition: "media-empty" }] });
    expect(holdsOf(desk.stand)).toEqual([...HELD, "fault:printer1:media-empty"]);
    check(desk, { faults: [] });
    check(desk);
    expect(holdsOf(desk.stand)).toEqual([]);
  });

  it.each<[name: string, look: (desk: Desk) => Happening]>([
    [
      "one with a card inside, which its driver does not list",
      (desk) => {
        const reading = { ...readingAfter(desk.cards), cardInside: true };
        return sessionOf("printer1", session(desk)).checked({ ...health(desk), reading });
      },
    ],
    ["one of an earlier session", (desk) => sessionOf("printer1", 1).checked(health(desk))],
  ])("passes no step by a look that says nothing good: %s", (_, look) => {
    const desk = repaired();
    print(desk);
    desk.stand.tick();
    desk.stand.post(look(desk));
    expect(holdsOf(desk.stand)).toContain("probation:printer1");
  });

  it("is looked at soon, whatever the schedule of its checks", () => {
    const desk = repaired();
    print(desk);
    desk.stand.record.length = 0;
    for (let second = 0; second < 10; second += 1) desk.stand.tick();
    expect(desk.stand.orders("run-check").map(({ check: { device } }) => device)).toContain(
      "printer1",
    );
  });

  it("goes on where it was after a restart, and is checked anew (I8)", () => {
    const desk = repaired();
    print(desk);
    check(desk);
    expect(print(desk, 2)).toBe(2);
    desk.stand = desk.stand.restart();
    expect(leftNow(desk)).toBe(11);
    recover(desk);
    expect(print(desk)).toBe(1);
    desk.stand = desk.stand.restart();
    recover(desk);
    expect([holdsOf(desk.stand), leftNow(desk)]).toEqual([[], 10]);
  });

  it("has proved nothing by a card that nobody saw come out", () => {
    const desk = repaired();
    desk.stand.post(sessionOf("printer1", session(desk)).prepared("J1", health(desk)));
    desk.stand = desk.stand.restart();
    desk.cards += 1;
    desk.stand.post(sessionOf("printer1", 1).ready(health(desk)));
    desk.stand.post(sessionOf("printer1", 1).evidence("J1", { reading: readingAfter(1) }));
    expect(desk.stand.store.job("J1")?.state).toBe("completed");
    expect([holdsOf(desk.stand), leftNow(desk)]).toEqual([[], 14]);
  });

  it("leaves a card to another printer that is free", () => {
    const desk = repaired(corePolicy(), 0);
    desk.stand.post(sessionOf("printer2", 1).ready());
    desk.stand.post(received("J1"));
    desk.stand.post(received("J2"));
    const phaseOf = (id: string) => desk.stand.state.printers.get(id)?.phase;
    expect([phaseOf("printer2"), phaseOf("printer1")]).toEqual([
      { kind: "preparing", jobId: "J1" },
      { kind: "preparing", jobId: "J2" },
    ]);
  });
});

describe("a failure on the way", () => {
  it("holds again, with a pause that doubles, and begins with the first step", () => {
    const never = { ...corePolicy().relapse, threshold: 1_000_000 };
    const desk = repaired(office({ relapse: never }));
    const pauses: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      print(desk, 1);
      fail(desk);
      recover(desk);
      check(desk);
      const hold = desk.stand.state.holds.get("probation:printer1");
      pauses.push(((hold?.until ?? 0) - (hold?.since ?? 0)) / MINUTE_MS);
      expect([print(desk), leftNow(desk)]).toEqual([0, 14]);
      desk.stand.tick((hold?.until ?? 0) - desk.stand.nowMs);
      expect(holdsOf(desk.stand)).toEqual([]);
    }
    expect(pauses).toEqual([1, 2, 4]);
  });

  it("does not wait longer for a clock that was set back", () => {
    const desk = repaired();
    print(desk, 1);
    fail(desk);
    recover(desk);
    check(desk);
    desk.stand.tick(-60 * MINUTE_MS);
    expect(holdsOf(desk.stand)).toEqual([]);
  });

  it("is paused for, even when the next tick comes in the same moment", () => {
    const desk = repaired();
    print(desk, 1);
    fail(desk);
    recover(desk);
    desk.stand.tick(0);
    expect(holdsOf(desk.stand)).toEqual(HELD);
  });

  it("has a pause that is not told as over while that cannot be written (I7)", () => {
    const desk = repaired();
    const { stand } = desk;
    print(desk, 1);
    fail(desk);
    recover(desk);
    check(desk);
    stand.post({ kind: "broker-connected" });
    stand.failure = "full";
    stand.tick();
    stand.record.length = 0;
    stand.tick(-60 * MINUTE_MS);
    expect([stand.orders("publish-event"), holdsOf(stand)]).toEqual([[], HELD]);
    stand.failure = undefined;
    for (let n = 0; n < 2; n += 1) stand.tick();
    expect(holdsOf(stand)).toEqual([]);
  });

  it.each<[name: string, happen: (desk: Desk) => void, failures: number]>([
    ["the same refusal", (desk) => refuse(desk, "J1"), 0],
    [
      "the same refusal, beside a failure of another printer",
      (desk) => {
        desk.stand.post(sessionOf("printer2", 1).gone("command-refused"));
        refuse(desk, "J1");
      },
      0,
    ],
    ["another refusal", (desk) => refuse(desk, "J1", "media-jam"), 1],
    [
      "another refusal, beside a failure of another printer that is back",
      (desk) => {
        const other = sessionOf("printer2", 1);
        desk.stand.post(other.gone("command-refused"));
        for (let n = 1; n <= 2; n += 1) desk.stand.post(sessionOf("printer2", n).ready(ABLE));
        desk.stand.post(sessionOf("printer2", 2).gone("command-refused"));
        refuse(desk, "J1", "media-jam");
      },
      1,
    ],
    [
      "another refusal, after the same was back and gone",
      (desk) => {
        fail(desk);
        recover(desk);
        check(desk);
        desk.stand.tick(2 * MINUTE_MS);
        check(desk);
        refuse(desk, "J1", "media-jam");
      },
      2,
    ],
    ["the same refusal, of a card that came out", (desk) => refuse(desk, "J1", undefined, 1), 1],
    [
      "the same failure, which cut the line",
      (desk) => {
        desk.stand.post(sessionOf("printer1", session(desk)).prepared("J1", health(desk)));
        fail(desk);
        desk.stand.post(sessionOf("printer1", session(desk) + 1).ready(health(desk)));
        desk.stand.post(sessionOf("printer1", session(desk)).evidence("J1"));
      },
      1,
    ],
  ])("counts unless the same refusal has moved nothing: %s", (_, happen, failures) => {
    const desk = repaired(twoPrinters());
    happen(desk);
    expect(desk.stand.state.attempts.size).toBe(0);
    expect(desk.stand.state.probations.get("printer1")).toMatchObject({
      phase: "stopped",
      failures,
    });
  });

  it("is none when the same refusal has moved nothing", () => {
    const desk = repaired();
    refuse(desk, "J1");
    expect(desk.stand.state.incidents.size).toBe(1);
    expect([...desk.stand.state.incidents.values()]).toMatchObject([{ reopened: 1 }]);
    desk.stand.tick(MINUTE_MS);
    check(desk);
    check(desk);
    expect([holdsOf(desk.stand), leftNow(desk)]).toEqual([[], 14]);
  });
});

/** The printer refuses a card; the condition that it had failed with, and nothing moves. */
function refuse(
  desk: Desk,
  jobId: string,
  condition: Condition = "command-refused",
  cards = 0,
): void {
  const { stand } = desk;
  stand.post(sessionOf("printer1", session(desk)).prepared(jobId, health(desk)));
  stand.post(sessionOf("printer1", session(desk)).ended(jobId, refused(condition)));
  stand.post(sessionOf("printer1", session(desk) + 1).ready(health(desk)));
  const reading = readingAfter(desk.cards + cards);
  stand.post(sessionOf("printer1", session(desk)).evidence(jobId, { reading }));
}

describe("a printer that relapses", () => {
  it("proves itself twice as long for the first time, and the state keeps that", () => {
    const desk = repaired(office({ relapse: { ...corePolicy().relapse, selfClearedMs: 0 } }));
    print(desk, 1);
    fail(desk);
    expect([...desk.stand.state.relapses.values()]).toMatchObject([
      { device: "printer1", condition: "command-refused", count: 1 },
    ]);
    recover(desk);
    check(desk);
    desk.stand = desk.stand.restart();
    expect(leftNow(desk)).toBe(28);
    recover(desk);
    desk.stand.tick(2 * MINUTE_MS);
    expect([print(desk), holdsOf(desk.stand)]).toEqual([2, HELD]);
  });
});

describe("`proving: look`", () => {
  const rules = corePolicy().probation;
  const looking = office({ probation: { ...rules, proving: "look" } });
  const plan = { stock: "default", counters: "trusted" } as const;
  /** After its first card. */
  const PROVEN_ONE = {
    condition: "command-refused",
    since: 0,
    step: 1,
    confirmed: 1,
    failures: 0,
    factor: 1,
  } as const;

  it("asks a person about the first card, and goes on when he releases the printer", () => {
    const desk = repaired(looking);
    expect(print(desk)).toBe(1);
    for (let times = 0; times < 3; times += 1) check(desk);
    expect(desk.stand.state.holds.get("probation:printer1")?.cause).toMatchObject({
      release: "look",
      step: 1,
      steps: 3,
    });
    // He has as long as he wants: no time lifts it.
    expect(desk.stand.state.holds.get("probation:printer1")?.until).toBeUndefined();
    createCommandDesk(desk.stand).ask({ cmd: "release", scope: "printer:printer1" });
    expect([print(desk), leftNow(desk)]).toEqual([3, 10]);
  });

  it("has nobody hurry with its checks meanwhile", () => {
    const desk = repaired(looking);
    print(desk);
    desk.stand.record.length = 0;
    for (let second = 0; second < 10; second += 1) desk.stand.tick();
    expect(desk.stand.orders("run-check").map(({ check: { device } }) => device)).not.toContain(
      "printer1",
    );
  });

  it("waits for none of two once the configuration asks nobody (I6)", () => {
    const printers = ["printer1", "printer2"].map((id) => ({ ...plan, id }));
    const stand = createStand({ policy: { ...looking, printers } });
    const probation = { ...PROVEN_ONE, phase: "looking" } as const;
    for (const { id: device } of printers) {
      command(stand, { kind: "probation-kept", probation: { ...probation, device } });
    }
    const next = stand.restart(office({ printers }));
    expect([...next.state.probations.values()]).toMatchObject(
      printers.map(({ id: device }) => ({ device, phase: "proving", step: 2 })),
    );
  });

  it("still asks about it after a restart", () => {
    const desk = repaired(looking);
    print(desk);
    desk.stand = desk.stand.restart();
    recover(desk);
    check(desk);
    expect([holdsOf(desk.stand), leftNow(desk)]).toEqual([HELD, 13]);
  });

  it("waits for nobody once the configuration asks nobody (I6)", () => {
    const desk = repaired(looking);
    print(desk);
    expect(holdsOf(desk.stand)).toEqual(HELD);
    desk.stand = desk.stand.restart(office());
    expect(holdsOf(desk.stand)).toEqual([]);
    recover(desk);
    expect([print(desk), leftNow(desk)]).toEqual([3, 10]);
  });
});

describe("a printer that has something else to be done", () => {
  it("proves itself as soon as its failure is gone", () => {
    const desk = open();
    fail(desk);
    const empty = { faults: [{ condition: "media-empty" as const }] };
    desk.stand.post(sessionOf("printer1", session(desk) + 1).ready(health(desk, empty)));
    check(desk, empty);
    expect([holdsOf(desk.stand), leftNow(desk)]).toEqual([["fault:printer1:media-empty"], 14]);
  });
});

describe("after upkeep and environment", () => {
  it.each(["media-empty", "timed-out"] as const)("the queue goes on at once: %s", (condition) => {
    const desk = open();
    desk.stand.post(printer.gone(condition));
    for (let times = 0; times < 3; times += 1) desk.stand.post(printer.gone(condition));
    expect(holdsOf(desk.stand)).toEqual([`fault:printer1:${condition}`]);
    recover(desk);
    check(desk);
    check(desk);
    expect([holdsOf(desk.stand), print(desk)]).toEqual([[], 60]);
    expect([desk.stand.state.incidents.size, desk.stand.state.probations.size]).toEqual([0, 0]);
  });
});

describe("a printer that has left the configuration", () => {
  it("proves nothing any more, and holds nothing", () => {
    const desk = repaired();
    print(desk);
    const printers = [{ id: "printer2", stock: "default" }];
    const after = desk.stand.restart(office({ printers, checks: [] }));
    expect([holdsOf(after), after.state.probations.size]).toEqual([[], 0]);
  });
});

describe("no steps", () => {
  it("are no probation", () => {
    const desk = repaired(office({ probation: { ...corePolicy().probation, steps: [] } }));
    expect(desk.stand.state.probations.size).toBe(0);
    expect(print(desk)).toBe(60);
  });
});
