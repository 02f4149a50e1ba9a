import { expect, it } from "vitest";
import { type Death, type Phase, phaseOf } from "./phase.ts";

const open = { jobId: "a", attempt: 1, cardsFed: 4 };
const none = { open: undefined, wasOpenBefore: false };
const armed = { wasOnline: true, open, wasOpenBefore: false };
const before = { cards: 4, hasCardInside: false };
const inside = { cards: 5, hasCardInside: true };
const out = { cards: 5, hasCardInside: false };

it.each<readonly [Phase, Death]>([
  ["starting", { ...none, wasOnline: false, printer: inside }],
  ["between-cards", { ...none, wasOnline: true, printer: before }],
  ["sending", { ...armed, printer: before }],
  ["moving", { ...armed, printer: inside }],
  ["out", { ...armed, printer: out }],
  ["recovering", { ...armed, wasOpenBefore: true, printer: inside }],
])("calls it %s", (phase, death) => expect(phaseOf(death)).toBe(phase));
