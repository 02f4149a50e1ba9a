import type { JobState } from "../../protocols/words.ts";
import type { Store } from "../../src/core/ports.ts";
import type { Stream } from "../../src/core/state.ts";
import type { LoggedPublication } from "../stage/memory-broker.ts";

export interface SeenEvent {
  readonly seq: number;
  readonly job_id: string;
  readonly state: JobState;
  readonly previous: JobState | null;
}

interface SeenHostEvent {
  readonly store: string;
  readonly seq: number;
  readonly type: string;
  readonly condition?: string;
}

/** What the broker has carried of both streams of events, each document once. */
export interface Streams {
  readonly violations: readonly string[];
  /** Of the stream of jobs, in order. */
  readonly jobEvents: readonly SeenEvent[];
  /** How often each condition was raised. */
  readonly raised: ReadonlyMap<string, number>;
  /** Reads on in the log. */
  lookAt(log: readonly LoggedPublication[]): void;
  /** Broken promises once everything must have been delivered. */
  gaps(disk: Store): readonly string[];
  /** How many have come. */
  known(stream: Stream): number;
  /** Of those repeated since this was last called: how many. */
  repeated(stream: Stream): number;
}

/** Where a job may come to from each of its states. */
const NEXT: Readonly<Record<JobState | "new", readonly JobState[]>> = {
  new: ["pending"],
  // A person who takes back that a card is bad is in doubt again.
  pending: ["processing", "canceled", "aborted", "expired", "in-doubt"],
  processing: ["completed", "pending", "in-doubt"],
  "in-doubt": ["completed", "pending"],
  completed: [],
  canceled: [],
  aborted: [],
  expired: [],
};

interface Seen {
  readonly payloads: Map<number, string>;
  repeated: Set<number>;
  /** Numbers of another host of this name. */
  skipped: number;
}

/**
 * I7: every number from 1 on, no later one before an earlier one, and whatever comes again is the
 * same document. I1: a job's events are one way through its states, and none follows the last.
 */
export function createStreams(
  topics: Readonly<Record<"event" | "jobEvent", string>>,
  twin?: { readonly storeId: () => string; readonly hasBegun: () => boolean },
): Streams {
  const violations: string[] = [];
  const jobEvents: SeenEvent[] = [];
  const raised = new Map<string, number>();
  const states = new Map<string, JobState>();
  const seen: Readonly<Record<Stream, Seen>> = {
    event: { payloads: new Map(), repeated: new Set(), skipped: 0 },
    "job-event": { payloads: new Map(), repeated: new Set(), skipped: 0 },
  };
  let read = 0;

  function take(stream: Stream, payload: string): void {
    const event = JSON.parse(payload) as SeenEvent & SeenHostEvent;
    if (event.store === twin?.storeId()) return;
    const { payloads, repeated } = seen[stream];
    const first = payloads.get(event.seq);
    if (first !== undefined) {
      repeated.add(event.seq);
      if (first !== payload) violations.push(`I7 ${stream} ${event.seq} came again changed`);
      return;
    }
    const last = payloads.size + seen[stream].skipped;
    // A host that was decided for goes on behind the numbers of the other one.
    if (twin?.hasBegun() && event.seq > last) seen[stream].skipped += event.seq - last - 1;
    else if (event.seq !== last + 1)
      violations.push(`I7 ${stream} ${event.seq} came after ${last}`);
    payloads.set(event.seq, payload);
    if (stream === "job-event") follow(event);
    else count(event);
  }

  function count({ type, condition = "" }: SeenHostEvent): void {
    if (type === "fault-raised") raised.set(condition, (raised.get(condition) ?? 0) + 1);
  }

  function follow(event: SeenEvent): void {
    const { job_id: jobId, state, previous } = event;
    const before = states.get(jobId) ?? null;
    if (before !== previous) violations.push(`I1 ${jobId} goes from ${previous}, was ${before}`);
    if (!NEXT[before ?? "new"].includes(state)) {
      violations.push(`I1 ${jobId} goes from ${before} to ${state}`);
    }
    states.set(jobId, state);
    jobEvents.push(event);
  }

  return {
    violations,
    jobEvents,
    raised,
    lookAt(log) {
      for (; read < log.length; read += 1) {
        const { topic = "", payload = "" } = log[read] ?? {};
        if (topic === topics.event) take("event", payload);
        else if (topic === topics.jobEvent) take("job-event", payload);
      }
    },
    gaps(disk) {
      const { streams, jobs } = disk.load();
      const missing = (["event", "job-event"] as const).flatMap((stream) => {
        const { seq, undelivered } = streams[stream];
        const carried = seen[stream].payloads.size;
        const isWhole = carried === seq || twin?.hasBegun() === true;
        return isWhole && undelivered.length === 0
          ? []
          : [`I7 ${stream}: ${carried} of ${seq} came, ${undelivered.length} are kept`];
      });
      const wrong = [...states].filter(([jobId, state]) => disk.job(jobId)?.state !== state);
      return [
        ...missing,
        ...wrong.map(([jobId]) => `I7 the last event of ${jobId} is not its state`),
        ...jobs.filter(({ jobId }) => !states.has(jobId)).map(({ jobId }) => `I7 no ${jobId}`),
      ];
    },
    known: (stream) => seen[stream].payloads.size,
    repeated(stream) {
      const { size } = seen[stream].repeated;
      seen[stream].repeated = new Set();
      return size;
    },
  };
}
