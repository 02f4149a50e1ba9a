import { describe, expect, it, onTestFinished } from "vitest";
import {
  type Clearing,
  CONDITIONS,
  type Condition,
  type FaultRule,
  faultRule,
} from "../../../protocols/faults.ts";
import { PRINTER_CONDITIONS } from "../../../simulator/printer/conditions.ts";
import { scopeName } from "../../../src/core/holds.ts";
import { DRIVES } from "../../support/fault-drives.ts";
import { type FaultStage, openFaultStage } from "../../support/fault-stage.ts";

// Goal: every row of the catalogue is driven to its fault, to its hold or none, and to its release,
// and the queue then goes on with nobody touching it (I6): scope, class, severity, in time.
// Method: the real daemon as it is configured by default, with the simulated printer and servers,
// in virtual time. What is there is read from its disk, what it says from the broker.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** A card of the simulated printer takes 8 s. */
const CARD_MS = 15 * SECOND_MS;

/**
 * Within what time it is found with nobody printing: the period of its check, and what confirms a
 * silence. What no question shows is found by the next card, at once when the printer refuses it.
 */
const FOUND_MS: Readonly<Record<Clearing, number>> = {
  "printer-health": 35 * SECOND_MS,
  unshown: CARD_MS,
  // Reports come every minute, and are judged as they come.
  "server-report": MINUTE_MS,
  "server-ping": 90 * SECOND_MS,
  "server-probe": 50 * SECOND_MS,
  "host-disk": 70 * SECOND_MS,
  "host-store": 5 * SECOND_MS,
  "host-broker": 2 * MINUTE_MS,
  "host-holds": 5 * SECOND_MS,
  // A clock that has not been set yet after a start is no news for ten looks.
  "host-clock": 11 * MINUTE_MS,
  // A report, and three messages that fail.
  "host-notify": 90 * SECOND_MS,
  decision: 5 * SECOND_MS,
};
const FOUND_LATER_MS: Partial<Readonly<Record<Condition, number>>> = {
  // Each question has its time, and so has every new session of the line.
  "timed-out": 3 * MINUTE_MS,
  // The age of a report that is stale, and the period of its check.
  "report-stale": 4 * MINUTE_MS,
  // The guide has no word for it: a printer is silent for as long as a card may take.
  "marker-over-temperature": 2 * MINUTE_MS,
};

/** Within what time it is gone with nobody announcing anything, for what holds. */
const GONE_MS: Readonly<Record<Clearing, number>> = {
  "printer-health": 45 * SECOND_MS,
  unshown: 6 * MINUTE_MS,
  "server-report": 2.5 * MINUTE_MS,
  "server-ping": 2.5 * MINUTE_MS,
  "server-probe": MINUTE_MS,
  "host-disk": 2.5 * MINUTE_MS,
  "host-store": 10 * SECOND_MS,
  "host-broker": 2.5 * MINUTE_MS,
  "host-holds": 5 * SECOND_MS,
  "host-clock": 2.5 * MINUTE_MS,
  "host-notify": 2.5 * MINUTE_MS,
  decision: 5 * SECOND_MS,
};

interface Shown {
  readonly holds: number;
}

async function open(condition: Condition): Promise<FaultStage> {
  const { isThereAtStart, cause } = DRIVES[condition];
  const stage = openFaultStage();
  onTestFinished(stage.world.close);
  if (isThereAtStart) cause(stage);
  stage.world.start();
  // Until the servers have reported and every check has been made.
  await stage.pass(90 * SECOND_MS);
  return stage;
}

function scopeOf({ device, holds }: FaultRule, server: string): readonly string[] {
  const scopes = { printer: "printer:printer1", server: `server:${server}`, host: "host" };
  return holds ? [scopes[device]] : [];
}

/** The scopes that are held because of this condition. */
function heldBy({ holds, shown }: FaultStage, condition: Condition): readonly string[] {
  // What holds a store that takes nothing is not in it.
  if (condition === "store-failed") return (shown("state") as Shown).holds === 1 ? ["host"] : [];
  return holds()
    .filter(({ cause }) => cause.kind === "fault" && cause.condition === condition)
    .map(({ scope }) => scopeName(scope));
}

function isDone(stage: FaultStage, jobs: readonly string[]): boolean {
  return jobs.every((job) => stage.stateOf(job) === "completed");
}

/** Each card once, no promise broken, and every fault and hold that was told is told to be over. */
function expectAllOver({ world, told, faults, holds }: FaultStage, cards: number): void {
  const good = world.cards.filter(({ complete, box }) => complete && box === "output");
  expect(good).toHaveLength(cards);
  expect([faults(), holds()]).toEqual([[], []]);
  const count = (type: string) => told.filter((event) => event.type === type).length;
  expect(count("fault-cleared")).toBe(count("fault-raised"));
  expect(count("hold-lifted")).toBe(count("hold-placed"));
  expect([world.violations, world.fatal]).toEqual([[], []]);
}

it("has a drive for every row, and none beside", () => {
  expect(Object.keys(DRIVES).toSorted()).toEqual(CONDITIONS.toSorted());
});

describe.each(CONDITIONS)("%s", (condition) => {
  const drive = DRIVES[condition];
  const { server = "server1", seenAs: seen = condition, cards = 0 } = drive;
  const rule = faultRule(seen);

  it("is found, holds what its row says, and lets the queue go on by itself", async () => {
    const stage = await open(condition);
    const jobs = Array.from({ length: cards }, (_, n) => `waiting-${n + 1}`);
    for (const job of jobs) stage.send(job, server);
    if (cards > 0) await stage.until(() => jobs.every(stage.stateOf), CARD_MS);

    if (!drive.isThereAtStart) drive.cause(stage);
    const send = (job: string) => {
      jobs.push(job);
      stage.send(job, server);
    };
    if (rule.clears === "unshown" || seen === "store-failed") send("meets-it");
    const foundMs = FOUND_LATER_MS[condition] ?? FOUND_MS[rule.clears];
    expect(await stage.until(() => stage.hasFault(seen), foundMs)).toBe(true);
    expect(heldBy(stage, seen)).toEqual(scopeOf(rule, server));

    send("late");
    await stage.pass(3 * MINUTE_MS);
    if (rule.holds) expect(stage.stateOf("late")).not.toBe("completed");
    else if (cards === 0) expect(stage.stateOf("late")).toBe("completed");
    expect(stage.world.cards.length > 0).toBe(!rule.holds);

    drive.mend(stage);
    const goneMs = (rule.holds ? 1 : 2) * GONE_MS[rule.clears];
    expect(await stage.until(() => !stage.hasFault(seen), goneMs)).toBe(true);
    expect(await stage.until(() => isDone(stage, jobs), 10 * MINUTE_MS)).toBe(true);
    await stage.until(() => stage.faults().length + stage.holds().length === 0, 10 * MINUTE_MS);
    expectAllOver(stage, jobs.length);
    const { device, class: kind, severity } = rule;
    const isProved = stage.told.some(({ type }) => type === "probation-started");
    // A broker that nobody reaches has lost the servers, too, and publishes their wills.
    if (seen !== "broker-unreachable") {
      expect(isProved).toBe(kind === "failure" && rule.holds && device !== "host");
    }
    const about = stage.told.filter((event) => event.type.startsWith("fault-"));
    for (const event of about.filter((each) => each.condition === seen)) {
      const id = { printer: "printer1", server, host: "host" }[device];
      expect(event).toMatchObject({ device: id, class: kind, severity });
    }
  });
});

const HOLDING = CONDITIONS.filter(
  (condition) => faultRule(DRIVES[condition].seenAs ?? condition).holds,
);

describe.each(HOLDING)("%s, overridden", (condition) => {
  const { server = "server1", seenAs: seen = condition, isThereAtStart, cause } = DRIVES[condition];
  const { overridable, clears } = faultRule(seen);

  it("is printed in spite of exactly if its row allows it, and stays told", async () => {
    const stage = await open(condition);
    if (!isThereAtStart) cause(stage);
    if (clears === "unshown" || seen === "store-failed") stage.send("meets-it", server);
    await stage.until(() => heldBy(stage, seen).length > 0, 5 * MINUTE_MS);
    const [scope] = heldBy(stage, seen);
    stage.command("release", { scope, override: true });
    await stage.pass(SECOND_MS);
    expect(heldBy(stage, seen)).toEqual(overridable ? [] : [scope]);
    expect(stage.hasFault(seen)).toBe(true);
  });
});

/** Within what time it holds: at the end of the card in progress, but for these. */
const HELD_LATER_MS: Partial<Readonly<Record<Condition, number>>> = {
  // A printer without a word is given as long as its longest card, and 60 s.
  "timed-out": 2 * MINUTE_MS,
  "marker-over-temperature": 2 * MINUTE_MS,
  // Two rounds of questions on a line that was quiet before them.
  "device-changed": 2 * CARD_MS,
};
/** One of unknown origin cannot get in while another is being printed. */
const IN_MID_CARD = PRINTER_CONDITIONS.filter((condition) => condition !== "card-inside");

describe.each(IN_MID_CARD)("%s in mid card", (condition) => {
  const { cause, mend } = DRIVES[condition];
  const { holds } = faultRule(condition);
  const heldMs = HELD_LATER_MS[condition] ?? CARD_MS;

  it("does to the card what its row says, and the queue goes on by itself", async () => {
    const stage = await open(condition);
    stage.send("in-progress");
    stage.send("next");
    await stage.until(() => stage.stateOf("in-progress") === "processing", MINUTE_MS);
    await stage.pass(3 * SECOND_MS);
    cause(stage);
    const causedMs = stage.world.clock.monotonicMs();
    await stage.pass(4 * MINUTE_MS);
    expect(stage.stateOf("next") === "completed").toBe(!holds);
    const held = stage.told.find(({ type }) => type === "hold-placed");
    if (holds) expect((held?.atMs ?? Number.NaN) - causedMs).toBeLessThanOrEqual(heldMs);
    mend(stage);
    await stage.until(() => isDone(stage, ["in-progress", "next"]), 15 * MINUTE_MS);
    const ends = stage.jobsTold.filter(
      ({ job_id, evidence }) => job_id === "in-progress" && evidence,
    );
    expect([fateOf(ends[0]?.evidence), stage.stateOf("next")]).toEqual([
      faultRule(condition).card,
      "completed",
    ]);
  });
});

function fateOf(evidence: { outcome: string; interrupted?: string } | undefined): string {
  if (evidence?.outcome === "spoiled") return "spoiled";
  return evidence?.interrupted === undefined ? "goes-on" : "settled";
}

it("shows the code of a fault that nobody has documented, and holds", async () => {
  const stage = await open("other");
  DRIVES.other.cause(stage);
  stage.send("meets-it");
  expect(await stage.until(() => stage.hasFault("other"), CARD_MS)).toBe(true);
  await stage.pass(2 * SECOND_MS);
  expect(stage.shown("fault/printer1")).toMatchObject({
    faults: [{ condition: "other", severity: "error", raw: "Z" }],
  });
  expect(heldBy(stage, "other")).toEqual(["printer:printer1"]);
});
