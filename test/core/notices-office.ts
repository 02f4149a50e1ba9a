import type { NoticeEvent } from "../../protocols/words.ts";
import type { Notice, NoticePlan } from "../../src/core/notices-model.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { NotifyResult } from "../../src/core/ports.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  MINUTE_MS,
  type Stand,
} from "../support/core-fixtures.ts";

export const PLAN: NoticePlan = {
  afterMs: 30 * MINUTE_MS,
  quietMs: 5 * MINUTE_MS,
  repeatMs: [1, 2, 4, 8, 24].map((hours) => hours * HOUR_MS),
};

export interface Sent {
  readonly problem: string;
  readonly event: NoticeEvent | undefined;
  readonly message: number;
  readonly times: number;
  readonly atMs: number;
  /** Of the whole message: the same for one that is sent again. */
  readonly id: string;
}

export interface NoticesOffice {
  stand: Stand;
  /** How the receiver answers; `undefined`: not yet. */
  answer: NotifyResult | undefined;
  /** All that was sent, and of that what was answered as taken. */
  readonly sent: Sent[];
  readonly taken: Sent[];
  /** Called for each message as it leaves. */
  leaves: (notice: Notice) => void;
  /** Lets time pass; a message is answered before the next tick. */
  pass(ms: number, everyMs?: number): void;
  restart(): void;
}

export const OK: NotifyResult = { ok: true, status: 200, answer: "ok" };
export const REFUSED: NotifyResult = { ok: false, reason: "refused" };

/** The core over the real store, with a receiver of messages. */
export function openNoticesOffice(more: Partial<Policy> = {}): NoticesOffice {
  const policy = corePolicy({ notices: PLAN, checks: [], ...more });
  let underWay: Notice | undefined;

  function attach(stand: Stand): Stand {
    stand.perform = (order) => {
      if (order.kind !== "send-notice") return;
      underWay = order.notice;
      office.sent.push(sentOf(order.notice, stand.nowMs));
      office.leaves(order.notice);
    };
    return stand;
  }

  function answer(): void {
    if (underWay === undefined || office.answer === undefined) return;
    const { stand, answer: result } = office;
    const notice = underWay;
    underWay = undefined;
    if (result.ok) office.taken.push(sentOf(notice, stand.nowMs));
    const about = { problem: notice.problem.key, message: notice.message };
    stand.post({ kind: "notice-answered", ...about, result });
  }

  const office: NoticesOffice = {
    stand: attach(createStand({ policy })),
    answer: OK,
    sent: [],
    taken: [],
    leaves: () => {},
    pass(ms, everyMs = 1_000) {
      for (let passed = 0; passed < ms; passed += everyMs) {
        answer();
        office.stand.tick(Math.min(everyMs, ms - passed));
        answer();
      }
    },
    restart() {
      underWay = undefined;
      office.stand = attach(office.stand.restart());
    },
  };
  return office;
}

function sentOf({ problem, waiting, message, times, openedAt }: Notice, atMs: number): Sent {
  const id = `${problem.key}:${openedAt}:${message}`;
  return { problem: problem.key, event: waiting?.event, message, times, atMs, id };
}
