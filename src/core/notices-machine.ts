import type { NoticeEvent } from "../../protocols/words.ts";
import type { Notice, NoticePlan, Problem } from "./notices-model.ts";

/** What one look at a problem shows. */
export interface NoticeLook {
  readonly plan: NoticePlan;
  readonly at: number;
  readonly isOfficeHour: boolean;
  /** Whether the problem is there. */
  readonly isThere: boolean;
  /** Whether its waiting message is on its way just now. */
  readonly isUnderWay: boolean;
}

/** A clock that is set back by more makes a repeat early; by less, late by as much. */
const SET_BACK_MS = 3_600_000;

/** A problem that is to be told: its first message waits. */
export function openNotice(problem: Problem, at: number): Notice {
  const waiting = { event: "problem", at } as const;
  return { problem, openedAt: at, times: 1, message: 1, told: 0, waiting };
}

/**
 * The next state of a notice; the same object where nothing follows.
 *
 * Rules. The end is told once the problem has stayed away for `quietMs`, and behind the first
 * message. What comes back before its end was delivered has flapped: it is counted, the end does
 * not go out, and the next message says how often. A message on its way is never replaced: whether
 * it has arrived is not known yet.
 */
export function lookAtNotice(notice: Notice, look: NoticeLook): Notice {
  if (notice.closed === true) return notice;
  return look.isThere ? lookAtStanding(notice, look) : lookAtGone(notice, look);
}

function lookAtStanding(notice: Notice, look: NoticeLook): Notice {
  if (notice.goneAt === undefined) {
    return isRepeatDue(notice, look) ? withMessage(notice, "repeat", look.at) : notice;
  }
  const isEnding = notice.waiting?.event === "recovery";
  if (isEnding && look.isUnderWay) return notice;
  const { goneAt: _, ...back } = { ...notice, times: notice.times + 1 };
  // The receiver may have had the end although its answer got lost: it hears that it was none.
  return isEnding ? withMessage(back, "repeat", look.at) : back;
}

function isRepeatDue(
  { waiting, told, toldAt }: Notice,
  { plan, at, isOfficeHour }: NoticeLook,
): boolean {
  if (waiting !== undefined || toldAt === undefined || !isOfficeHour) return false;
  const pauseMs = plan.repeatMs[Math.min(told, plan.repeatMs.length) - 1];
  return pauseMs !== undefined && (at - toldAt >= pauseMs || at < toldAt - SET_BACK_MS);
}

function lookAtGone(notice: Notice, { plan, at, isUnderWay }: NoticeLook): Notice {
  const { goneAt, waiting } = notice;
  if (goneAt === undefined) return { ...notice, goneAt: at };
  if (Math.abs(at - goneAt) < plan.quietMs) return notice;
  const isReady = waiting === undefined || (waiting.event === "repeat" && !isUnderWay);
  return isReady ? withMessage(notice, "recovery", at) : notice;
}

/** The state behind a message that has been delivered. */
export function noticeDelivered(notice: Notice, message: number, at: number): Notice {
  const { waiting, ...rest } = notice;
  if (waiting === undefined || message !== notice.message) return notice;
  if (waiting.event === "recovery") return { ...rest, closed: true };
  return { ...rest, toldAt: at, told: notice.told + 1 };
}

function withMessage(notice: Notice, event: NoticeEvent, at: number): Notice {
  return { ...notice, message: notice.message + 1, waiting: { event, at } };
}
