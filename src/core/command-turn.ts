import type { Command, CommandCode, CommandFacts, CommandResult } from "./command.ts";
import type { Draft } from "./draft.ts";
import type { Policy } from "./policy.ts";
import type { Job, State } from "./state.ts";

/** A command at its turn: what it says, what is known of it, and where its changes go. */
export interface Turn {
  readonly draft: Draft;
  readonly state: State;
  readonly policy: Policy;
  readonly command: Command;
  readonly facts: CommandFacts;
}

/** A refusal changes nothing but the record of commands. */
export type Outcome = { readonly ok: true; readonly result?: CommandResult } | Refused;

export interface Refused {
  readonly ok: false;
  readonly code: CommandCode;
  readonly message: string;
}

export function refused(code: CommandCode, message: string): Refused {
  return { ok: false, code, message };
}

/**
 * Whether a job is open is told by the state alone: what the store knew when the command came may
 * be older than its turn.
 */
export function isOpenNow({ state }: Turn, { jobId }: Job): boolean {
  return state.jobs.has(jobId);
}

/** The job as it is now, or as it was last seen if it has ended. */
export function jobOf({ state, facts }: Turn, jobId: string): Job | undefined {
  return state.jobs.get(jobId) ?? facts.job;
}

export function unknownJob(): Refused {
  return refused("unknown-job", "no job with this id was ever accepted");
}
