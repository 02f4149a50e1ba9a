import type { CheckDocument, ScheduleDocument } from "../io/schedule-document.ts";
import { layTable, wrap } from "./layout.ts";
import type { ShowTime } from "./local-time.ts";
import type { ScheduleTexts } from "./schedule-texts.ts";
import { wordFor } from "./texts.ts";

interface View {
  readonly texts: ScheduleTexts;
  readonly showTime: ShowTime;
}

/** A row for each check, and below them what was missed and why. */
export function scheduleText(
  { checks }: ScheduleDocument,
  view: View,
  width: number,
): readonly string[] {
  const { texts } = view;
  if (checks.length === 0) return [texts.none];
  const rows = checks.map((check) => rowOf(check, view));
  const missed = checks.flatMap((check) => missedText(check, view));
  const table = layTable({ header: texts.header, rows }, width);
  if (missed.length === 0) return table;
  return [...table, "", texts.missedHeader, ...missed.flatMap((line) => wrap(line, width))];
}

function rowOf(check: CheckDocument, { texts, showTime }: View): readonly string[] {
  const { last, next } = check;
  const [soon] = next;
  return [
    check.id,
    wordFor(texts.state, check.state),
    last === null ? texts.never : showTime(last.ended_at),
    last?.took_ms == null ? texts.never : `${last.took_ms} ms`,
    foundText(last, texts),
    check.running ? texts.running : soon === undefined ? texts.never : showTime(soon),
    check.cron,
  ];
}

function foundText(last: CheckDocument["last"], texts: ScheduleTexts): string {
  if (last === null) return texts.never;
  const found = last.timed_out ? [texts.timedOut, ...last.found] : last.found;
  return found.length === 0 ? texts.nothing : found.join(", ");
}

function missedText({ id, missed }: CheckDocument, { texts, showTime }: View): readonly string[] {
  return missed.map(({ runs, reason, since, until }) =>
    texts.missed({
      id,
      runs: String(runs),
      reason: wordFor(texts.reason, reason),
      since: showTime(since),
      until: showTime(until),
    }),
  );
}
