import type { Policy } from "../../src/core/policy.ts";

/** When the server ran: from, to; milliseconds since 1970. */
export type Uptime = readonly (readonly [fromMs: number, toMs: number])[];

export interface OwnWay {
  readonly policy: Pick<Policy, "officePeriod">;
  /** When each record was made, in order; milliseconds since 1970. */
  readonly recorded: ReadonlyMap<string, number>;
  readonly uptime: Uptime;
  readonly cardMs: number;
  readonly perDay: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * When each card comes out of an office without a print host: somebody opens one record after the
 * other on the server and prints it, in office hours, while the server runs. It is kind to that
 * office: nobody makes a mistake, no card is lost or printed twice, and work goes on at the minute
 * in which the server is back.
 */
export function printOwnWay({ policy, recorded, uptime, cardMs, perDay }: OwnWay) {
  const printed = new Map<string, number>();
  let freeMs = 0;
  let day = { n: Number.NaN, cards: 0 };

  /** From then on the first moment: the office is open, the server up, and a card allowed. */
  function possible(fromMs: number): number {
    for (let atMs = fromMs; ; ) {
      const open = policy.officePeriod(atMs);
      const up = uptime.find(([, toMs]) => toMs > open.fromMs);
      if (up === undefined) return Number.POSITIVE_INFINITY;
      const nextMs = Math.max(open.fromMs, up[0]);
      const isToday = Math.floor(nextMs / DAY_MS) === day.n && day.cards >= perDay;
      if (isToday) atMs = (day.n + 1) * DAY_MS;
      else if (nextMs < open.toMs) return nextMs;
      else atMs = nextMs;
    }
  }

  for (const [id, recordedMs] of recorded) {
    const beginMs = possible(Math.max(recordedMs, freeMs));
    if (!Number.isFinite(beginMs)) break;
    const n = Math.floor(beginMs / DAY_MS);
    day = { n, cards: day.n === n ? day.cards + 1 : 1 };
    freeMs = beginMs + cardMs;
    printed.set(id, freeMs);
  }
  return printed;
}
