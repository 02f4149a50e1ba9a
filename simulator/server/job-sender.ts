import { Credit, type CreditSpent } from "./credit.ts";
import type { ServerClock, ServerJob } from "./options.ts";

/** Contract §10: so many documents may be without an answer at a host. */
const UNANSWERED_MAX = 100;
/** Contract §10: sent again after so long, pauses doubling up to the longest. */
const PAUSE_MS = 30_000;
const PAUSE_MS_MAX = 5 * 60_000;

interface Asked {
  readonly job: ServerJob;
  tries: number;
  cancel: () => void;
}

export interface JobSenderParts {
  readonly clock: ServerClock;
  readonly send: (job: ServerJob) => void;
  /** New jobs wait until the host has asked for them. */
  readonly waitsForCredit?: boolean | undefined;
}

/**
 * Sends documents until each has its answer. To send one again is a harmless question, so that is
 * what happens to all of them after the line was lost.
 */
export class JobSender {
  readonly #parts: JobSenderParts;
  /** Not sent yet, and to be asked about again: these do not count as new. */
  readonly #fresh: ServerJob[];
  readonly #again: ServerJob[] = [];
  readonly #unanswered = new Map<string, Asked>();
  #mayTalk = false;
  readonly #credit: Credit;

  constructor(jobs: readonly ServerJob[], parts: JobSenderParts) {
    this.#fresh = jobs.toReversed();
    this.#parts = parts;
    this.#credit = new Credit(parts.waitsForCredit === true ? 0 : Number.POSITIVE_INFINITY);
  }

  /** Documents that have never been sent. */
  get left(): number {
    return this.#fresh.length;
  }

  get unanswered(): readonly string[] {
    return [...this.#unanswered.keys()];
  }

  start(): void {
    this.#mayTalk = true;
    for (const asked of this.#unanswered.values()) this.#askNow(asked);
    this.#fill();
  }

  stop(): void {
    this.#mayTalk = false;
    for (const { cancel } of this.#unanswered.values()) cancel();
    this.#credit.forget();
  }

  /** How many more new ones may be sent now; replaces what was granted before. */
  grant(credit: number, spent: CreditSpent = () => {}): void {
    this.#credit.grant(credit, spent);
    this.#fill();
  }

  /** More of them, behind those that wait. */
  add(jobs: readonly ServerJob[]): void {
    this.#fresh.unshift(...jobs.toReversed());
    this.#fill();
  }

  /** An answer has come that ends the question. */
  settle(jobId: string): void {
    this.#unanswered.get(jobId)?.cancel();
    this.#unanswered.delete(jobId);
    this.#fill();
  }

  askAgain(job: ServerJob): void {
    this.#again.push(job);
    this.#fill();
  }

  #fill(): void {
    while (this.#mayTalk && this.#unanswered.size < UNANSWERED_MAX) {
      const job = this.#again.shift() ?? this.#takeFresh();
      if (job === undefined) break;
      if (this.#unanswered.has(job.jobId)) continue;
      const asked = { job, tries: 0, cancel: () => {} };
      this.#unanswered.set(job.jobId, asked);
      this.#askNow(asked);
    }
    if (this.#mayTalk && (this.#credit.isUsedUp || this.left === 0)) this.#credit.settle();
  }

  #takeFresh(): ServerJob | undefined {
    if (this.#credit.isUsedUp) return undefined;
    const job = this.#fresh.pop();
    if (job !== undefined) this.#credit.use();
    return job;
  }

  #askNow(asked: Asked): void {
    const pauseMs = Math.min(PAUSE_MS * 2 ** asked.tries, PAUSE_MS_MAX);
    asked.tries += 1;
    asked.cancel();
    asked.cancel = this.#parts.clock.timer(pauseMs, () => this.#askNow(asked));
    this.#parts.send(asked.job);
  }
}
