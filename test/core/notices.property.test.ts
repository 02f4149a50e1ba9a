import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Notice } from "../../src/core/notices-model.ts";
import type { Fault } from "../../src/core/state.ts";
import { assertProperty } from "../protocols/evolis/property.ts";
import { command, MINUTE_MS, operatorHold } from "../support/core-fixtures.ts";
import { type NoticesOffice, OK, openNoticesOffice, PLAN, REFUSED } from "./notices-office.ts";

// Goal: for any sequence of problems that come and go, receivers that are away and processes that
// end, whatever was told has its end told, once, after it has really ended, and no message is
// delivered twice. Method: random steps around the core and its store, whose truth is kept apart.

const FAULTS = [
  { device: "printer1", condition: "media-jam" },
  { device: "printer2", condition: "media-jam" },
  { device: "printer1", condition: "command-refused" },
] as const;
const HOLD = operatorHold({ kind: "host" });
const KEYS = [
  ...FAULTS.map(({ device, condition }) => `failure:${device}:${condition}`),
  `hold:${HOLD.id}`,
];

type Step =
  | { readonly kind: "turn"; readonly problem: number }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "receiver"; readonly mood: "takes" | "refuses" | "silent" }
  | { readonly kind: "restart" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("turn" as const), problem: fc.nat(KEYS.length - 1) }),
  fc.record({
    kind: fc.constant("pass" as const),
    ms: fc.constantFrom(1_000, 20_000, MINUTE_MS, 6 * MINUTE_MS, 45 * MINUTE_MS),
  }),
  fc.record({
    kind: fc.constant("receiver" as const),
    mood: fc.constantFrom("takes" as const, "refuses" as const, "silent" as const),
  }),
  fc.constant({ kind: "restart" as const }),
);

const ANSWERS = { takes: OK, refuses: REFUSED, silent: undefined };

/** What is there, and since when what is not there has been away. */
interface Truth {
  readonly there: Set<string>;
  readonly goneAt: Map<string, number>;
  readonly cameAt: Map<string, number>;
  readonly seen: Set<string>;
}

function turn({ stand }: NoticesOffice, n: number, truth: Truth): void {
  const key = KEYS[n] ?? "";
  const isThere = truth.there.has(key);
  const at = stand.nowMs;
  const about = FAULTS[n];
  const fault: Fault | undefined = about && { ...about, since: at };
  if (fault !== undefined) {
    command(
      stand,
      isThere ? { kind: "fault-cleared", fault, at } : { kind: "fault-raised", fault },
    );
  } else {
    const hold = { ...HOLD, since: at };
    command(stand, isThere ? { kind: "hold-lifted", hold, at } : { kind: "hold-placed", hold });
  }
  // What comes and goes between two looks was never there.
  if (!isThere) truth.cameAt.set(key, at);
  else if (truth.cameAt.get(key) !== at) truth.goneAt.set(key, at);
  truth.there[isThere ? "delete" : "add"](key);
}

/** In steps of twenty seconds; a failure that a tick finds has to be told. */
function pass(office: NoticesOffice, ms: number, truth: Truth): void {
  office.pass(ms, 20_000);
  for (const key of truth.there) if (key.startsWith("failure:")) truth.seen.add(key);
  const { state, store } = office.stand;
  expect([...state.notices.values()], "memory is as the disk").toEqual(store.load().notices);
}

function watch({ problem, waiting }: Notice, truth: Truth, nowMs: number): void {
  if (waiting?.event !== "recovery") return;
  expect(truth.there.has(problem.key), "an end is told of what is gone").toBe(false);
  const awayMs = nowMs - (truth.goneAt.get(problem.key) ?? nowMs);
  expect(awayMs, "an end is told of what stays away").toBeGreaterThanOrEqual(PLAN.quietMs);
}

const LETTERS = { problem: "p", repeat: "r", recovery: "e" };

describe("notices", () => {
  it("tell each problem, and each end once, whatever happens", () => {
    assertProperty(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const office = openNoticesOffice();
        const times = { goneAt: new Map(), cameAt: new Map() };
        const truth: Truth = { there: new Set(), ...times, seen: new Set() };
        office.leaves = (notice) => watch(notice, truth, office.stand.nowMs);
        for (const each of steps) {
          if (each.kind === "turn") turn(office, each.problem, truth);
          if (each.kind === "pass") pass(office, each.ms, truth);
          if (each.kind === "receiver") office.answer = ANSWERS[each.mood];
          if (each.kind === "restart") office.restart();
        }
        office.answer = OK;
        for (const [n, key] of KEYS.entries()) if (truth.there.has(key)) turn(office, n, truth);
        pass(office, 15 * MINUTE_MS, truth);
        const ids = office.taken.map(({ id }) => id);
        expect(new Set(ids).size, "no message is delivered twice").toBe(ids.length);
        for (const key of KEYS) {
          const told = office.taken.filter(({ problem }) => problem === key);
          const word = told.map(({ event }) => LETTERS[event ?? "problem"]).join("");
          expect(word, "first the problem, last its end").toMatch(/^(pr*e)*$/);
          expect(word !== "" || !truth.seen.has(key), "what was found is told").toBe(true);
        }
        expect(office.stand.state.notices.size, "nothing is left").toBe(0);
      }),
    );
  });
});
