import { type Decision, Draft } from "./draft.ts";
import { isBeingPrepared, isExpired } from "./expiry.ts";
import { type Covered, covered, isCovered, isOf } from "./holds.ts";
import { maySettle, openAttempt } from "./settling.ts";
import type { Attempt, Job, Printer, State } from "./state.ts";

/**
 * What the state alone calls for, asked after every event until it calls for nothing: a printer is
 * asked about the attempt that it has left open, and a printer that can print and a job that may be
 * printed are brought together. Since it looks at the state
 * and not at what has just happened, no event can be forgotten that would have to wake the queue.
 */
export function advance(state: State, at: number): Decision | undefined {
  if (state.stopping || state.storeFailure !== undefined) return undefined;
  const holds = covered(state);
  for (const printer of inOrderOfTrust(state)) {
    if (printer.phase.kind !== "idle") continue;
    const attempt = openAttempt(state, printer.id);
    if (attempt !== undefined && maySettle(state, printer, at)) {
      return settle(state, printer, attempt, at);
    }
    if (attempt !== undefined || holds.host || holds.printers.has(printer.id)) continue;
    const job = state.queue.find(
      (candidate) => suits(printer, candidate) && mayStart(state, holds, candidate, at),
    );
    if (job === undefined) continue;
    const draft = new Draft(state, at);
    const { jobId } = job;
    draft.setPhase(printer, { kind: "preparing", jobId });
    draft.order({ kind: "prepare-card", printer: printer.id, session: printer.session, jobId });
    return draft;
  }
  return undefined;
}

/** One that proves itself comes last: another printer that is free takes the card. */
function inOrderOfTrust({ printers, probations }: State): readonly Printer[] {
  const isProving = ({ id }: Printer) => Number(probations.has(id));
  return [...printers.values()].sort((a, b) => isProving(a) - isProving(b));
}

function settle(state: State, printer: Printer, attempt: Attempt, at: number): Decision {
  const draft = new Draft(state, at);
  const about = { jobId: attempt.jobId, attempt: attempt.attempt };
  const { id, session } = printer;
  draft.setPhase(printer, { kind: "settling", ...about });
  draft.order({ kind: "settle-attempt", printer: id, session, ...about });
  return draft;
}

function mayStart(state: State, holds: Covered, job: Job, at: number): boolean {
  return !isCovered(holds, job) && !isExpired(state, job, at) && !isBeingPrepared(state, job.jobId);
}

/** Whether a printer, as it is fitted, is one that a job may be printed on. */
export function suits(printer: Printer, job: Job): boolean {
  // I11: a job that is not a specimen never starts on a simulated device.
  if (!job.specimen && printer.identity?.simulated !== false) return false;
  return isOf(printer, job);
}
