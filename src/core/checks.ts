import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { CheckResult, EventOf } from "./events.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import { observeHealth } from "./printing.ts";
import type { Check, CheckKind, Job, Server, State } from "./state.ts";

/** While a condition holds or is being confirmed, its device is looked at this often. */
const CONFIRM_EVERY_MS = 3_000;
/** A wall clock that goes back by more was set; less is its ordinary correction. */
const SET_BACK_MS = 2_000;
const EXPIRY_EVERY_MS = 60_000;
/** One turn stays short, however many jobs a long holiday has let expire. */
const EXPIRED_AT_ONCE_MAX = 500;
/** So long before it a job's expiry is told (contract §2). */
const TOLD_BEFORE_MS = 7 * 24 * 3_600_000;
/** A clock that jumps by more is doubted, and nothing expires by it (contract §2)… */
const DOUBTED_JUMP_MS = 3_600_000;
/** …until it has gone on evenly for so long. */
const DOUBTED_FOR_MS = 24 * 3_600_000;

/** Once a second: starts the checks that are due, whatever became of the timers meanwhile. */
export function tick(draft: Draft, state: State, policy: Policy): void {
  const { at } = draft;
  const { tickedAt = at } = state;
  const wasSetBack = at < tickedAt - SET_BACK_MS;
  const jumped = Math.abs(at - tickedAt) > DOUBTED_JUMP_MS;
  draft.note({ kind: "ticked", at, jumped });
  // A store that failed is asked by a write, the only question that it can answer.
  if (state.storeFailure !== undefined) draft.change({ kind: "store-probed", at });
  for (const check of state.checks.values()) {
    if (check.running) continue;
    const dueAt = dueOf(state, wasSetBack ? scheduled(check, policy, at) : check);
    if (dueAt <= at && isAskable(state, check)) {
      const running = { ...check, running: true };
      draft.note({ kind: "check", check: running });
      draft.order({ kind: "run-check", check: running });
    } else {
      draft.note({ kind: "check", check: { ...check, dueAt } });
    }
  }
  if (state.storeFailure !== undefined || jumped) return;
  if (minuteOf(state.tickedAt ?? 0) !== minuteOf(at)) {
    expireJobs(draft, state);
    tellExpiries(draft, state);
  }
}

function minuteOf(wallMs: number): number {
  return Math.floor(wallMs / EXPIRY_EVERY_MS);
}

/** A busy printer is asked at the end of its card, one that is away when it is back. */
function isAskable(state: State, { kind, device }: Check): boolean {
  return kind !== "printer-health" || state.printers.get(device)?.phase.kind === "idle";
}

/** Waiting jobs alone expire: what may have become a card never does. */
function expireJobs(draft: Draft, state: State): void {
  const expired = state.queue.filter(
    (job) => isExpired(state, job, draft.at) && !isBeingPrepared(state, job.jobId),
  );
  for (const job of expired.slice(0, EXPIRED_AT_ONCE_MAX)) {
    draft.moveJob(job, "expired", { reasons: ["job-expired"] });
  }
}

/** Once for each job that waits across that moment; one that came later knows its own date. */
function tellExpiries(draft: Draft, { queue }: State): void {
  const { at } = draft;
  let told = 0;
  for (const job of queue) {
    const { expiresAt, receivedAt, expiryToldAt } = job;
    if (expiresAt === undefined || expiryToldAt !== undefined || at >= expiresAt) continue;
    const tellAt = expiresAt - TOLD_BEFORE_MS;
    if (receivedAt >= tellAt || at < tellAt) continue;
    draft.tellExpiry(job, expiresAt);
    told += 1;
    if (told === EXPIRED_AT_ONCE_MAX) return;
  }
}

/** Whether a job's time is over, by a clock that can be believed. */
export function isExpired({ jumpedAt }: State, { expiresAt }: Job, at: number): boolean {
  if (expiresAt === undefined || expiresAt > at) return false;
  return jumpedAt === undefined || Math.abs(at - jumpedAt) >= DOUBTED_FOR_MS;
}

/** Whether a printer has begun with a job, short of arming it. */
export function isBeingPrepared(state: State, jobId: string): boolean {
  for (const { phase } of state.printers.values()) {
    if (phase.kind === "preparing" && phase.jobId === jobId) return true;
  }
  return false;
}

export function endCheck(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"check-ended">,
): void {
  const check = state.checks.get(event.check);
  if (check === undefined) return;
  takeResult(draft, state, policy, check.device, event.result);
  const { at } = draft;
  const made = event.result.kind !== "not-made";
  const next = scheduled(check, policy, at);
  draft.note({
    kind: "check",
    check: { ...next, running: false, ...(made ? { endedAt: at } : {}) },
  });
}

function takeResult(
  draft: Draft,
  state: State,
  policy: Policy,
  device: string,
  result: CheckResult,
): void {
  switch (result.kind) {
    case "printer": {
      const printer = state.printers.get(device);
      if (printer?.session !== result.session) return;
      const { health } = result;
      draft.note({ kind: "printer", printer: { ...printer, health, observedAt: draft.at } });
      observeHealth(draft, state, policy, { device, health });
      return;
    }
    case "seen": {
      const server = state.servers.get(device);
      const { latencyMs } = result;
      if (server !== undefined && latencyMs !== undefined) {
        draft.note({ kind: "server", server: { ...server, latencyMs, lastSeenAt: draft.at } });
      }
      observe(draft, state, policy, { device, ...result });
      return;
    }
    case "not-made":
      return;
  }
}

/** The check with its next due time by its expression. */
function scheduled(check: Check, policy: Policy, at: number): Check {
  return { ...check, dueAt: policy.nextDue(check.expression, at) };
}

/** When a check is due: by its expression, or soon while something holds or is to be confirmed. */
function dueOf(state: State, { device, dueAt, endedAt = 0 }: Check): number {
  return isWatched(state, device) ? Math.min(dueAt, endedAt + CONFIRM_EVERY_MS) : dueAt;
}

/** Whether a fault of this device holds, or a bad look has still to be confirmed. */
function isWatched(state: State, device: string): boolean {
  for (const fault of state.faults.values()) {
    if (fault.device === device && faultRule(fault.condition).holds) return true;
  }
  for (const [key, { bad }] of state.watches) {
    if (bad > 0 && !state.faults.has(key) && key.startsWith(`${device}/`)) return true;
  }
  return false;
}

/** Checks that show a server's conditions; those not here are shown by its reports. */
const SHOWN_BY: Partial<Record<Condition, CheckKind>> = {
  "report-stale": "server-report",
  "server-offline": "server-report",
  "ping-unanswered": "server-ping",
  "ping-slow": "server-ping",
  "probe-failed": "server-probe",
};

/**
 * Faults that nothing looks for any more, since their device or their check has left the
 * configuration: they would hold for ever.
 */
export function clearOrphans(draft: Draft, state: State): void {
  const checks = [...state.checks.values()];
  for (const fault of state.faults.values()) {
    const { device, condition } = fault;
    const isKnown = device === "host" || state.printers.has(device) || state.servers.has(device);
    const kind = SHOWN_BY[condition];
    const isLookedFor =
      kind === undefined || checks.some((check) => check.device === device && check.kind === kind);
    if (!isKnown || !isLookedFor) draft.clear(fault);
  }
}

/** A server says that it is there, or its will says that it is not. */
export function hearServer(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"server-availability">,
): void {
  const server = state.servers.get(event.server);
  if (server === undefined) return;
  const { availability, server: device } = event;
  const isOnline = availability === "online";
  const heard: Server = { ...server, availability, ...(isOnline ? { lastSeenAt: event.at } : {}) };
  draft.note({ kind: "server", server: heard });
  const present = isOnline ? [] : [{ condition: "server-offline" } as const];
  observe(draft, state, policy, { device, present, checked: ["server-offline"] });
}

/**
 * A server's report. Reports are retained, so a broker brings the last one again at each
 * connection, and with MQTT 5 the retain flag does not tell: a report that bears the time of the
 * last one is no news and vouches for nobody (I10). The first one of this process counts as old as
 * it says it is; after that every new one shows that the server lives, however wrong its clock.
 */
export function hearReport(
  draft: Draft,
  state: State,
  policy: Policy,
  { server: device, sentAt, present, checked, at }: EventOf<"server-reported">,
): void {
  const server = state.servers.get(device);
  if (server === undefined || server.reportSentAt === sentAt) return;
  const isFirst = server.reportSentAt === undefined;
  if (isFirst && at - sentAt > policy.reportAgeMs(device)) {
    const old = { ...server, reportSentAt: sentAt, reportedAt: sentAt };
    draft.note({ kind: "server", server: old });
    return;
  }
  const heard = { ...server, lastSeenAt: at, reportedAt: at, reportSentAt: sentAt };
  draft.note({ kind: "server", server: heard });
  observe(draft, state, policy, { device, present, checked });
}

/**
 * What the age of its report and its last word say of a server. One that has never said a word
 * is unknown, not at fault: a server may do without reports (contract §10).
 */
export function lookAtServer(
  server: Server,
  { at, policy }: { readonly at: number; readonly policy: Policy },
): CheckResult {
  const { availability, reportedAt } = server;
  if (availability === undefined && reportedAt === undefined) return { kind: "not-made" };
  const isStale = Math.abs(at - (reportedAt ?? at)) > policy.reportAgeMs(server.id);
  return {
    kind: "seen",
    present: [
      ...(availability === "offline" ? [{ condition: "server-offline" } as const] : []),
      ...(isStale ? [{ condition: "report-stale" } as const] : []),
    ],
    checked: ["server-offline", "report-stale"],
  };
}
