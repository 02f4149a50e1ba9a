import { describe, expect, it } from "vitest";
import { TRUST_RULES } from "../../simulator/office/trust-rules.ts";
import {
  type Course,
  leftOf,
  nextProbation,
  type Probation,
  type ProbationEvent,
  pauseOf,
  releaseOf,
  sizesOf,
} from "../../src/core/probation.ts";

// Goal: how a repaired device comes back to full trust, and what holds its jobs on the way.
// Method: every state × every event; the machine is a checked-in text file.

const RULES = TRUST_RULES.probation;

const NEW: Probation = {
  device: "printer1",
  condition: "media-jam",
  since: 0,
  phase: "proving",
  step: 1,
  confirmed: 0,
  failures: 0,
  factor: 1,
};

const STATES: Readonly<Record<string, Probation>> = {
  "proving, card 1 of 1": NEW,
  "checking behind step 1": { ...NEW, phase: "checking", confirmed: 1 },
  "looking at the first card": { ...NEW, phase: "looking", confirmed: 1 },
  "proving, card 1 of 3": { ...NEW, step: 2 },
  "proving, card 3 of 3": { ...NEW, step: 2, confirmed: 2 },
  "checking behind step 2": { ...NEW, phase: "checking", step: 2, confirmed: 3 },
  "proving, card 10 of 10": { ...NEW, step: 3, confirmed: 9 },
  "stopped for the first time": { ...NEW, phase: "stopped", failures: 1 },
  "stopped for the third time": { ...NEW, phase: "stopped", failures: 3 },
  "waiting after the first failure": { ...NEW, phase: "waiting", failures: 1 },
};

const EVENTS: readonly ProbationEvent[] = [
  "confirmed",
  "checked",
  "released",
  "failed",
  "unmoved",
  "cleared",
  "removed",
];

interface Device {
  readonly kind: "printer" | "server";
  readonly course: Course;
}

const course: Course = { sizes: sizesOf(RULES, NEW), look: false, holds: true };

const DEVICES: Readonly<Record<string, Device>> = {
  "a printer": { kind: "printer", course },
  "a printer, `proving: look`": { kind: "printer", course: { ...course, look: true } },
  "a server": { kind: "server", course },
  "a server with `autonomy`": { kind: "server", course: { ...course, holds: false } },
};

function wordsFor(probation: Probation | undefined, { kind, course }: Device): string {
  if (probation === undefined) return "free";
  const { phase, step, failures } = probation;
  const release = course.holds ? releaseOf(probation, kind) : undefined;
  const held = release === undefined ? "" : `held: ${release}`;
  const left = `${leftOf(probation, RULES)} left`;
  const failed = failures === 0 ? "" : `, failures ${failures}`;
  return `${phase} ${step}`.padEnd(12) + held.padEnd(14) + left + failed;
}

function blockOf(title: string, device: Device): readonly string[] {
  return Object.entries(STATES).flatMap(([name, state]) => [
    "",
    `${title}, ${name}: ${wordsFor(state, device).replaceAll(/ +/g, " ")}`,
    ...EVENTS.flatMap((event) => {
      const next = nextProbation(state, event, device.course);
      return next === state ? [] : [`  ${event.padEnd(12)}${wordsFor(next, device)}`];
    }),
  ]);
}

const LEGEND = [
  "What each event comes to for a device that proves itself: its phase and step, what lifts the",
  "hold on its jobs (nothing: they are printed), cards or answers left, failures on the way. An",
  "event that is not listed changes nothing. confirmed: a card or an answer. checked: the whole",
  "series is good. released: the hold was lifted, by a person or by time. failed: a failure is hard.",
  "unmoved: it was the same refusal, nothing moved. cleared: no failure stands. removed: no device.",
];

describe("the machine", () => {
  it("is the one in the table", async () => {
    const blocks = Object.entries(DEVICES).flatMap(([title, device]) => blockOf(title, device));
    const text = [...LEGEND, ...blocks].join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot("probation.table.txt");
  });
});

describe("a probation", () => {
  it("takes 1, 3 and 10 cards, and so many times as many while the device relapses", () => {
    expect(sizesOf(RULES, { factor: 1 })).toEqual([1, 3, 10]);
    expect(sizesOf(RULES, { factor: 3 })).toEqual([3, 9, 30]);
    expect(leftOf({ ...NEW, factor: 3 }, RULES)).toBe(42);
  });

  it("pauses twice as long after every failure on the way, up to the longest", () => {
    const minutes = [1, 2, 3, 4, 5, 6, 20].map(
      (failures) => pauseOf({ ...NEW, failures }, RULES) / 60_000,
    );
    expect(minutes).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it("goes on where a shorter configuration has no such step any more", () => {
    const short = { ...course, sizes: [1] };
    expect(nextProbation({ ...NEW, step: 3, confirmed: 4 }, "confirmed", short)).toBeUndefined();
    expect(nextProbation({ ...NEW, phase: "checking", step: 3 }, "checked", short)).toBeUndefined();
  });
});
