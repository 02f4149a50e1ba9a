import type { Draft } from "./draft.ts";
import type { CheckResult, EventOf } from "./events.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import { observeHealth } from "./printing.ts";
import type { Check, Server, State } from "./state.ts";

/** While a condition holds or is being confirmed, its device is looked at this often. */
const CONFIRM_EVERY_MS = 3_000;
/** A wall clock that goes back by more was set; less is its ordinary correction. */
const SET_BACK_MS = 2_000;
const EXPIRY_EVERY_MS = 60_000;

/** Once a second: starts the checks that are due, whatever became of the timers meanwhile. */
export function tick(draft: Draft, state: State, policy: Policy): void {
  const { at } = draft;
  const { tickedAt } = state;
  const wasSetBack = tickedAt !== undefined && at < tickedAt - SET_BACK_MS;
  draft.note({ kind: "ticked", at });
  // A store that failed is asked by a write, the only question that it can answer.
  if (state.storeFailure !== undefined) draft.change({ kind: "store-probed", at });
  for (const check of state.checks.values()) {
    if (check.running) continue;
    const { dueAt } = wasSetBack ? scheduled(check, state, policy, at) : check;
    if (dueAt <= at && isAskable(state, check)) {
      const running = { ...check, running: true };
      draft.note({ kind: "check", check: running });
      draft.order({ kind: "run-check", check: running });
    } else if (dueAt !== check.dueAt) {
      draft.note({ kind: "check", check: { ...check, dueAt } });
    }
  }
  if (minuteOf(tickedAt ?? 0) !== minuteOf(at)) expireJobs(draft, state);
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
  for (const job of state.queue) {
    if (
      job.expiresAt !== undefined &&
      job.expiresAt <= draft.at &&
      !isBeingPrepared(state, job.jobId)
    ) {
      draft.moveJob(job, "expired", { reasons: ["job-expired"] });
    }
  }
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
  const next = scheduled(check, state, policy, at, draft.changes.length > 0);
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

/** The check with its next due time: by its expression, or soon while something is wrong. */
function scheduled(check: Check, state: State, policy: Policy, at: number, changed = false): Check {
  const byExpression = policy.nextDue(check.expression, at);
  const isWrong = changed || isWatched(state, check.device);
  const dueAt = isWrong ? Math.min(byExpression, at + CONFIRM_EVERY_MS) : byExpression;
  return { ...check, dueAt };
}

/** Whether a fault of this device stands, or a bad check has still to be confirmed. */
function isWatched(state: State, device: string): boolean {
  for (const fault of state.faults.values()) if (fault.device === device) return true;
  for (const [key, { bad }] of state.watches) {
    if (bad > 0 && key.startsWith(`${device}/`)) return true;
  }
  return false;
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
 * What the age of its report and its last word say of a server. One that has never said a word
 * is unknown, not at fault: a server may do without reports (contract §10).
 */
export function lookAtServer(
  server: Server,
  { at, policy }: { readonly at: number; readonly policy: Policy },
): CheckResult {
  const { availability, reportedAt } = server;
  if (availability === undefined && reportedAt === undefined) return { kind: "not-made" };
  const isStale = reportedAt !== undefined && at - reportedAt > policy.reportAgeMs(server.id);
  return {
    kind: "seen",
    present: [
      ...(availability === "offline" ? [{ condition: "server-offline" } as const] : []),
      ...(isStale ? [{ condition: "report-stale" } as const] : []),
    ],
    checked: ["server-offline", "report-stale"],
  };
}
