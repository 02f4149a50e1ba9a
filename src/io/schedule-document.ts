import type { CheckState } from "../core/check-due.ts";
import type { MissReason } from "../core/state.ts";

/** Every check: when it is made next, what it last showed, and what was missed. */
export interface ScheduleDocument {
  readonly at: string;
  readonly checks: readonly CheckDocument[];
}

export interface CheckDocument {
  readonly id: string;
  readonly device: string;
  readonly cron: string;
  readonly state: CheckState;
  readonly running: boolean;
  /** The next runs; the first is sooner than `cron` says while something is wrong. */
  readonly next: readonly string[];
  readonly bad: number;
  readonly good: number;
  readonly clear_after_s: number;
  readonly timeout_s: number;
  /** `null`: it has not been made since the daemon was started. */
  readonly last: LastLookDocument | null;
  /** Oldest first; a few. */
  readonly missed: readonly MissedDocument[];
}

export interface LastLookDocument {
  readonly started_at: string;
  readonly ended_at: string;
  /** `null` for a look that was no run of its own. */
  readonly took_ms: number | null;
  readonly timed_out: boolean;
  /** Conditions that it found. */
  readonly found: readonly string[];
}

export interface MissedDocument {
  readonly reason: MissReason;
  readonly since: string;
  readonly until: string;
  readonly runs: number;
}
