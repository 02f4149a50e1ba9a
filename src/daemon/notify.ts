import type { NoticeDocument } from "../../protocols/host/notice.ts";
import type { Event } from "../core/events.ts";
import type { Notice } from "../core/notices-model.ts";
import type { Clock, Log, Notify, NotifyResult, Random } from "../core/ports.ts";
import type { State } from "../core/state.ts";
import type { StatusContext } from "../status/context.ts";
import { type NoticeTexts, noticeText, testText } from "./notify-texts.ts";

export interface NotifierParts {
  readonly site: string;
  readonly host: string;
  readonly state: Pick<State, "storeId">;
  /** Absent: nobody is configured. */
  readonly notify: Notify | undefined;
  readonly clock: Clock;
  readonly random: Pick<Random, "id">;
  readonly log: Log;
  readonly context: (wallMs: number) => StatusContext;
  readonly post: (event: Event) => void;
}

export interface Notifier {
  /** Sends the message that waits; what has become of it is an event. */
  send(notice: Notice): void;
  /** Sends a message that says only that it is a test; `undefined`: nobody is configured. */
  test(): Promise<NotifyResult | undefined>;
  /** Settles when no message is on its way. */
  rested(): Promise<void>;
}

/** Carries messages to the receiver, and the answers back. Nothing waits for it. */
export function createNotifier(parts: NotifierParts): Notifier {
  const { site, host, notify, clock, random, log, post } = parts;
  let underWay = 0;
  let resting: (() => void)[] = [];

  function begin(document: NoticeDocument, done: (result: NotifyResult) => void): void {
    underWay += 1;
    notify?.send({ id: document.id, body: JSON.stringify(document) }, (result) => {
      done(result);
      underWay -= 1;
      if (underWay > 0) return;
      for (const rest of resting) rest();
      resting = [];
    });
  }

  return {
    send(notice) {
      const { problem, message } = notice;
      begin(noticeDocument(notice, parts), (result) => {
        if (!result.ok) warn(log, result.reason);
        const about = { problem: problem.key, message, result };
        post({ kind: "notice-answered", at: clock.wallMs(), ...about });
      });
    },
    async test() {
      if (notify === undefined) return undefined;
      const { instant, texts } = sayings(parts);
      const id = `test:${random.id()}`;
      const at = instant(clock.wallMs());
      const document = { text: testText(texts), event: "test", id, site, host, at } as const;
      return await new Promise((resolve) => begin(document, resolve));
    },
    rested: () =>
      new Promise((resolve) => {
        if (underWay === 0) resolve();
        else resting.push(resolve);
      }),
  };
}

function warn(log: Log, reason: string): void {
  log.write("warn", "a message to the webhook was not delivered", { reason });
}

/** The body of the message that waits. Throws when none does. */
export function noticeDocument(
  notice: Notice,
  parts: Pick<NotifierParts, "site" | "host" | "state" | "clock" | "context">,
): NoticeDocument {
  const { site, host, state } = parts;
  const { problem, waiting, openedAt, message, times, goneAt } = notice;
  if (waiting === undefined) throw new Error("no message waits");
  const { key, kind, since, jobId, ...about } = problem;
  const { instant, texts } = sayings(parts);
  return {
    text: noticeText(notice, waiting.event, texts),
    event: waiting.event,
    id: `${state.storeId}:${key}:${openedAt}:${message}`,
    problem: key,
    kind,
    site,
    host,
    ...about,
    ...(jobId === undefined ? {} : { job_id: jobId }),
    since: instant(since),
    ...(waiting.event === "recovery" ? { ended_at: instant(goneAt ?? waiting.at) } : {}),
    times,
    at: instant(waiting.at),
  };
}

function sayings({
  site,
  host,
  clock,
  context,
}: Pick<NotifierParts, "site" | "host" | "clock" | "context">) {
  const { instant, language } = context(clock.wallMs());
  const time = (wallMs: number) => instant(wallMs).slice(0, 16).replace("T", " ");
  const texts: NoticeTexts = { from: `${site}/${host}`, language, time };
  return { instant, texts };
}
