import type { JobAnswer, JobEvent } from "../../protocols/host/messages.ts";
import { FINAL_STATES } from "../../protocols/words.ts";
import type { ServerClock, ServerJob } from "./options.ts";

/** What an answer says may be ahead of its event, which then has to come within this time. */
const PATIENCE_MS = 60_000;

interface Entry {
  readonly job: ServerJob;
  isAnswered: boolean;
  /** The state that the host's events have brought it to; `undefined`: none has come. */
  state: string | undefined;
  /** How it ended: a final state, or `refused`. */
  end: string | undefined;
}

export interface JobBookParts {
  readonly clock: ServerClock;
  /** The host has broken its side of the contract. */
  readonly violated: (what: string) => void;
  /** Worth knowing and no violation. */
  readonly note: (what: string) => void;
  /** An answer ends the question about this job. */
  readonly settled: (jobId: string) => void;
  readonly allEnded: () => void;
}

/** What has become of each job, by the host's answers and events, and whether they agree. */
export class JobBook {
  readonly #parts: JobBookParts;
  readonly #entries = new Map<string, Entry>();
  #ended = 0;
  /** Events may have passed unseen: what is not known of may still have been said. */
  #hasMissed = false;

  constructor(jobs: readonly ServerJob[], parts: JobBookParts) {
    this.#parts = parts;
    this.add(jobs);
  }

  add(jobs: readonly ServerJob[]): void {
    for (const job of jobs) {
      this.#entries.set(job.jobId, { job, isAnswered: false, state: undefined, end: undefined });
    }
  }

  /** Jobs that the host has and has not brought to an end. */
  get open(): readonly ServerJob[] {
    return [...this.#entries.values()]
      .filter(({ isAnswered, end }) => isAnswered && end === undefined)
      .map(({ job }) => job);
  }

  /** How many ended how. */
  get ends(): Readonly<Record<string, number>> {
    const ends: Record<string, number> = {};
    for (const { end } of this.#entries.values()) {
      if (end !== undefined) ends[end] = (ends[end] ?? 0) + 1;
    }
    return ends;
  }

  hasMissed(): void {
    this.#hasMissed = true;
  }

  /** The host's numbers begin anew: what its events said before may not hold any more. */
  restarted(): void {
    this.#hasMissed = true;
    for (const entry of this.#entries.values()) entry.state = undefined;
  }

  takeAnswer(answer: JobAnswer): void {
    const entry = answer.job_id === null ? undefined : this.#entries.get(answer.job_id);
    if (entry === undefined || answer.retry === true) return;
    const isKnownBefore = answer.result === "duplicate" && !entry.isAnswered;
    entry.isAnswered = true;
    this.#parts.settled(entry.job.jobId);
    if (answer.result === "rejected" || answer.result === "conflict") {
      this.#parts.note(`${entry.job.jobId} was refused: ${answer.code ?? answer.result}`);
      this.#end(entry, "refused");
      return;
    }
    if (answer.state === null || !FINAL_STATES.has(answer.state)) return;
    if (isKnownBefore || this.#hasMissed) this.#end(entry, answer.state);
    else this.#awaitEvent(entry, answer.state);
  }

  takeEvent({ job_id: jobId, previous, state }: JobEvent): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) return;
    const known = entry.state;
    if (known !== undefined && FINAL_STATES.has(known)) {
      this.#parts.violated(`${jobId} was ${known} and is ${state} again`);
    } else if (known !== undefined && previous !== known) {
      this.#parts.violated(`${jobId} went from ${known} to ${String(previous)} without an event`);
    }
    entry.state = state;
    if (FINAL_STATES.has(state)) this.#end(entry, state);
  }

  #awaitEvent(entry: Entry, state: string): void {
    this.#parts.clock.timer(PATIENCE_MS, () => {
      if (entry.end !== undefined) return;
      if (!this.#hasMissed) this.#parts.violated(`${entry.job.jobId} is ${state} without an event`);
      this.#end(entry, state);
    });
  }

  #end(entry: Entry, end: string): void {
    if (entry.end !== undefined) return;
    entry.end = end;
    this.#ended += 1;
    if (this.#ended === this.#entries.size) this.#parts.allEnded();
  }
}
