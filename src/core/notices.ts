import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { lookAtNotice, noticeDelivered, openNotice } from "./notices-machine.ts";
import type { Notice, Notifying } from "./notices-model.ts";
import { isDue, problemsOf } from "./notices-problems.ts";
import type { Policy } from "./policy.ts";
import { faultKey, type State } from "./state.ts";

/** Problems told at a time at most; further ones are told when there is room again. */
const NOTICES_MAX = 200;

/** A receiver that fails is tried again after these pauses, from the first to the longest. */
const RETRY_FIRST_MS = 5_000;
const RETRY_LONGEST_MS = 300_000;

/**
 * Once a second: what is to be told follows from the state alone, and one message goes out at a
 * time. What has been told is durable, so that a restart neither repeats nor forgets.
 */
export function tellNotices(draft: Draft, state: State, policy: Policy): void {
  judgeReceiver(draft, state, policy);
  const { notices: plan } = policy;
  if (plan === undefined) return;
  const { at } = draft;
  const problems = problemsOf(state, at);
  const about = { plan, at, isOfficeHour: policy.isOfficeHour(at) };
  const open: Notice[] = [];
  for (const notice of state.notices.values()) {
    const { key } = notice.problem;
    const isUnderWay = state.notifying.underWay === key;
    const next = lookAtNotice(notice, { ...about, isThere: problems.has(key), isUnderWay });
    if (next !== notice || isUnwritten(notice, state)) keep(draft, state, next);
    open.push(next);
  }
  for (const problem of problems.values()) {
    if (open.length >= NOTICES_MAX) break;
    if (state.notices.has(problem.key) || !isDue(problem, about)) continue;
    const notice = openNotice(problem, at);
    keep(draft, state, notice);
    open.push(notice);
  }
  sendNext(draft, state, open);
}

/** What has become of a message. */
export function noticeAnswered(
  draft: Draft,
  state: State,
  { problem, message, result }: EventOf<"notice-answered">,
): void {
  const failures = result.ok ? 0 : (state.notifying.failures ?? 0) + 1;
  const failure = result.ok ? {} : { reason: result.reason, failedAt: draft.at };
  draft.note({ kind: "notifying", notifying: { tried: problem, failures, ...failure } });
  const notice = state.notices.get(problem);
  if (notice === undefined || !result.ok) return;
  const next = noticeDelivered(notice, message, draft.at);
  if (next !== notice) keep(draft, state, next);
}

/** A store that takes nothing takes it later: what is told then is remembered by this process. */
function keep(draft: Draft, state: State, notice: Notice): void {
  const { unwritten = false, closed = false, ...plain } = notice;
  if (state.storeFailure !== undefined) {
    draft.note({ kind: "notice", notice: { ...notice, unwritten: true } });
    return;
  }
  // What is closed has its row already, unless all of it befell while the store took nothing.
  if (!closed || unwritten) draft.change({ kind: "notice-kept", notice: plain });
  const problem = notice.problem.key;
  if (closed) draft.change({ kind: "notice-closed", problem, at: draft.at });
}

function isUnwritten({ unwritten }: Notice, { storeFailure }: State): boolean {
  return unwritten === true && storeFailure === undefined;
}

function sendNext(draft: Draft, state: State, open: readonly Notice[]): void {
  const { notifying, stopping } = state;
  if (stopping || notifying.underWay !== undefined || isPausing(notifying, draft.at)) return;
  // One that the receiver does not take keeps none of the others from their turn.
  const last = open.findIndex(({ problem }) => problem.key === notifying.tried);
  const inTurn = [...open.slice(last + 1), ...open.slice(0, last + 1)];
  const notice = inTurn.find(({ waiting }) => waiting !== undefined);
  if (notice === undefined) return;
  const { key } = notice.problem;
  draft.note({ kind: "notifying", notifying: { ...notifying, underWay: key, tried: key } });
  draft.order({ kind: "send-notice", notice });
}

function isPausing({ failures = 0, failedAt = 0 }: Notifying, at: number): boolean {
  if (failures === 0) return false;
  const pauseMs = Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), RETRY_LONGEST_MS);
  return Math.abs(at - failedAt) < pauseMs;
}

/** That nobody can be told is a fault of its own, seen in the state and on dashboards. */
function judgeReceiver(draft: Draft, state: State, { notices, badChecks }: Policy): void {
  const { failures, reason } = state.notifying;
  const about = { device: "host", condition: "notify-failed" } as const;
  const fault = state.faults.get(faultKey(about.device, about.condition));
  if (state.storeFailure !== undefined) return;
  if (fault !== undefined && (failures === 0 || notices === undefined)) draft.clear(fault);
  if (fault !== undefined || failures === undefined || failures < badChecks) return;
  draft.raise({ ...about, since: draft.at, ...(reason === undefined ? {} : { raw: reason }) });
}
