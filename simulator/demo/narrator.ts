import { FAULT_TEXTS } from "../../protocols/fault-texts.ts";
import type { Condition } from "../../protocols/faults.ts";
import type { HostTopics } from "../../protocols/host/topics.ts";

export interface JobEvent {
  readonly seq: number;
  readonly job_id: string;
  readonly state: string;
  readonly attempt?: number;
}

/** Of `<base>/event`, what the demo looks at. */
interface HostEvent {
  readonly seq: number;
  readonly type: string;
  readonly scope?: string;
  readonly device?: string;
  readonly condition?: Condition;
}

/** What the demo has seen of the host, over MQTT alone. */
export interface Seen {
  readonly isOnline: boolean;
  /** Last event of each job. */
  readonly jobs: ReadonlyMap<string, JobEvent>;
  /** Jobs that were answered `accepted`. */
  readonly accepted: ReadonlySet<string>;
  /** Holds placed and lifted so far, by what they hold and why. */
  readonly held: readonly string[];
  readonly lifted: readonly string[];
  readonly gaps: readonly string[];
}

export interface Narrator {
  readonly seen: Seen;
  message(topic: string, payload: string): void;
  say(line: string): void;
}

/** Tells what happens to somebody who does not know the program. */
export function createNarrator(topics: HostTopics, print: (line: string) => void): Narrator {
  const startedMs = performance.now();
  const jobs = new Map<string, JobEvent>();
  const accepted = new Set<string>();
  const held: string[] = [];
  const lifted: string[] = [];
  const gaps: string[] = [];
  let isOnline = false;
  const last = { [topics.event]: 0, [topics.jobEvent]: 0 };

  function say(line: string): void {
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1).padStart(5);
    print(`${seconds} s  ${line}`);
  }

  function count(topic: string, seq: number): void {
    const before = last[topic] ?? 0;
    if (seq > before + 1) gaps.push(`${topic}: ${seq} after ${before}`);
    last[topic] = Math.max(before, seq);
  }

  function hearJob(event: JobEvent): void {
    jobs.set(event.job_id, event);
    const done = [...jobs.values()].filter(({ state }) => state === "completed").length;
    if (event.state === "processing") say(`printing   ${event.job_id}`);
    if (event.state === "completed") say(`printed    ${event.job_id}  (${done} of ${jobs.size})`);
    if (event.state === "in-doubt") say(`IN DOUBT   ${event.job_id}: a person has to look`);
  }

  function hearHost({ type, scope = "", condition }: HostEvent): void {
    if (condition === undefined) return;
    const { title, action } = FAULT_TEXTS[condition].en;
    if (type === "hold-placed") {
      held.push(`${scope} ${condition}`);
      say(`HELD       ${scope}: ${title}`);
      say(`           what a person does: ${action}`);
    } else if (type === "hold-lifted") {
      lifted.push(`${scope} ${condition}`);
      say(`RELEASED   ${scope}: the fault is gone, printing goes on by itself`);
    }
  }

  return {
    seen: {
      jobs,
      accepted,
      held,
      lifted,
      gaps,
      get isOnline() {
        return isOnline;
      },
    },
    say,
    message(topic, payload) {
      if (topic === topics.availability) {
        isOnline = payload === "online";
        say(`cetakd is ${payload}`);
      }
      if (topic === topics.jobAck) {
        const { job_id: jobId, result } = JSON.parse(payload) as { job_id: string; result: string };
        if (result === "accepted") accepted.add(jobId);
      }
      if (topic === topics.jobEvent) {
        const event = JSON.parse(payload) as JobEvent;
        count(topic, event.seq);
        hearJob(event);
      }
      if (topic === topics.event) {
        const event = JSON.parse(payload) as HostEvent;
        count(topic, event.seq);
        hearHost(event);
      }
    },
  };
}
