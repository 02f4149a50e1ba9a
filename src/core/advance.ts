import { type Decision, Draft } from "./draft.ts";
import type { Job, Printer, State } from "./state.ts";

/**
 * What the state alone calls for, asked after every event until it calls for nothing: a printer
 * that can print and a job that may be printed are brought together. Since it looks at the state
 * and not at what has just happened, no event can be forgotten that would have to wake the queue.
 */
export function advance(state: State, at: number): Decision | undefined {
  for (const printer of state.printers.values()) {
    if (printer.phase.kind !== "idle") continue;
    const job = state.queue.find((candidate) => mayStart(state, printer, candidate));
    if (job === undefined) continue;
    const draft = new Draft(state, at);
    const { jobId } = job;
    draft.setPhase(printer, { kind: "preparing", jobId });
    draft.order({ kind: "prepare-card", printer: printer.id, session: printer.session, jobId });
    return draft;
  }
  return undefined;
}

function mayStart(state: State, printer: Printer, job: Job): boolean {
  if (job.stock !== printer.stock || printer.reading?.cardInside === true) return false;
  // I11: a job that is not a specimen never starts on a simulated device.
  if (!job.specimen && printer.identity?.simulated !== false) return false;
  return !isBeingPrepared(state, job.jobId);
}

function isBeingPrepared(state: State, jobId: string): boolean {
  for (const { phase } of state.printers.values()) {
    if (phase.kind === "preparing" && phase.jobId === jobId) return true;
  }
  return false;
}
