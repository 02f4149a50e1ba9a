import type { Condition } from "../../protocols/faults.ts";
import { isUndecided, nextRunAt } from "./check-due.ts";
import { foundAt, withLook, withMissed } from "./check-record.ts";
import { ruleOf } from "./check-rule.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import type { Lapse } from "./lapse.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import type { Check, CheckKind, MissReason, State } from "./state.ts";
import { takeResult } from "./take-look.ts";

/** A person who has asked for a check waits for its end at most so long. */
const ASKED_FOR_MS = 60_000;

/** What every check of one tick is measured by. */
export interface TickTime {
  readonly lapse: Lapse;
  /** By the clock that nobody sets. */
  readonly nowMs: number;
}

/** Starts the checks that are due and ends those that take too long. */
export function runChecks(draft: Draft, state: State, policy: Policy, time: TickTime): void {
  for (const check of state.checks.values()) {
    const next = check.running
      ? whileRunning(draft, state, policy, check, time.nowMs)
      : whileIdle(draft, state, policy, check, time);
    if (next !== check) draft.note({ kind: "check", check: next });
  }
}

/** A check never overlaps itself: what it misses meanwhile is counted. */
function whileRunning(
  draft: Draft,
  state: State,
  policy: Policy,
  check: Check,
  nowMs: number,
): Check {
  const { timeoutMs } = ruleOf(policy, check.rule);
  if (nowMs - (check.startedMs ?? nowMs) > timeoutMs) return overrun(draft, state, policy, check);
  return check.dueAt > draft.at ? check : missed(check, "still-running", policy, draft.at);
}

/** What it means that a check does not come to an end; the printer's session is given up. */
const OVERRUN: Partial<Record<CheckKind, Condition>> = {
  "printer-health": "timed-out",
  "server-ping": "ping-unanswered",
  "server-probe": "probe-failed",
};

function overrun(draft: Draft, state: State, policy: Policy, check: Check): Check {
  const { at } = draft;
  const { device, kind, expression, startedAt = at } = check;
  const condition = OVERRUN[kind];
  const ended = { ...withRound(check), running: false, dueAt: policy.nextDue(expression, at) };
  if (condition === undefined) return notMade(ended, "timed-out", at);
  // Of a printer the end of its session tells it.
  if (kind === "printer-health") draft.order({ kind: "stop-check", check });
  else {
    const present = [{ condition, raw: "timed-out" }];
    observe(draft, state, policy, { device, present, checked: [] });
  }
  return withLook(ended, { startedAt, endedAt: at, found: [condition], timedOut: true });
}

function whileIdle(
  draft: Draft,
  state: State,
  policy: Policy,
  before: Check,
  { lapse, nowMs }: TickTime,
): Check {
  const { at } = draft;
  let check = withoutAnswered(state, before, at);
  if (lapse.wasSetBack) check = rescheduled(check, policy, at);
  if (nextRunAt(state, check) > at) return check;
  const isDue = check.dueAt <= at;
  const obstacle = obstacleTo(state, policy, check, at);
  if (obstacle !== undefined) {
    return isDue ? { ...missed(check, obstacle, policy, at), overdue: true } : check;
  }
  if (isDue && check.dueAt > 0 && lapse.reason !== undefined) {
    check = withMissed(check, lapse.reason, check.dueAt);
  }
  return begin(draft, policy, check, nowMs);
}

function begin(draft: Draft, policy: Policy, before: Check, startedMs: number): Check {
  const { at } = draft;
  const { overdue: _, ...check } = before;
  const dueAt = check.dueAt > at ? check.dueAt : policy.nextDue(check.expression, at);
  const run = (check.run ?? 0) + 1;
  const begun = { ...check, dueAt, run, running: true, startedAt: at, startedMs };
  draft.order({ kind: "run-check", check: begun });
  return begun;
}

/** By the time to which the clock was set; what was overdue stays so. */
function rescheduled(check: Check, policy: Policy, at: number): Check {
  const dueAt = policy.nextDue(check.expression, at);
  return dueAt === check.dueAt ? check : { ...withMissed(check, "clock-stepped", at), dueAt };
}

function missed(check: Check, reason: MissReason, policy: Policy, at: number): Check {
  const dueAt = policy.nextDue(check.expression, at);
  // At the first tick of a process everything is due, since nothing is known.
  return { ...withMissed(check, reason, check.dueAt === 0 ? at : check.dueAt), dueAt };
}

/** Why a check cannot be made now: a printer is busy until its card ends, or away. */
function obstacleTo(
  state: State,
  policy: Policy,
  { kind, device }: Check,
  at: number,
): MissReason | undefined {
  if (kind !== "printer-health") return undefined;
  const phase = state.printers.get(device)?.phase.kind ?? "offline";
  if (phase === "idle") return undefined;
  if (phase !== "offline") return "device-busy";
  return policy.isOfficeHour(at) ? "not-connected" : "hours";
}

/** A person has asked for a check: as many rounds as decide, one after the other. */
export function askedFor(check: Check, policy: Policy, at: number): Check {
  const { good } = ruleOf(policy, check.rule);
  return { ...check, asked: { at, rounds: good } };
}

/** The rounds are over, and what they looked for is decided, or has taken too long. */
function withoutAnswered(state: State, check: Check, at: number): Check {
  const { asked, ...rest } = check;
  if (asked === undefined || asked.rounds > 0) return check;
  const isFresh = Math.abs(at - asked.at) < ASKED_FOR_MS;
  return isFresh && isUndecided(state, check) ? check : rest;
}

function withRound(check: Check): Check {
  const { asked } = check;
  if (asked === undefined) return check;
  return { ...check, asked: { ...asked, rounds: Math.max(0, asked.rounds - 1) } };
}

function notMade(check: Check, reason: MissReason, at: number): Check {
  return { ...withMissed(check, reason, check.startedAt ?? at), notMade: { at, reason } };
}

/** Takes what a run has shown; the answer to an earlier run is stale. */
export function endCheck(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"check-ended">,
): void {
  const check = state.checks.get(event.check);
  if (check === undefined || isStale(check, event)) return;
  takeResult(draft, state, policy, check, event.result);
  const { at } = draft;
  const dueAt = policy.nextDue(check.expression, at);
  const ended = { ...recorded(draft, check, event), running: false, dueAt };
  const goesOn = (ended.asked?.rounds ?? 0) > 0 && !obstacleTo(state, policy, check, at);
  const endedMs = (check.startedMs ?? at) + (event.tookMs ?? 0);
  const next = goesOn ? begin(draft, policy, ended, endedMs) : ended;
  draft.note({ kind: "check", check: next });
}

function isStale({ running, run }: Check, event: EventOf<"check-ended">): boolean {
  return event.run !== undefined && (!running || event.run !== run);
}

function recorded(draft: Draft, before: Check, event: EventOf<"check-ended">): Check {
  const { at } = draft;
  const { result, tookMs } = event;
  const { overdue: _, ...check } = withRound(before);
  if (result.kind === "not-made") return notMade(check, result.reason ?? "unknown", at);
  const found = foundAt(draft, check.device);
  const { startedAt = at } = check;
  return withLook(check, {
    startedAt,
    endedAt: at,
    found,
    ...(tookMs === undefined ? {} : { tookMs }),
  });
}
