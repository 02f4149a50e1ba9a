import { hostTopics } from "../../protocols/host/topics.ts";
import { SITE } from "../stage/site.ts";
import type { SeenCard, SeenPublication } from "./scene.ts";

/** What says less than the line before it. */
const QUIET: ReadonlySet<string> = new Set(["probation-step"]);

/** What happened, one line each, with the time since the beginning. */
export interface Timeline {
  say(atMs: number, text: string): void;
  hear(publication: SeenPublication): void;
  see(card: SeenCard): void;
  end(atMs: number): void;
}

interface HostEvent {
  readonly seq: number;
  readonly type: string;
  readonly device?: string;
  readonly condition?: string;
  readonly scope?: string;
  readonly cause?: string;
  readonly job_id?: string;
}

/** Good cards in a row are one line, so that a story of months stays readable. */
export function createTimeline(write: (line: string) => void): Timeline {
  const topics = hostTopics(SITE);
  let good = 0;
  let total = 0;
  let lastGoodMs = 0;
  let lastSeq = 0;

  function say(atMs: number, text: string): void {
    flush();
    write(`${elapsed(atMs)}  ${text}`);
  }

  function flush(): void {
    if (good === 0) return;
    write(
      `${elapsed(lastGoodMs)}  ${good} ${good === 1 ? "card" : "cards"} printed, ${total} in all`,
    );
    good = 0;
  }

  function hearEvent(atMs: number, payload: string): void {
    const event = JSON.parse(payload) as HostEvent;
    if (event.seq <= lastSeq || QUIET.has(event.type)) return;
    lastSeq = event.seq;
    const { type, device, condition, scope, cause, job_id: job } = event;
    const about = [scope ?? device, condition ?? cause, job].filter((each) => each !== undefined);
    say(atMs, [`${type}:`, ...about].join(" "));
  }

  return {
    say,
    hear({ atMs, topic, payload }) {
      if (topic === topics.event) hearEvent(atMs, payload);
      if (topic === topics.availability && payload !== "") say(atMs, `the host is ${payload}`);
      if (topic !== topics.jobEvent) return;
      const { job_id: job, state } = JSON.parse(payload) as { job_id: string; state: string };
      if (state === "in-doubt") say(atMs, `${job} is in doubt`);
    },
    see({ atMs, printer, box, complete, job }) {
      if (complete && box === "output") {
        good += 1;
        total += 1;
        lastGoodMs = atMs;
        return;
      }
      const what = complete ? "a card" : "a card that was cut short";
      say(atMs, `${printer}: ${what}${job === undefined ? "" : ` of ${job}`} is ${place(box)}`);
    },
    end: flush,
  };
}

function place(box: SeenCard["box"]): string {
  switch (box) {
    case "output":
      return "in the output box";
    case "reject":
      return "in the reject box";
    case "removed":
      return "taken out by hand";
  }
}

/** Days, hours, minutes and seconds since the beginning. */
function elapsed(ms: number): string {
  const s = Math.floor(ms / 1_000);
  const [days, rest] = [Math.floor(s / 86_400), s % 86_400];
  const clock = [Math.floor(rest / 3_600), Math.floor(rest / 60) % 60, rest % 60];
  return `${String(days).padStart(3)}d ${clock.map((each) => String(each).padStart(2, "0")).join(":")}`;
}
