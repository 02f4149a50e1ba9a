import { FAULT_TEXTS } from "../../protocols/fault-texts.ts";
import type { WhyDocument } from "../../protocols/host/why-document.ts";
import type { Desk } from "./desk.ts";
import { wrap } from "./layout.ts";
import { wordFor } from "./texts.ts";
import { WHY_TEXTS, type WhyTexts } from "./why-texts.ts";

type View = Pick<Desk, "language" | "texts" | "showTime">;
type HoldRow = WhyDocument["holds"][number];

/** Why a job is where it is, and what a person can do about it. */
export function whyText(why: WhyDocument, view: View, width: number): readonly string[] {
  const texts = WHY_TEXTS[view.language];
  const head = `${why.job_id}: ${wordFor(view.texts.jobState, why.state)}`;
  const holds = why.holds.flatMap((hold) => ["", ...holdLines(hold, view)]);
  return [head, ...situation(why, texts, view), ...holds].flatMap((line) => wrap(line, width));
}

function situation(why: WhyDocument, texts: WhyTexts, view: View): readonly string[] {
  switch (why.state) {
    case "pending":
      return [texts.waits(why.place, orNone(why.expected_at, view)), ...printers(why, texts)];
    case "held":
      return why.holds.length > 0 ? [] : reasonLines(why, texts);
    case "processing":
      return [underWay(why, texts, view)];
    case "in-doubt":
      return [texts.inDoubt(why.job_id)];
    case "completed":
      return [completed(why, texts, view)];
    case "canceled":
    case "aborted":
    case "expired":
      return [texts.ended(view.showTime(why.ended_at), why.reasons.join(", "))];
  }
}

/** A job that nothing holds and that no printer takes. */
function printers(why: WhyDocument, texts: WhyTexts): readonly string[] {
  const away = Object.entries(why.printers).filter(([, word]) => word === "not-connected");
  const isAway = away.length > 0 && away.length === Object.keys(why.printers).length;
  return [
    ...(isAway ? [texts.notConnected(away.map(([id]) => id).join(", "))] : []),
    ...reasonLines(why, texts),
  ];
}

function reasonLines({ reasons }: WhyDocument, { reason }: WhyTexts): readonly string[] {
  return reasons.map((each) => wordFor(reason, each));
}

function underWay({ attempt, expected_at: end }: WhyDocument, texts: WhyTexts, view: View) {
  if (attempt === null) return texts.printing("-", "-", undefined);
  const { printer, interrupted } = attempt;
  if (interrupted !== null && attempt.outcome === null) return texts.settling(printer, interrupted);
  return texts.printing(printer, view.showTime(attempt.armed_at), orNone(end, view));
}

function completed({ attempt, ended_at: end }: WhyDocument, texts: WhyTexts, view: View): string {
  const time = view.showTime(end);
  const by = attempt?.decided_by ?? undefined;
  return by === undefined ? texts.done(time, attempt?.printer ?? "-") : texts.decided(time, by);
}

function holdLines(hold: HoldRow, view: View): readonly string[] {
  const texts = WHY_TEXTS[view.language];
  const { showTime } = view;
  const { scope, until, next_check_at: next } = hold;
  const word = wordFor(view.texts.release, hold.release);
  const ends = until === undefined ? word : view.texts.until(showTime(until));
  return [
    texts.held(scope, showTime(hold.since), causeWords(hold, view)),
    next === undefined ? texts.ends(ends) : texts.endsChecked(ends, showTime(next)),
    texts.lift[hold.lift](scope),
  ];
}

function causeWords(hold: HoldRow, { language, showTime, texts }: View): string {
  const { cause, device = "-", condition, raw, seen_at: seen } = hold;
  switch (cause) {
    case "fault": {
      const title = condition === undefined ? "-" : FAULT_TEXTS[condition][language].title;
      const code = [condition, raw].filter((each) => each !== undefined).join(" ");
      return `${device}: ${title} (${code}, ${texts.lastSeen(showTime(seen))})`;
    }
    case "operator":
      return `${hold.by}: ${hold.reason}`;
    case "policy":
      return wordFor(WHY_TEXTS[language].reason, hold.reason);
    case "probation":
      return WHY_TEXTS[language].proving(device, `${hold.step}/${hold.steps}`);
  }
}

function orNone(instant: string | null, { showTime }: View): string | undefined {
  return instant === null ? undefined : showTime(instant);
}
